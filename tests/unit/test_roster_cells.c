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

static struct seen *read_text(const char *text, int school, enum rc want) {
    struct seen *seen = ARENA_NEW(arena, struct seen);
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = rules,
                                         .today = day_at(2026, 11, 24),
                                         .school = school,
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_a_cell_says),
        cmocka_unit_test(says_what_changes_what_is_known),
        cmocka_unit_test(refuses_a_row_and_goes_on),
    };
    return cmocka_run_group_tests_name("roster_cells", tests, unit_setup, unit_teardown);
}
