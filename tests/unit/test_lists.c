/* The pupil list: search, filters, sorting, counts. */
#include "unit.h"

#include "domain/pupil_list.h"

static struct pupil_row pupil(int64_t roll, const char *first, const char *last, const char *group,
                              const char *class_code) {
    struct str names = str_format(arena, "%lld %s %s", (long long)roll, first, last);
    struct str sort = str_format(arena, "%s, %s", last, first);
    return (struct pupil_row){.pupil_id = roll,
                              .roll_number = roll,
                              .first_name = str_of(first),
                              .last_name = str_of(last),
                              .group_name = str_of(group),
                              .class_code = str_of(class_code),
                              .level = LEVEL_SECONDARY,
                              .search_key = text_fold(arena, rules, names),
                              .sort_key = text_sort_key(arena, rules, sort),
                              .username = S("")};
}

static struct pupil_row with_account(struct pupil_row row, enum account_type type,
                                     enum secret_kind kind, bool inactive, bool signed_in) {
    row.has_account = true;
    row.type = type;
    row.secret_kind = kind;
    row.inactive = inactive;
    row.signed_in = signed_in;
    return row;
}

enum { PUPILS = 8 };

static const struct pupil_row *school(void) {
    struct pupil_row *rows = ARENA_ARRAY(arena, struct pupil_row, PUPILS);
    rows[0] = pupil(945, "Ivica", "Cauberghs", "1e lj 3e gr Wetenschappen-wiskunde ASO", "5WW");
    rows[1] = with_account(
        pupil(50105, "Keshab", "Caubergs", "2e lj 3e gr Mechan. vormgevingstech. TSO", "6MV"),
        ACCOUNT_ADVANCED, SECRET_OWN, false, true);
    rows[2] =
        with_account(pupil(77270, "Eben-Ezer", "Charneux", "1e lj 2e gr Houttechnieken TSO", "3HT"),
                     ACCOUNT_ADVANCED, SECRET_TEMPORARY, false, false);
    rows[3] = pupil(5695, "Manao", "Colignon", "1e lj 3e gr Latijn-wiskunde ASO", "5LW");
    rows[4] = with_account(pupil(89914, "Franci", "Daeleman", "4de leerjaar", "4A"), ACCOUNT_BASIC,
                           SECRET_PICTURE, true, true);
    rows[5] = with_account(pupil(3362, "Wilhelmina", "Daniëls", "4de leerjaar", "4B"),
                           ACCOUNT_BASIC, SECRET_WORD, false, false);
    rows[6] = pupil(12, "Élodie", "Van den Bossche", "4de leerjaar", "");
    rows[7] = pupil(13, "Jan", "D’Hondt", "4de leerjaar", "4A");
    rows[5].needs_help = true;
    rows[1].username = S("keshab.anders2");
    return rows;
}

static const char *rolls(const struct pupil_row **selected, size_t count) {
    struct str text = S("");
    for (size_t i = 0; i < count; i++)
        text = str_format(arena, "%.*s%s%lld", STR_ARG(text), i == 0 ? "" : " ",
                          (long long)selected[i]->roll_number);
    return str_c(arena, text);
}

static void searches_and_filters(void **state) {
    (void)state;
    const struct pupil_row *all = school();
    static const struct {
        const char *name, *search, *rolls;
        struct pupil_filter filter;
    } rows[] = {
        {"all, by name", "", "945 50105 77270 5695 13 89914 3362 12", {.status = 0}},
        {"last name", "cauberg", "945 50105", {.status = 0}},
        {"capitals", "CAUBERGS", "50105", {.status = 0}},
        {"accents left out", "daniels", "3362", {.status = 0}},
        {"accents put in", "Dániëls", "3362", {.status = 0}},
        {"first name", "elodie", "12", {.status = 0}},
        {"part of a roll number", "027", "", {.status = 0}},
        {"inside a roll number", "7727", "77270", {.status = 0}},
        {"words in any order", "bossche elodie", "12", {.status = 0}},
        {"apostrophe", "d'hondt", "13", {.status = 0}},
        {"apostrophe left out", "dhondt", "13", {.status = 0}},
        {"both words must fit", "elodie hondt", "", {.status = 0}},
        {"no word over a blank", "nden", "", {.status = 0}},
        {"a surname with prefixes as one word", "vandenbossche", "12", {.status = 0}},
        {"from a later prefix on", "denboss", "12", {.status = 0}},
        {"a username before there is an account", "elodie.vandenbossche", "12", {.status = 0}},
        {"hyphens left out", "ebenezer", "77270", {.status = 0}},
        {"the whole username", "keshab.anders2", "50105", {.status = 0}},
        {"part of a username, beside another word", "anders caubergs", "50105", {.status = 0}},
        {"letters after the end of a name", "elodie.vandenbosschee", "", {.status = 0}},
        {"no letters", ".-", "", {.status = 0}},
        {"name and class", "daeleman 4A", "89914", {.status = 0}},
        {"name and another class", "daeleman 4B", "", {.status = 0}},
        {"a class alone", "4a", "13 89914", {.status = 0}},
        {"words of the group and a name", "4de leerjaar elodie", "12", {.status = 0}},
        {"no part of a group", "wetenschap", "", {.status = 0}},
        {"group", "", "13 89914 3362 12", {.group_name = {"4de leerjaar", 12}}},
        {"class", "", "13 89914", {.class_code = {"4A", 2}}},
        {"group and search", "dani", "3362", {.group_name = {"4de leerjaar", 12}}},
        {"no account", "", "945 5695 13 12", {.status = 1 + STATUS_NO_ACCOUNT}},
        {"active", "", "50105 77270 3362", {.status = 1 + STATUS_ACTIVE}},
        {"inactive", "", "89914", {.status = 1 + STATUS_INACTIVE}},
        {"basic", "", "89914 3362", {.type = ACCOUNT_BASIC}},
        {"advanced", "", "50105 77270", {.type = ACCOUNT_ADVANCED}},
        {"pictures", "", "89914", {.secret_kind = SECRET_PICTURE}},
        {"not yet signed in", "", "77270 3362", {.never_signed_in = true}},
        {"needs help", "", "3362", {.needs_help = true}},
        {"to be turned", "", "3362", {.turns = true}},
        {"to be turned, searched", "charneux", "", {.turns = true}},
        {"name, downwards", "", "12 3362 89914 13 5695 77270 50105 945", {.descending = true}},
        {"first name", "", "77270 12 89914 945 13 50105 5695 3362", {.sort = LIST_FIRST_NAME}},
        {"roll number", "", "12 13 945 3362 5695 50105 77270 89914", {.sort = LIST_ROLL_NUMBER}},
        {"roll number, downwards",
         "",
         "89914 77270 50105 5695 3362 945 13 12",
         {.sort = LIST_ROLL_NUMBER, .descending = true}},
        {"group, then class", "", "77270 5695 945 50105 12 13 89914 3362", {.sort = LIST_GROUP}},
        {"status, ties by name",
         "",
         "945 5695 13 12 50105 77270 3362 89914",
         {.sort = LIST_STATUS}},
        {"type, ties by name",
         "",
         "50105 77270 89914 3362 945 5695 13 12",
         {.sort = LIST_TYPE, .descending = true}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pupil_filter filter = rows[i].filter;
        filter.search = text_fold(arena, rules, str_of(rows[i].search));
        const struct pupil_row **selected;
        size_t count;
        pupil_list_select(arena, all, PUPILS, &filter, &selected, &count);
        const char *got = rolls(selected, count);
        if (strcmp(got, rows[i].rolls) != 0)
            fail_msg("row '%s': %s, want %s", rows[i].name, got, rows[i].rolls);
    }
}

static void finds_accounts_to_upgrade(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum level level;
        int type_override;
        enum account_type type;
        bool has_account, inactive, turns;
    } rows[] = {
        {"basic in secondary", LEVEL_SECONDARY, 0, ACCOUNT_BASIC, true, false, true},
        {"basic in higher", LEVEL_HIGHER, 0, ACCOUNT_BASIC, true, false, true},
        {"basic in primary", LEVEL_PRIMARY, 0, ACCOUNT_BASIC, true, false, false},
        {"advanced in secondary", LEVEL_SECONDARY, 0, ACCOUNT_ADVANCED, true, false, false},
        {"advanced in primary: never back", LEVEL_PRIMARY, 0, ACCOUNT_ADVANCED, true, false, false},
        {"the school keeps the group basic", LEVEL_SECONDARY, ACCOUNT_BASIC, ACCOUNT_BASIC, true,
         false, false},
        {"the school has the group advanced", LEVEL_PRIMARY, ACCOUNT_ADVANCED, ACCOUNT_BASIC, true,
         false, true},
        {"a level nobody knows", LEVEL_UNKNOWN, 0, ACCOUNT_BASIC, true, false, false},
        {"a level nobody knows, a choice of the school", LEVEL_UNKNOWN, ACCOUNT_ADVANCED,
         ACCOUNT_BASIC, true, false, true},
        {"made inactive by staff", LEVEL_SECONDARY, 0, ACCOUNT_BASIC, true, true, false},
        {"no account", LEVEL_SECONDARY, 0, 0, false, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pupil_row row = {.level = rows[i].level,
                                .type_override = rows[i].type_override,
                                .type = rows[i].type,
                                .has_account = rows[i].has_account,
                                .inactive = rows[i].inactive};
        assert_row(rows[i].name, pupil_row_turns(&row) == rows[i].turns);
    }
}

static void counts_and_lists_filter_values(void **state) {
    (void)state;
    const struct pupil_row *all = school();
    const struct pupil_counts counts = pupil_list_count(all, PUPILS);
    assert_int_equal(counts.all, 8);
    assert_int_equal(counts.without_account, 4);
    assert_int_equal(counts.never_signed_in, 2);
    assert_int_equal(counts.picture, 1);
    assert_int_equal(counts.needs_help, 1);
    assert_int_equal(counts.turns, 1);
    struct str *names;
    size_t count;
    pupil_list_classes(arena, all, PUPILS, &names, &count);
    assert_int_equal(count, 6); /* distinct, without the empty one */
    assert_str(names[0], "3HT");
    assert_str(names[1], "4A");
    pupil_list_groups(arena, all, PUPILS, &names, &count);
    assert_int_equal(count, 5);
    const struct pupil_row **selected;
    pupil_list_select(arena, NULL, 0, &(struct pupil_filter){.status = 0}, &selected, &count);
    assert_int_equal(count, 0);
    pupil_list_groups(arena, NULL, 0, &names, &count);
    assert_int_equal(count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(searches_and_filters),
                                       cmocka_unit_test(finds_accounts_to_upgrade),
                                       cmocka_unit_test(counts_and_lists_filter_values)};
    return cmocka_run_group_tests_name("lists", tests, unit_setup, unit_teardown);
}
