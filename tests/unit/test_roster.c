/*
 * Roster columns: header names, fields, dates, messages with line and column. Today is 24 November
 * 2026.
 */
#include "files.h"

#include "format/roster.h"
#include "language/tr.h"

#define HEAD "Stamnummer;Voornaam;Naam;Administratieve groep"

/*
 * Formats a row as "2: 1/945 Ivica Cauberghs, 4de leerjaar (4A) L2 2026-09-01..2027-08-31": line,
 * school, roll number, names, group, class, level, days; then those present of: official names,
 * birth day, sex, group number, site, national number.
 */
static enum rc write_pupil(void *context, const struct roster_row *row) {
    struct buf *out = context;
    const struct enrolment_facts *f = &row->facts;
    buf_format(out, "%s%d: %d/%lld %.*s %.*s, %.*s (%.*s) L%d %.*s..%.*s",
               out->len == 0 ? "" : "\n", row->line, row->school, (long long)f->roll_number,
               STR_ARG(f->first_name), STR_ARG(f->last_name), STR_ARG(f->group_name),
               STR_ARG(f->class_code), f->level, STR_ARG(day_iso(arena, f->begin_day)),
               STR_ARG(day_iso(arena, f->end_day)));
    if (f->official_first.len > 0 || f->official_last.len > 0)
        buf_format(out, " [%.*s %.*s]", STR_ARG(f->official_first), STR_ARG(f->official_last));
    if (f->birth_day != DAY_NONE) buf_format(out, " *%.*s", STR_ARG(day_iso(arena, f->birth_day)));
    if (f->sex != 0) buf_format(out, " s%d", f->sex);
    if (f->group_number != 0) buf_format(out, " g%lld", (long long)f->group_number);
    if (f->site.len > 0) buf_format(out, " @%.*s", STR_ARG(f->site));
    if (row->has_number) buf_format(out, " #%.11s", row->number.digits);
    return RC_OK;
}

struct outcome {
    const char *text, *ignored;
    const struct roster_messages *messages;
};

/* Returns the rows, or the messages as "FLAW line:column". */
static struct outcome read_roster(int fd, int school) {
    struct buf out = buf_make(arena, 4 << 20);
    struct roster_messages *messages = ARENA_NEW(arena, struct roster_messages);
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = rules,
                                         .today = day_at(2026, 11, 24),
                                         .school = school,
                                         .row = write_pupil,
                                         .context = &out};
    struct str ignored = S("");
    enum rc rc = roster_read_fd(arena, fd, &reader, messages, &ignored);
    close(fd);
    if (rc == RC_OK)
        return (struct outcome){str_c(arena, buf_view(&out)), str_c(arena, ignored), messages};
    assert_rc(rc, RC_INVALID);
    assert_true(messages->total > 0); /* a rejection always has a message */
    struct buf text = buf_make(arena, 4 << 20);
    for (size_t i = 0; i < messages->count; i++) {
        const struct roster_message *m = &messages->items[i];
        buf_format(&text, "%s%d %d:%d", i == 0 ? "" : "\n", m->flaw, m->line, m->column);
        assert_true(roster_message_text(arena, m).len > 20);
    }
    return (struct outcome){str_c(arena, buf_view(&text)), "", messages};
}

static const char *flaw_at(enum roster_flaw flaw, const char *place) {
    return str_c(arena, str_format(arena, "%d %s", flaw, place));
}

static void reads_rows(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *rows, *ignored;
        int school;
    } rows[] = {
        {"the least", HEAD "\n945;Ivica;Cauberghs;1e lj 3e gr Wetenschappen-wiskunde ASO\n",
         "2: 1/945 Ivica Cauberghs, 1e lj 3e gr Wetenschappen-wiskunde ASO () L3 "
         "2026-09-01..2027-08-31",
         "", 1},
        {"all columns",
         "INSTELNR,Stamboeknummer,roepnaam,VOORNAAM,Familienaam,voornaam_rr,naam_rr,AdmGroep,nr_"
         "admgr,klascode,Hoofdstructuur,"
         "geboortedatum,geslacht,INSZ,begindatum,einddatum,vestiging\n"
         "000123,50105,Kes,Keshab,Caubergs,Keshab R.,Caubergs-X,Mechan. "
         "vormgevingstech.,6246,6MV,311,30/7/1985,V,85.07.30-033.28,1/10/2026,30-06-2027,Noord\n",
         "2: 123/50105 Keshab Caubergs, Mechan. vormgevingstech. (6MV) L3 2026-10-01..2027-06-30 "
         "[Keshab R. Caubergs-X] *1985-07-30 s2 g6246 @Noord #85073003328",
         "", 0},
        {"English names",
         "roll number\tfirst name\tlast name\tadministrative group\tclass\tsex\tdate of "
         "birth\tschool number\n12\tMac\tDaoust\t4de leerjaar\t4A\tm\t2016-02-29\t7\n",
         "2: 7/12 Mac Daoust, 4de leerjaar (4A) L2 2026-09-01..2027-08-31 *2016-02-29 s1", "", 0},
        {"titles above the header",
         "Leerlingen;Leerlingen\nSchooljaar;2026-27\n\n;;\n" HEAD "\n1;A;B;3de kleuterklas\n",
         "6: 1/1 A B, 3de kleuterklas () L1 2026-09-01..2027-08-31", "", 1},
        {"a title row that repeats a name", "Naam;Naam\n" HEAD "\n1;A;B;4de leerjaar\n",
         "3: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31", "", 1},
        {"other columns", HEAD ";Gsm;Pointer;\n1;A;B;4de leerjaar;x;y;\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31", "Gsm, Pointer", 1},
        {"call name where the first name is absent",
         "Stamnr;Roepnaam;Achternaam;Admgroep\n1;A;B;4de leerjaar\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31", "", 1},
        {"Klas and Klascode, as Informat lists them",
         "Instellingsnummer;Naam;Voornaam;Klas;Klascode;Stamnummer;Administratieve groep;\r\n"
         "027938;Aerts;Sarah;2 Moderne talen;2MTW;9900045;2de leerjaar A;\r\n027938;Maes;Tom;3 "
         "Hout;;9900046;2de leerjaar A;\r\n",
         "2: 27938/9900045 Sarah Aerts, 2de leerjaar A (2MTW) L3 2026-09-01..2027-08-31\n3: "
         "27938/9900046 Tom Maes, 2de leerjaar A (3 Hout) L3 2026-09-01..2027-08-31",
         "", 0},
        {"national and bis number in columns of their own",
         HEAD ";Rijksregisternr;Bisnummer\n1;A;B;4de leerjaar;85073003328;\n2;C;D;4de "
              "leerjaar;;98472899765\n3;E;F;4de leerjaar;00000000000;\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31 #85073003328\n3: 1/2 C D, 4de "
         "leerjaar () L2 2026-09-01..2027-08-31 #98472899765\n"
         "4: 1/3 E F, 4de leerjaar () L2 2026-09-01..2027-08-31",
         "", 1},
        {"a spreadsheet dropped a zero",
         HEAD ";Rijksregisternummer\n1;A;B;4de leerjaar;1490700185\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31 #01490700185", "", 1},
        {"group by its number only", "Stamnummer;Voornaam;Naam;nr_admgr;Niveau\n1;A;B;006246;SO\n",
         "2: 1/1 A B, 006246 () L3 2026-09-01..2027-08-31 g6246", "", 1},
        {"school said twice the same",
         "Instellingsnummer;" HEAD "\n000001;1;A;B;4de leerjaar\n;2;C;D;4de leerjaar\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31\n3: 1/2 C D, 4de leerjaar () L2 "
         "2026-09-01..2027-08-31",
         "", 1},
        {"next year's list", HEAD ";Begindatum\n1;A;B;4de leerjaar;1/9/2027\n",
         "2: 1/1 A B, 4de leerjaar () L2 2027-09-01..2028-08-31", "", 1},
        {"ended last year, no begin", HEAD ";Einddatum\n1;A;B;4de leerjaar;30/6/2026\n",
         "2: 1/1 A B, 4de leerjaar () L2 2025-09-01..2026-06-30", "", 1},
        {"an end in next year, no begin", HEAD ";Einddatum\n1;A;B;4de leerjaar;30/6/2028\n",
         "2: 1/1 A B, 4de leerjaar () L2 2027-09-01..2028-06-30", "", 1},
        {"one day", HEAD ";Begindatum;Einddatum\n1;A;B;4de leerjaar;1/10/2026;1/10/2026\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-10-01..2026-10-01", "", 1},
        {"short rows", HEAD ";Klas\n1;A;B;4de leerjaar\n",
         "2: 1/1 A B, 4de leerjaar () L2 2026-09-01..2027-08-31", "", 1},
        {"formulas and tags are text", HEAD "\n1;=cmd|x;<b>&;4de leerjaar\n",
         "2: 1/1 =cmd|x <b>&, 4de leerjaar () L2 2026-09-01..2027-08-31", "", 1},
        {"blanks inside names", HEAD "\n1; Anna   Maria ;Van  den Bossche;4de leerjaar\n",
         "2: 1/1 Anna Maria Van den Bossche, 4de leerjaar () L2 2026-09-01..2027-08-31", "", 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome got = read_roster(file_of(str_of(rows[i].text)), rows[i].school);
        if (strcmp(got.text, rows[i].rows) != 0)
            fail_msg("row '%s':\n%s\nwant\n%s", rows[i].name, got.text, rows[i].rows);
        assert_string_equal(got.ignored, rows[i].ignored);
    }
}

static void rejects_with_line_and_column(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
        int school;
        enum roster_flaw flaw;
        const char *place; /* of the only message */
    } rows[] = {
        {"no header", "a;b\nc;d\n", 1, ROSTER_NO_HEADER, "1:1"},
        {"a header without one column",
         "a\nstamnummer;naam;administratieve groep\n1;B;4de leerjaar\n", 1, ROSTER_NO_COLUMNS,
         "2:1"},
        {"one name of a column is no header", "stamnummer;b\n1;2\n", 1, ROSTER_NO_HEADER, "1:1"},
        {"header below row 15",
         "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\n" HEAD "\n1;A;B;4de leerjaar\n", 1,
         ROSTER_NO_HEADER, "15:1"},
        {"no column of schools and none said", HEAD "\n1;A;B;4de leerjaar\n", 0, ROSTER_NO_COLUMNS,
         "1:1"},
        {"no administrative group", "KLAS,NAAM,VOORNAAM,STAMBOEKNUMMER\n1A,X,Y,1\n", 1,
         ROSTER_NO_COLUMNS, "1:1"},
        {"the same column twice", HEAD ";Naam\n1;A;B;4de leerjaar;C\n", 1, ROSTER_COLUMN_TWICE,
         "1:5"},
        {"header only", HEAD "\n", 1, ROSTER_EMPTY, "1:1"},
        {"no first name", HEAD "\n1;;B;4de leerjaar\n", 1, ROSTER_MISSING, "2:2"},
        {"blanks only", HEAD "\n1;A;  ;4de leerjaar\n", 1, ROSTER_MISSING, "2:3"},
        {"control character", HEAD "\n1;A\x01;B;4de leerjaar\n", 1, ROSTER_BAD_TEXT, "2:2"},
        {"private character", HEAD "\n1;A\xEE\x80\x80;B;4de leerjaar\n", 1, ROSTER_BAD_TEXT, "2:2"},
        {"line end in a name", HEAD "\n1;\"A\nA\";B;4de leerjaar\n", 1, ROSTER_BAD_TEXT, "2:2"},
        {"school of seven digits", "instelnr;" HEAD "\n1234567;1;A;B;4de leerjaar\n", 0,
         ROSTER_BAD_SCHOOL, "2:1"},
        {"school 0", "instelnr;" HEAD "\n000000;1;A;B;4de leerjaar\n", 0, ROSTER_BAD_SCHOOL, "2:1"},
        {"another school than said", "instelnr;" HEAD "\n2;1;A;B;4de leerjaar\n", 1,
         ROSTER_OTHER_SCHOOL, "2:1"},
        {"roll number with a letter", HEAD "\n1a;A;B;4de leerjaar\n", 1, ROSTER_BAD_ROLL, "2:1"},
        {"roll number below zero", HEAD "\n-1;A;B;4de leerjaar\n", 1, ROSTER_BAD_ROLL, "2:1"},
        {"roll number of 30 digits", HEAD "\n111111111111111111111111111111;A;B;4de leerjaar\n", 1,
         ROSTER_BAD_ROLL, "2:1"},
        {"no level", HEAD "\n1;A;B;Groep blauw\n", 1, ROSTER_NO_LEVEL, "2:4"},
        {"a comma too much shifts the row",
         "STAMNR,NAAM,VOORNAAM,ADMGROEP,GEBOORTEDATUM\n1,A,B,Onthaal, organisatie en "
         "sales,1/9/2010\n",
         1, ROSTER_NOTE, "2:6"},
        {"the workbook of accounts",
         "Stamnummer;Administratieve groep;Voornaam;Achternaam;LeerID Gebruikersnaam\n1;4de "
         "leerjaar;A;B;a.b\n",
         1, ROSTER_OWN_WORKBOOK, "1:5"},
        {"not even a table", "ab\0;c\n", 1, ROSTER_NO_HEADER, "1:1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome got = read_roster(file_of(str_of(rows[i].text)), rows[i].school);
        const char *want = flaw_at(rows[i].flaw, rows[i].place);
        if (strcmp(got.text, want) != 0)
            fail_msg("row '%s':\n%s\nwant\n%s", rows[i].name, got.text, want);
    }
}

static void reports_up_to_a_hundred_flaws(void **state) {
    (void)state;
    struct outcome got = read_roster(
        file_of(S(
            HEAD
            ";geslacht\n1;\x01;\x02;4de leerjaar;q\n2;A;B;4de leerjaar;m\nx;A;B;4de leerjaar;m\n")),
        1);
    assert_int_equal(got.messages->total, 3); /* the two texts once each, not also as missing */
    assert_int_equal(got.messages->items[2].line, 4);
    struct buf many = buf_make(arena, 1 << 20);
    buf_c(&many, HEAD "\n");
    for (int i = 0; i < 5000; i++) buf_c(&many, "x;A;B;4de leerjaar\n");
    got = read_roster(file_of(buf_view(&many)), 1);
    assert_int_equal(got.messages->count, ROSTER_MESSAGES_MAX);
    assert_int_equal(got.messages->total, 5000);
    assert_int_equal(got.messages->items[99].line, 101);
    got = read_roster(
        file_of(S("instelnr;" HEAD "\n1;1;A;B;4de leerjaar\n2;1;A;B;4de leerjaar\n000002;2;A;B;4de "
                  "leerjaar\n3;1;A;B;4de leerjaar\n2;3;A;B;4de leerjaar\n")),
        1);
    assert_int_equal(got.messages->total, 2); /* one for each other school */
    assert_true(str_contains(roster_message_text(arena, &got.messages->items[0]), S("000002 (3)")));
    assert_true(str_contains(roster_message_text(arena, &got.messages->items[1]), S("000003 (1)")));
    assert_int_equal(got.messages->items[1].line, 5);
}

/*
 * Messages give advice that the reader can follow: a secretary has no command line, and half a list
 * uploaded to the portal ends the other half.
 */
static void advice_fits_portal_and_command_line(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *command, *portal;
    } rows[] = {
        {"a row of another school", "instelnr;" HEAD "\n000123;1;A;B;4de leerjaar\n",
         "Dit bestand heeft rijen van instelling 000123 (1), niet van de instelling waarvoor je "
         "inleest. Haal deze rijen eruit, of laat --school weg.",
         "Haal deze rijen eruit, of kies eerst die instelling met ‘Wijzig Instelling’."},
        {"an empty field", HEAD "\n1;;B;4de leerjaar\n", "‘voornaam’ is leeg. Vul het in.",
         "Vul het in."},
        {"a column is missing", "stamnummer;naam;klas\n1;B;4A\n",
         "In de rij met kolomnamen ontbreekt: voornaam, administratieve groep. Wel gevonden: "
         "stamnummer, naam, klas. Zeg welke kolom het is met --map 'Kolom=veld', of zet die "
         "kolommen erbij, elk met die naam. Eén instellingsnummer voor het hele bestand geef je "
         "met --school.",
         "Zet die kolommen erbij, elk met die naam."},
        {"no header", "a;b\nc;d\n",
         "De kolomnamen zijn niet gevonden. Zet in een van de eerste vijftien rijen minstens deze "
         "kolommen: stamnummer, voornaam, naam, administratieve groep.",
         "Zet in een van de eerste vijftien rijen minstens deze kolommen: {0}."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct roster_message *got =
            &read_roster(file_of(str_of(rows[i].text)), 1).messages->items[0];
        assert_str(roster_message_text(arena, got), rows[i].command);
        assert_str(tr(LANGUAGE_NL, roster_message_words(got, true).mend), rows[i].portal);
    }
    for (int flaw = 0; flaw < ROSTER_FLAWS; flaw++)
        for (int code = TABLE_FINE + 1;
             code <= (flaw == ROSTER_TABLE ? TABLE_CANNOT_OPEN : TABLE_FINE + 1); code++)
            for (int portal = 0; portal < 2; portal++) {
                const struct roster_words words = roster_message_words(
                    &(struct roster_message){.flaw = (enum roster_flaw)flaw, .code = code},
                    portal == 1);
                const char *end = words.mend + strlen(words.mend) - 1;
                bool sentences = strlen(words.wrong) > 10 && *end == '.' &&
                                 (words.wrong[0] < 'a' || words.wrong[0] > 'z') &&
                                 words.mend[0] >= 'A' && words.mend[0] <= 'Z';
                bool command = strstr(words.mend, "--") != NULL ||
                               strstr(words.mend, "leerid ") != NULL ||
                               strstr(words.mend, "Split") != NULL;
                if (!sentences || (portal == 1 && command))
                    fail_msg("flaw %d, code %d: %s %s", flaw, code, words.wrong, words.mend);
            }
}

static void reads_dates(void **state) {
    (void)state;
    static const struct {
        const char *text, *day; /* NULL: rejected */
    } rows[] = {
        {"1/9/2026", "2026-09-01"},
        {"01/09/2026", "2026-09-01"},
        {"1-9-2026", "2026-09-01"},
        {"2026-09-01", "2026-09-01"},
        {"1.9.2026", "2026-09-01"},
        {"2026/9/1", "2026-09-01"},
        {"2026-09-01 00:00:00", "2026-09-01"},
        {"1/9/2026 0:00", "2026-09-01"},
        {"46266", "2026-09-01"},
        {"36526", "2000-01-01"},
        {"73415", "2100-12-31"},
        {"29/2/2024", "2024-02-29"},
        {"29/2/2023", NULL},
        {"1/13/2026", NULL},
        {"0/9/2026", NULL},
        {"1/9/26", NULL},
        {"2016", NULL},
        {"1", NULL},
        {"73416", NULL},
        {"99999", NULL},
        {"20260901", "2026-09-01"},
        {"2026-09-01T00:00:00", "2026-09-01"},
        {"2026-09-01T00:00:00Z", "2026-09-01"},
        {"2026-09-01T00:00:00+02:00", "2026-09-01"},
        {"1 september 2016", "2016-09-01"},
        {"1 Sept. 2016", "2016-09-01"},
        {"01-sep-2016", "2016-09-01"},
        {"3 maart 2016", "2016-03-03"},
        {"3 août 2016", "2016-08-03"},
        {"1 juni 2016", "2016-06-01"},
        {"1 juli 2016", "2016-07-01"},
        {"20261301", NULL},
        {"1 foo 2016", NULL},
        {"september 2016", NULL},
        {"01092026", NULL}, /* a year 109 */
        {"31/12/9999", NULL},
        {"1/9", NULL},
        {"1/9/2026/1", NULL},
        {"", NULL},
        {"-1/9/2026", NULL},
        {"1//2026", NULL},
        {"a/b/c", NULL},
        {"1/9/1899", NULL},
        {"1/9/2101", NULL},
        {"46266.5", NULL},
        {"99999999999999999999", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        day_count day = 0;
        assert_row(rows[i].text,
                   (roster_date(str_of(rows[i].text), &day) == RC_OK) == (rows[i].day != NULL));
        if (rows[i].day != NULL) assert_str(day_iso(arena, day), rows[i].day);
    }
}

/*
 * The most expensive row: every column has its maximum length. It is rejected, and the process
 * survives.
 */
static void rejects_very_wide_rows(void **state) {
    (void)state;
    struct buf wide = buf_make(arena, 8 << 20);
    for (int row = 0; row < 3; row++)
        for (int c = 0; c < 200; c++) {
            for (int n = 0; n < 530; n++) buf_c(&wide, "ﷺ"); /* folds to 18 letters each */
            buf_char(&wide, c == 199 ? '\n' : ';');
        }
    struct outcome got = read_roster(file_of(buf_view(&wide)), 1);
    assert_string_equal(got.text, flaw_at(ROSTER_NO_HEADER, "1:1"));
    struct buf name = buf_make(arena, 1 << 20);
    buf_c(&name, HEAD "\n1;");
    for (int n = 0; n < 300; n++) buf_c(&name, "ë");
    buf_c(&name, ";B;4de leerjaar\n");
    got = read_roster(file_of(buf_view(&name)), 1);
    assert_string_equal(got.text, flaw_at(ROSTER_TEXT_LONG, "2:2"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(rejects_with_line_and_column),
        cmocka_unit_test(reports_up_to_a_hundred_flaws),
        cmocka_unit_test(advice_fits_portal_and_command_line),
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(rejects_very_wide_rows),
    };
    return cmocka_run_group_tests_name("roster", tests, unit_setup, unit_teardown);
}
