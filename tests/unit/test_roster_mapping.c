/*
 * Which column is which: names of the packages, choices of people, proposals. Today is 24 November
 * 2026.
 */
#include "files.h"

#include "format/roster.h"

#define SMARTSCHOOL                                                                                \
    "Naam;Voornaam;Gebruikersnaam;Intern nummer;Geslacht;Geboortedatum;Officiële klas;Naam "      \
    "administratieve groep;Rijksregister\n"
#define STRANGE "Lln;Roepnaam;Fam. naam;Klas 26-27;Geboren op;Studie\n"

static enum rc write_pupil(void *context, const struct roster_row *row) {
    struct buf *out = context;
    const struct enrolment_facts *f = &row->facts;
    buf_format(out, "%s%lld %.*s %.*s, %.*s (%.*s)", out->len == 0 ? "" : "\n",
               (long long)f->roll_number, STR_ARG(f->first_name), STR_ARG(f->last_name),
               STR_ARG(f->group_name), STR_ARG(f->class_code));
    return RC_OK;
}

static struct column_mapping mapping(const char *fingerprint, const char *text) {
    struct column_mapping m = {.fingerprint = str_of(fingerprint)};
    roster_choices_read(arena, rules, str_of(text), &m.choices, &m.count);
    return m;
}

/* The rows; or the messages, as text, after "! ". */
static const char *read_with(const char *text, int school, const struct column_mapping *mappings,
                             size_t count) {
    struct buf out = buf_make(arena, 4000);
    struct roster_messages messages = {0};
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = rules,
                                         .today = day_at(2026, 11, 24),
                                         .school = school,
                                         .mappings = mappings,
                                         .mapping_count = count,
                                         .row = write_pupil,
                                         .context = &out};
    struct str ignored;
    int fd = file_of(str_of(text));
    enum rc rc = roster_read_fd(arena, fd, &reader, &messages, &ignored);
    close(fd);
    if (rc == RC_OK) return str_c(arena, buf_view(&out));
    return str_c(arena, str_format(arena, "! %.*s",
                                   STR_ARG(roster_message_text(arena, &messages.items[0]))));
}

static void reads_the_headers_of_packages(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *rows;
        int school;
    } rows[] = {
        {"WISA joined",
         "KLAS,KLASGROEP,NAAM,VOORNAAM,ROEPNAAM,GEBOORTEDATUM,WISAID,STAMBOEKNUMMER,GESLACHT,"
         "RIJKSREGISTERNR,OMSCHRIJVING,ADMINGROEP,INSTELLINGSNUMMER\n1B1,00,Maes,Tom,Tommie,8/1/"
         "2013,29992,2500002,V,00000000000,1ste leerjaar B,006247,125252\n",
         "2500002 Tom Maes, 1ste leerjaar B (1B1)", 0},
        {"Informat",
         "Instelnr;Stamnr_kort;Naam;Voornaam;rijksregnr;nr_admgr;afdelingsjaar;Klascode;"
         "geboortedatum;hfdstructuur\n27938;77;Aerts;Sarah;;6246;1ste leerjaar A;1A;2014-03-"
         "01T00:00:00;311\n",
         "77 Sarah Aerts, 1ste leerjaar A (1A)", 0},
        {"Smartschool", SMARTSCHOOL "Claes;Tuur;tuur.c;901;M;1/2/2018;2A;2de leerjaar;\n",
         "901 Tuur Claes, 2de leerjaar (2A)", 1},
        {"Broekx", "Stamboeknr;Naam;Voornaam;Klas;Adm. groep\n12;Claes;Tuur;2A;2de leerjaar\n",
         "12 Tuur Claes, 2de leerjaar (2A)", 1},
        {"a level and a class are enough",
         "Leerlingnummer;Naam;Voornaam;Klas;Hoofdstructuur\n12;Claes;Tuur;2A;211\n",
         "12 Tuur Claes, 2A (2A)", 1},
        {"header in row 15",
         "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\nStamnr;Naam;Voornaam;Klas;Adm.groep\n12;Claes;"
         "Tuur;2A;2de leerjaar\n",
         "12 Tuur Claes, 2de leerjaar (2A)", 1},
        {"says what is missing and what was found",
         "KLAS,NAAM,VOORNAAM,STAMBOEKNUMMER\n1A,Maes,Tom,1\n",
         "! In de rij met kolomnamen ontbreekt: administratieve groep. Wel gevonden: stamnummer, "
         "voornaam, naam, klas. Zeg welke kolom het is met --map 'Kolom=veld', of zet die kolommen "
         "erbij, elk met die naam. Eén instellingsnummer voor het hele bestand geef je met "
         "--school.",
         1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = read_with(rows[i].text, rows[i].school, NULL, 0);
        if (strcmp(got, rows[i].rows) != 0)
            fail_msg("row '%s':\n%s\nwant\n%s", rows[i].name, got, rows[i].rows);
    }
}

static void applies_choices(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *choices, *rows;
    } rows[] = {
        {"choices beside names", STRANGE "5;Ivo;Cools;K3 Egels;1/1/2021;3de kleuterklas\n",
         "lln=stamnummer\nfamnaam=naam\nklas2627=klas\nstudie=administratieve groep\n",
         "5 Ivo Cools, 3de kleuterklas (K3 Egels)"},
        {"the class stands in for the group", STRANGE "5;Ivo;Cools;K3 Egels;1/1/2021;x\n",
         "lln=stamnummer\nfamnaam=naam\nklas2627=klas\nklas2627=administratieve groep\n",
         "5 Ivo Cools, K3 Egels (K3 Egels)"},
        {"a name that is not used", "stamnr;voornaam;naam;admgroep;klas\n1;A;B;4de leerjaar;4A\n",
         "klas=\n", "1 A B, 4de leerjaar ()"},
        {"a choice against a name", "stamnr;voornaam;naam;admgroep;groep 2\n1;A;B;x;4de leerjaar\n",
         "groep2=administratieve groep\n", "1 A B, 4de leerjaar ()"},
        {"the second of two equal names",
         "stamnr;voornaam;naam;naam;admgroep\n1;A;oud;nieuw;4de leerjaar\n", "naam=\nnaam#2=naam\n",
         "1 A nieuw, 4de leerjaar ()"},
        {"two columns for one field", STRANGE "5;Ivo;Cools;K3;1/1/2021;3de kleuterklas\n",
         "lln=stamnummer\nfamnaam=naam\nklas2627=naam\nstudie=administratieve groep\n",
         "! ‘naam’ is voor twee kolommen gekozen. Kies er één."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct column_mapping m = mapping("", rows[i].choices);
        const char *got = read_with(rows[i].text, 1, &m, 1);
        if (strcmp(got, rows[i].rows) != 0)
            fail_msg("row '%s':\n%s\nwant\n%s", rows[i].name, got, rows[i].rows);
        assert_str(roster_choices_write(arena, m.choices, m.count), rows[i].choices);
    }
}

static struct mapping_proposal propose(const char *text, const struct column_mapping *mappings,
                                       size_t count) {
    const struct mapping_request request = {.tables = &table_direct,
                                            .rules = rules,
                                            .school_known = true,
                                            .mappings = mappings,
                                            .mapping_count = count};
    struct mapping_proposal proposal;
    struct table_flaw flaw;
    int fd = file_of(str_of(text));
    assert_rc(roster_propose_fd(arena, fd, &request, &proposal, &flaw), RC_OK);
    close(fd);
    return proposal;
}

static void proposes_and_remembers(void **state) {
    (void)state;
    const char *text = "Leerlingen 2026-27\n\n" STRANGE "5;Ivo;Cools;K3;1/1/2021;a\n6;Aya;El "
                       "Amrani;2A;;b\n\n7;;;;;c\n8;;;;;d\n9;;;;;e\n10;;;;;f\n";
    struct mapping_proposal p = propose(text, NULL, 0);
    assert_int_equal(p.header_line, 3);
    assert_int_equal(p.rows, 6);
    assert_int_equal(p.count, 6);
    assert_int_equal(p.sample_count, 5);
    assert_true(!p.complete && !p.by_choice);
    assert_true(p.missing[COLUMN_ROLL] && p.missing[COLUMN_GROUP] && p.missing[COLUMN_LAST]);
    assert_false(p.missing[COLUMN_SCHOOL] || p.missing[COLUMN_FIRST]);
    assert_int_equal(p.columns[1].column, COLUMN_FIRST); /* Roepnaam stands in for it */
    assert_int_equal(p.columns[1].origin, ORIGIN_NAME);
    assert_int_equal(p.columns[0].column, COLUMNS);
    assert_str(p.columns[2].name, "Fam. naam");
    assert_str(p.columns[2].samples[1], "El Amrani");
    assert_str(p.columns[4].samples[1], "");

    const char *choices =
        "lln=stamnummer\nfamnaam=naam\nklas2627=klas\nstudie=administratieve groep\n";
    const struct column_mapping kept[] = {mapping("0000000000000000", "lln=klas\n"),
                                          mapping(str_c(arena, p.fingerprint), choices)};
    p = propose(text, kept, COUNT(kept));
    assert_true(p.complete && p.by_choice);
    assert_int_equal(p.columns[0].column, COLUMN_ROLL);
    assert_int_equal(p.columns[0].origin, ORIGIN_CHOICE);
    assert_int_equal(p.columns[1].origin, ORIGIN_NAME);
    const struct mapping_proposal other = propose("Lln;Roepnaam\n1;2\n", kept, COUNT(kept));
    assert_false(str_eq(other.fingerprint, p.fingerprint)); /* another header, another mapping */
    assert_false(other.by_choice);
    assert_int_equal(propose("\n\n", NULL, 0).header_line, 0);
    p = propose("stamnr;voornaam;naam;admgroep\n1;A;B;4de leerjaar\n", NULL, 0);
    assert_true(p.complete);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_headers_of_packages),
        cmocka_unit_test(applies_choices),
        cmocka_unit_test(proposes_and_remembers),
    };
    return cmocka_run_group_tests_name("roster_mapping", tests, unit_setup, unit_teardown);
}
