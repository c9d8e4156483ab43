/*
 * Level of a group: main structure, catalogue, school, choice, name; birth year against level.
 */
#include "files.h"

#include "domain/group_knowledge.h"
#include "group_names.h"

static struct str fold(const char *text) {
    return text_fold(arena, rules, str_of(text));
}

static enum level level_of_name(const char *name) {
    const struct level_evidence evidence = {.by_name = level_of_group(fold(name), LEVELS_ANY),
                                            .school_year = 2026};
    return level_decide(&evidence);
}

/*
 * No name may silently give a wrong level, and at least 97 % of the names that have a level need no
 * question. A name with two readings must ask.
 */
static void reads_group_names(void **state) {
    (void)state;
    size_t wrong = 0, asked = 0, telling = 0;
    for (size_t i = 0; i < COUNT(group_names); i++) {
        enum level got = level_of_name(group_names[i].name), want = group_names[i].level;
        telling += want != LEVEL_UNKNOWN;
        asked += want != LEVEL_UNKNOWN && got == LEVEL_UNKNOWN;
        wrong += got != LEVEL_UNKNOWN && got != want;
        if (got != want) print_message("%s: %d, not %d\n", group_names[i].name, got, want);
    }
    print_message("%zu group names: %zu silently wrong, %.1f %% of %zu without a question\n",
                  COUNT(group_names), wrong, 100.0 * (double)(telling - asked) / (double)telling,
                  telling);
    assert_true(COUNT(group_names) >= 250);
    assert_int_equal(wrong, 0);
    assert_true(asked * 100 <= telling * 3);
}

static void reads_structures(void **state) {
    (void)state;
    static const struct {
        const char *code;
        enum level level;
    } codes[] = {
        {"111", PRE},
        {"121", PRE},
        {"211", PRI},
        {"221", PRI},
        {"311", SEC},
        {"312", SEC},
        {"321", SEC},
        {"411", HIG},
        {"3", SEC},
        {"kleuter", PRE},
        {"Lager onderwijs", PRI},
        {"SO", SEC},
        {"BuSO", SEC},
        {"BuLO", PRI},
        {"BLO", PRI},
        {"BuKO", PRE},
        {"DBSO", SEC},
        {"311 - voltijds gewoon secundair onderwijs", SEC},
        {"211: gewoon lager onderwijs", PRI},
        {"Voltijds gewoon secundair onderwijs", SEC},
        {"511", ASK},
        {"31", ASK},
        {"0", ASK},
        {"-1", ASK},
        {"", ASK},
        {"3a", ASK},
        {"3 - iets", ASK},
        {"BuBaO", ASK}, /* pre-primary or primary: other evidence decides */
    };
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_row(codes[i].code, level_of_structure(fold(codes[i].code)) == codes[i].level);
}

/* The order of evidence. */
static void decides_by_the_strongest_evidence(void **state) {
    (void)state;
    static const struct {
        const char *name, *group;
        enum level structure, by_number, choice;
        level_set school;
        int born;
        enum level level;
    } rows[] = {
        {"structure before all", "4de leerjaar", SEC, PRI, PRE, LEVELS_PRIMARY, 0, SEC},
        {"number before school", "4de leerjaar", ASK, SEC, PRE, LEVELS_PRIMARY, 0, SEC},
        {"school before choice and name", "De Zonnetjes", ASK, ASK, SEC, LEVELS_PRIMARY, 0, PRI},
        {"a school of one level needs no name", "1ste leerjaar A", ASK, ASK, ASK, LEVELS_PRIMARY, 0,
         PRI},
        {"a choice before the name", "4de leerjaar", ASK, ASK, SEC, LEVELS_NONE, 0, SEC},
        {"the name", "4de leerjaar", ASK, ASK, ASK, LEVELS_NONE, 0, PRI},
        {"a school of two levels: the name among them", "1ste leerjaar A", ASK, ASK, ASK,
         LEVELS_BASIC, 2013, PRI},
        {"a school of two levels: the birth year", "De Zonnetjes", ASK, ASK, ASK, LEVELS_BASIC,
         2022, PRE},
        {"a school of two levels: the birth year", "De Zonnetjes", ASK, ASK, ASK, LEVELS_BASIC,
         2020, PRI},
        {"a school of two levels without a birth year", "De Zonnetjes", ASK, ASK, ASK, LEVELS_BASIC,
         0, PRI},
        {"primary and secondary: no guess", "De Zonnetjes", ASK, ASK, ASK,
         LEVELS_PRIMARY | LEVELS_SECONDARY, 2010, ASK},
        {"primary and secondary: the name", "BuSO", ASK, ASK, ASK,
         LEVELS_PRIMARY | LEVELS_SECONDARY, 0, SEC},
        {"BuBaO by birth year", "BuBaO type 2", ASK, ASK, ASK, LEVELS_NONE, 2022, PRE},
        {"nothing", "De Zonnetjes", ASK, ASK, ASK, LEVELS_NONE, 2022, ASK},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        level_set allowed = rows[i].school == LEVELS_NONE ? LEVELS_ANY : rows[i].school;
        const struct level_evidence evidence = {
            .structure = rows[i].structure,
            .by_number = rows[i].by_number,
            .school = rows[i].school,
            .choice = rows[i].choice,
            .by_name = level_of_group(fold(rows[i].group), allowed),
            .birth_year = rows[i].born,
            .school_year = 2026,
        };
        assert_row(rows[i].name, level_decide(&evidence) == rows[i].level);
    }
}

static void looks_up_what_is_known(void **state) {
    (void)state;
    static const struct group_number numbers[] = {{5, PRE}, {6246, PRI}};
    static const struct school_levels schools[] = {{100, LEVELS_BASIC}, {200, LEVELS_SECONDARY}};
    static const struct level_choice choices[] = {
        {0, {"brugklas", 8}, SEC}, {100, {"brugklas", 8}, PRI}, {100, {"zorgklas", 8}, PRE}};
    const struct group_knowledge k = {numbers, 2, schools, 2, choices, 3};
    assert_int_equal(group_level_of_number(&k, 5), PRE);
    assert_int_equal(group_level_of_number(&k, 6246), PRI); /* an imported catalogue wins */
    assert_int_equal(group_level_of_number(&k, 43117), SEC);
    assert_int_equal(group_level_of_number(NULL, 6246), SEC);
    assert_int_equal(group_level_of_number(NULL, 7), ASK);
    assert_int_equal(group_levels_of_school(&k, 200), LEVELS_SECONDARY);
    assert_int_equal(group_levels_of_school(&k, 150), LEVELS_NONE);
    assert_int_equal(group_levels_of_school(NULL, 100), LEVELS_NONE);
    assert_int_equal(group_level_chosen(&k, 100, S("brugklas")), PRI);
    assert_int_equal(group_level_chosen(&k, 200, S("brugklas")), SEC);
    assert_int_equal(group_level_chosen(&k, 200, S("zorgklas")), ASK);
    assert_int_equal(group_level_chosen(NULL, 100, S("brugklas")), ASK);
}

static void compares_birth_year_and_level(void **state) {
    (void)state;
    static const struct {
        enum level level;
        int born, off;
    } rows[] = {
        {PRI, 2018, 0}, {PRI, 2020, 0},  {PRI, 2015, 0},  {PRI, 2014, 1},
        {PRI, 2009, 6}, {PRI, 2022, -2}, {PRE, 2023, 0},  {PRE, 2017, 4},
        {SEC, 2014, 0}, {SEC, 2008, 0},  {SEC, 2018, -4}, {SEC, 2005, 3},
        {SEC, 2000, 8}, {HIG, 1980, 0},  {SEC, 0, 0},     {ASK, 1950, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *name =
            str_c(arena, str_format(arena, "level %d, born %d", rows[i].level, rows[i].born));
        assert_row(name, level_years_off(rows[i].level, rows[i].born, 2026) == rows[i].off);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_group_names),
        cmocka_unit_test(reads_structures),
        cmocka_unit_test(decides_by_the_strongest_evidence),
        cmocka_unit_test(looks_up_what_is_known),
        cmocka_unit_test(compares_birth_year_and_level),
    };
    return cmocka_run_group_tests_name("group", tests, unit_setup, unit_teardown);
}
