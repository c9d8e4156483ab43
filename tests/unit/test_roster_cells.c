/*
 * What one cell of a roster row says: absent, empty, a word for none, unreadable or a value; and
 * rows that are refused without the others. Today is 24 November 2026.
 */
#include "files.h"

#include "format/roster.h"

#define HEAD "Stamnummer;Voornaam;Naam;Administratieve groep"

struct seen {
    struct roster_row row; /* the last */
    size_t rows, refused;
    int refused_school;
    struct roster_messages messages, warnings;
    struct group_questions questions;
};

static enum rc see_row(void *context, const struct roster_row *row) {
    struct seen *seen = context;
    seen->row = *row;
    seen->rows++;
    return RC_OK;
}

static enum rc see_refused(void *context, int school, int line) {
    (void)line;
    struct seen *seen = context;
    seen->refused++;
    seen->refused_school = school;
    return RC_OK;
}

static struct seen *read_known(const char *text, int school, const struct group_knowledge *groups,
                               enum rc want) {
    struct seen *seen = ARENA_NEW(arena, struct seen);
    seen->questions.arena = arena;
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = rules,
                                         .today = day_at(2026, 11, 24),
                                         .school = school,
                                         .groups = groups,
                                         .questions = &seen->questions,
                                         .warnings = &seen->warnings,
                                         .row = see_row,
                                         .refused = see_refused,
                                         .context = seen};
    struct str ignored;
    int fd = file_of(str_of(text));
    assert_rc(roster_read_fd(arena, fd, &reader, &seen->messages, &ignored), want);
    close(fd);
    return seen;
}

static struct seen *read_text(const char *text, int school, enum rc want) {
    return read_known(text, school, NULL, want);
}

/* One value of one optional column: its cell, and the warning when it cannot be read. */
static void tells_what_a_cell_says(void **state) {
    (void)state;
    static const struct {
        const char *title, *value;
        enum roster_column column;
        enum roster_cell cell;
        int64_t number; /* the value, as a number */
        int flaw;       /* 0: no warning */
    } rows[] = {
        {"klas", "4A", COLUMN_CLASS, CELL_VALUE, 0, 0},
        {"klas", "", COLUMN_CLASS, CELL_EMPTY, 0, 0},
        {"klas", "  ", COLUMN_CLASS, CELL_EMPTY, 0, 0},
        {"klas", "-", COLUMN_CLASS, CELL_NONE, 0, 0},
        {"klas", "nvt", COLUMN_CLASS, CELL_NONE, 0, 0},
        {"klas", "N.v.t.", COLUMN_CLASS, CELL_NONE, 0, 0},
        {"klas", "0", COLUMN_CLASS, CELL_NONE, 0, 0},
        {"klas", "4\x01", COLUMN_CLASS, CELL_UNREADABLE, 0, ROSTER_BAD_TEXT},
        {"vestiging", "-", COLUMN_SITE, CELL_NONE, 0, 0},
        {"geslacht", "Jongen", COLUMN_SEX, CELL_VALUE, 1, 0},
        {"geslacht", "meisje", COLUMN_SEX, CELL_VALUE, 2, 0},
        {"geslacht", "X", COLUMN_SEX, CELL_VALUE, 3, 0},
        {"geslacht", "Vrouwelijk", COLUMN_SEX, CELL_VALUE, 2, 0},
        {"geslacht", "garçon", COLUMN_SEX, CELL_VALUE, 1, 0},
        {"geslacht", "onbekend", COLUMN_SEX, CELL_NONE, 0, 0},
        {"geslacht", "0", COLUMN_SEX, CELL_NONE, 0, 0},
        {"geslacht", "", COLUMN_SEX, CELL_EMPTY, 0, 0},
        {"geslacht", "q", COLUMN_SEX, CELL_UNREADABLE, 0, ROSTER_BAD_SEX},
        {"geboortedatum", "2016-02-29T00:00:00", COLUMN_BIRTH, CELL_VALUE, 16860, 0},
        {"geboortedatum", "20160229", COLUMN_BIRTH, CELL_VALUE, 16860, 0},
        {"geboortedatum", "29 februari 2016", COLUMN_BIRTH, CELL_VALUE, 16860, 0},
        {"geboortedatum", "29-feb-2016", COLUMN_BIRTH, CELL_VALUE, 16860, 0},
        {"geboortedatum", "31/02/2016", COLUMN_BIRTH, CELL_UNREADABLE, DAY_NONE, ROSTER_BAD_DATE},
        {"geboortedatum", "2016", COLUMN_BIRTH, CELL_UNREADABLE, DAY_NONE, ROSTER_BAD_DATE},
        {"geboortedatum", "31/12/9999", COLUMN_BIRTH, CELL_UNREADABLE, DAY_NONE, ROSTER_BAD_DATE},
        {"geboortedatum", "nvt", COLUMN_BIRTH, CELL_NONE, DAY_NONE, 0},
        {"geboortedatum", "", COLUMN_BIRTH, CELL_EMPTY, DAY_NONE, 0},
        {"einddatum", "30/6/2027", COLUMN_END, CELL_VALUE, 20999, 0},
        {"einddatum", "31/12/9999", COLUMN_END, CELL_NONE, 21061, 0},
        {"einddatum", "9999-12-31T00:00:00", COLUMN_END, CELL_NONE, 21061, 0},
        {"einddatum", "2958465", COLUMN_END, CELL_NONE, 21061, 0},
        {"einddatum", "31/6/2027", COLUMN_END, CELL_UNREADABLE, 21061, ROSTER_BAD_DATE},
        {"einddatum", "", COLUMN_END, CELL_EMPTY, 21061, 0},
        {"nr_admgr", "006246", COLUMN_GROUP_NUMBER, CELL_VALUE, 6246, 0},
        {"nr_admgr", "6246.0", COLUMN_GROUP_NUMBER, CELL_VALUE, 6246, 0},
        {"nr_admgr", "0", COLUMN_GROUP_NUMBER, CELL_NONE, 0, 0},
        {"nr_admgr", "x", COLUMN_GROUP_NUMBER, CELL_UNREADABLE, 0, ROSTER_BAD_GROUP},
        {"niveau", "311 - voltijds gewoon secundair", COLUMN_LEVEL, CELL_VALUE, LEVEL_SECONDARY, 0},
        {"niveau", "BuSO", COLUMN_LEVEL, CELL_VALUE, LEVEL_SECONDARY, 0},
        {"niveau", "-", COLUMN_LEVEL, CELL_NONE, LEVEL_PRIMARY, 0},
        {"niveau", "911", COLUMN_LEVEL, CELL_UNREADABLE, LEVEL_PRIMARY, ROSTER_BAD_LEVEL},
        {"insz", "85.07.30-033.28", COLUMN_NUMBER, CELL_VALUE, 1, 0},
        {"insz", "'01490700185", COLUMN_NUMBER, CELL_VALUE, 1, 0},
        {"insz", "1490700185", COLUMN_NUMBER, CELL_VALUE, 1, 0},
        {"insz", "00000000000", COLUMN_NUMBER, CELL_NONE, 0, 0},
        {"insz", "geen", COLUMN_NUMBER, CELL_NONE, 0, 0},
        {"insz", "12345678901", COLUMN_NUMBER, CELL_UNREADABLE, 0, ROSTER_BAD_NUMBER},
        {"insz", "8,5073E+10", COLUMN_NUMBER, CELL_UNREADABLE, 0, ROSTER_ROUNDED},
        {"gsm", "0470", COLUMN_CLASS, CELL_ABSENT, 0, 0},
        {"gsm", "0470", COLUMN_BIRTH, CELL_ABSENT, DAY_NONE, 0},
        {"gsm", "0470", COLUMN_END, CELL_ABSENT, 21061, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = str_c(arena, str_format(arena, HEAD ";%s\n1;A;B;4de leerjaar;%s\n",
                                                   rows[i].title, rows[i].value));
        const struct seen *seen = read_text(text, 1, RC_OK);
        const struct enrolment_facts *f = &seen->row.facts;
        const int64_t values[COLUMNS] = {[COLUMN_SEX] = f->sex,
                                         [COLUMN_LEVEL] = f->level,
                                         [COLUMN_BIRTH] = f->birth_day,
                                         [COLUMN_END] = f->end_day,
                                         [COLUMN_GROUP_NUMBER] = f->group_number,
                                         [COLUMN_NUMBER] = seen->row.has_number};
        const char *name = str_c(arena, str_format(arena, "%s %s", rows[i].title, rows[i].value));
        assert_row(name, seen->rows == 1 && seen->messages.total == 0);
        assert_row(name, seen->row.cells[rows[i].column] == rows[i].cell);
        assert_row(name, values[rows[i].column] == rows[i].number);
        assert_row(name, seen->warnings.total == (rows[i].flaw != 0));
        if (rows[i].flaw == 0) continue;
        const struct roster_message *warning = &seen->warnings.items[0];
        assert_row(name, (int)warning->flaw == rows[i].flaw && warning->line == 2 &&
                             warning->column == 5 && warning->school == 1);
        assert_str(warning->who, "A B");
        assert_row(name, !str_contains(roster_message_text(arena, warning), S("123456789")));
    }
}

static void says_what_changes_what_is_known(void **state) {
    (void)state;
    static const enum cell_effect effects[][CELLS] = {
        /* absent, empty, none, unreadable, value */
        [COLUMN_CLASS] = {CELL_KEEPS, CELL_CLEARS, CELL_CLEARS, CELL_KEEPS, CELL_SETS},
        [COLUMN_SITE] = {CELL_KEEPS, CELL_KEEPS, CELL_CLEARS, CELL_KEEPS, CELL_SETS},
        [COLUMN_END] = {CELL_KEEPS, CELL_KEEPS, CELL_CLEARS, CELL_KEEPS, CELL_SETS},
        [COLUMN_BIRTH] = {CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_SETS},
        [COLUMN_SEX] = {CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_SETS},
        [COLUMN_NUMBER] = {CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_SETS},
        [COLUMN_OFFICIAL_FIRST] = {CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_SETS},
        [COLUMN_BEGIN] = {CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_KEEPS, CELL_SETS},
    };
    for (int column = COLUMN_CLASS; column < (int)COUNT(effects); column++)
        for (int cell = 0; cell < CELLS && column != COLUMN_LEVEL; cell++)
            assert_int_equal(roster_cell_effect((enum roster_column)column, (enum roster_cell)cell),
                             effects[column][cell]);
}

/* An error in a required field refuses its row; the rows of other schools are delivered. */
static void refuses_a_row_and_goes_on(void **state) {
    (void)state;
    static const struct {
        const char *name, *row;
        int school; /* of the refused row */
    } rows[] = {
        {"no first name", "000300;2;;B;4de leerjaar", 300},
        {"roll number in words", "300;x;A;B;4de leerjaar", 300},
        {"roll number that Excel rounded", "300;1,2E+11;A;B;4de leerjaar", 300},
        {"no group", "300;2;A;B;", 300},
        {"school in words", "x;2;A;B;4de leerjaar", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = str_c(arena, str_format(arena,
                                                   "instelnr;" HEAD
                                                   "\n024.513;1;A;B;4de leerjaar\n%s\n24 513;3;E;F;"
                                                   "4de leerjaar\n",
                                                   rows[i].row));
        const struct seen *seen = read_text(text, 0, RC_OK);
        assert_row(rows[i].name, seen->rows == 2 && seen->refused == 1);
        assert_row(rows[i].name, seen->refused_school == rows[i].school);
        assert_row(rows[i].name, seen->messages.total == 1 &&
                                     seen->messages.items[0].school == rows[i].school &&
                                     seen->messages.items[0].line == 3);
        assert_row(rows[i].name, seen->row.school == 24513);
    }
    const struct seen *seen = read_text("a;b\n1;2\n", 1, RC_INVALID); /* the file as a whole */
    assert_int_equal(seen->rows, 0);
    seen = read_text(HEAD ";Naam\n1;A;B;4de leerjaar;C\n", 1, RC_INVALID);
    assert_int_equal(seen->messages.total, 1);
}

/* Groups that nothing explains are asked for, once for a school, with what helps to answer. */
static void asks_for_unknown_groups(void **state) {
    (void)state;
    const char *text = HEAD ";instelnr;geboortedatum\n1;Milan;A;Zorgklas;100;1/2/2017\n"
                            "2;Yara;B;zorgklas;100;1/2/2014\n3;Sem;C;Zorgklas;200;\n"
                            "4;Noor;D;4de leerjaar;100;1/2/2017\n";
    const struct seen *seen = read_text(text, 0, RC_OK);
    assert_int_equal(seen->rows, 1);
    assert_int_equal(seen->refused, 3);
    assert_int_equal(seen->questions.count, 2);
    const struct group_question *q = &seen->questions.items[0];
    assert_true(q->school == 100 && q->rows == 2 && q->born_from == 2014 && q->born_to == 2017);
    assert_str(q->name, "Zorgklas");
    assert_str(q->who[1], "Yara B");
    assert_true(seen->questions.items[1].school == 200 && seen->questions.items[1].born_to == 0);

    static const struct level_choice choices[] = {{100, {"zorgklas", 8}, LEVEL_PRIMARY}};
    static const struct school_levels schools[] = {{200, LEVELS_SECONDARY}};
    static const struct group_number numbers[] = {{7, LEVEL_PRE_PRIMARY}};
    const struct group_knowledge known = {numbers, 1, schools, 1, choices, 1};
    seen = read_known(text, 0, &known, RC_OK);
    assert_true(seen->rows == 4 && seen->refused == 0 && seen->questions.count == 0);
    seen = read_known(HEAD "\n1;A;B;000007\n", 1, &known, RC_OK);
    assert_int_equal(seen->row.facts.level, LEVEL_PRE_PRIMARY);
    assert_int_equal(seen->row.facts.group_number, 7);
    seen = read_known(HEAD "\n1;A;B;000008\n", 1, &known, RC_OK);
    assert_true(seen->refused == 1 && seen->questions.count == 1);
}

static void warns_of_an_unlikely_age(void **state) {
    (void)state;
    const struct seen *seen =
        read_text(HEAD ";geboortedatum\n1;Kato;Lenaerts;2de leerjaar;1/1/2009\n"
                       "2;A;B;2de leerjaar;1/1/2015\n",
                  1, RC_OK);
    assert_true(seen->rows == 2 && seen->warnings.total == 1);
    assert_str(
        roster_message_text(arena, &seen->warnings.items[0]),
        "Geboren in 2009, maar in ‘2de leerjaar’. Klopt de groep? Dan hoef je niets te doen.");
    assert_str(seen->warnings.items[0].who, "Kato Lenaerts");
    assert_int_equal(seen->warnings.items[0].line, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_a_cell_says),
        cmocka_unit_test(says_what_changes_what_is_known),
        cmocka_unit_test(refuses_a_row_and_goes_on),
        cmocka_unit_test(asks_for_unknown_groups),
        cmocka_unit_test(warns_of_an_unlikely_age),
    };
    return cmocka_run_group_tests_name("roster_cells", tests, unit_setup, unit_teardown);
}
