/* Plural forms of the interface texts: in French zero takes the singular. */
#include "unit.h"

#include "web/web.h"

/* Returns the text that a page in that language shows for the count. */
static struct str counted(enum language language, size_t count) {
    struct http_request request = {.site = SITE_LOKET};
    const struct visit visit = {.request = &request, .arena = arena, .language = language};
    return visit_count(&visit, "1 sheet~~{0} sheets", count);
}

static void french_zero_is_singular(void **state) {
    (void)state;
    static const struct {
        enum language language;
        size_t count;
        const char *text;
    } rows[] = {
        {LANGUAGE_NL, 0, "0 vellen"},  {LANGUAGE_NL, 1, "1 vel"},
        {LANGUAGE_NL, 2, "2 vellen"},  {LANGUAGE_FR, 0, "0 feuille"},
        {LANGUAGE_FR, 1, "1 feuille"}, {LANGUAGE_FR, 2, "2 feuilles"},
        {LANGUAGE_EN, 0, "0 sheets"},  {LANGUAGE_EN, 1, "1 sheet"},
        {LANGUAGE_EN, 2, "2 sheets"},  {LANGUAGE_DE, 0, "0 Bögen"},
        {LANGUAGE_DE, 1, "1 Bogen"},   {LANGUAGE_DE, 2, "2 Bögen"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(counted(rows[i].language, rows[i].count), rows[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(french_zero_is_singular)};
    return cmocka_run_group_tests_name("plural", tests, unit_setup, unit_teardown);
}
