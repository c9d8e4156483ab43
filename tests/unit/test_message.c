/* Languages of a reader, and messages: arguments of every type, plural forms, nested messages. */
#include "unit.h"

#include "language/language.h"
#include "language/message.h"

static void variables_choose_the_language(void **state) {
    (void)state;
    static const struct {
        struct language_variables variables;
        enum language language;
    } rows[] = {
        {{NULL, NULL, NULL, NULL}, LANGUAGE_NL},
        {{"fr", NULL, NULL, NULL}, LANGUAGE_FR},
        {{"fr", "de_DE", "en_GB", "nl_BE"}, LANGUAGE_FR},
        {{NULL, "de_DE.UTF-8", "en_GB", "nl_BE"}, LANGUAGE_DE},
        {{NULL, NULL, "en_GB", "fr_BE"}, LANGUAGE_EN},
        {{NULL, NULL, NULL, "fr_BE.UTF-8"}, LANGUAGE_FR},
        {{"", "", "", "de@euro"}, LANGUAGE_DE},
        {{"xx", "de_DE", NULL, NULL}, LANGUAGE_NL},
        {{NULL, "C", NULL, "fr_BE"}, LANGUAGE_NL},
        {{NULL, NULL, NULL, "POSIX"}, LANGUAGE_NL},
        {{NULL, NULL, NULL, "C.UTF-8"}, LANGUAGE_NL},
        {{NULL, NULL, NULL, "french"}, LANGUAGE_NL},
        {{NULL, NULL, NULL, "FR_BE"}, LANGUAGE_NL},
        {{NULL, NULL, NULL, "_fr"}, LANGUAGE_NL},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(language_of_variables(&rows[i].variables), rows[i].language);
}

static void arguments_are_filled_in(void **state) {
    (void)state;
    const char *path = "/x";
    int64_t big = INT64_MIN;
    const struct message inner =
        MESSAGE("{0} cannot be read: {1}", path, message_word("the disk is full"));
    const struct {
        struct message message;
        enum language language;
        const char *text;
    } rows[] = {
        {MESSAGE("in order"), LANGUAGE_EN, "in order"},
        {MESSAGE("{0} is up to date", S("leerid.db")), LANGUAGE_EN, "leerid.db is up to date"},
        {MESSAGE("{0} is up to date", "{1}"), LANGUAGE_NL, "{1} is bij"},
        {MESSAGE("{0} is up to date", big), LANGUAGE_NL, "-9223372036854775808 is bij"},
        {MESSAGE("{0} is up to date", message_digits(2, 6)), LANGUAGE_NL, "000002 is bij"},
        {MESSAGE("{0} is up to date", message_word(NULL)), LANGUAGE_NL, " is bij"},
        {MESSAGE("{0}: {1}", 7u, -1L), LANGUAGE_NL, "7: -1"},
        {MESSAGE("{1} has no {0}", "--x", "import"), LANGUAGE_EN, "import has no --x"},
        {MESSAGE("1 row~~{0} rows", (size_t)0), LANGUAGE_NL, "0 rijen"},
        {MESSAGE("1 row~~{0} rows", (size_t)1), LANGUAGE_NL, "1 rij"},
        {MESSAGE("1 row~~{0} rows", (size_t)0), LANGUAGE_FR, "0 ligne"},
        {MESSAGE("1 row~~{0} rows", (size_t)2), LANGUAGE_DE, "2 Zeilen"},
        {MESSAGE("{0}, {1}", message_count("1 row~~{0} rows", 1),
                 message_count("1 school~~{0} schools", 3)),
         LANGUAGE_EN, "1 row, 3 schools"},
        {MESSAGE("{0}, line {1}: {2}", "a.conf", 3, &inner), LANGUAGE_EN,
         "a.conf, line 3: /x cannot be read: the disk is full"},
        {MESSAGE("onvertaald {0} {3} %s", "a", "b"), LANGUAGE_DE, "onvertaald a {3} %s"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(message_in(arena, rows[i].language, &rows[i].message), rows[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_choose_the_language),
        cmocka_unit_test(arguments_are_filled_in),
    };
    return cmocka_run_group_tests_name("message", tests, unit_setup, unit_teardown);
}
