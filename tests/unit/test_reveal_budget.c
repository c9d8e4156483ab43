/* The budget of secrets that staff show and print: limits, what is missing, what is unusual, and
 * the set of pupils. */
#include "unit.h"

#include "domain/reveal_budget.h"
#include "domain/rights.h"

static void the_limit_of_a_day(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int month, day;
        struct reveal_day used;
        int more, limit, missing;
    } rows[] = {
        {"nothing yet", 11, 3, {0, 0, false}, 24, 60, 0},
        {"just enough", 11, 3, {36, 0, false}, 24, 60, 0},
        {"one too many", 11, 3, {37, 0, false}, 24, 60, 1},
        {"nothing counts", 11, 3, {60, 0, false}, 0, 60, 0},
        {"used up, and past it by an older rule", 11, 3, {75, 0, false}, 0, 60, 0},
        {"used up", 11, 3, {60, 0, false}, 1, 60, 1},
        {"all at once", 11, 3, {0, 0, false}, 61, 60, 1},
        {"after a second proof", 11, 3, {60, 60, false}, 60, 120, 0},
        {"past that", 11, 3, {100, 60, false}, 24, 120, 4},
        {"a colleague's yes", 11, 3, {60, 0, true}, 900, 1000, 0},
        {"both", 11, 3, {60, 60, true}, 1001, 1060, 1},
        {"24 August", 8, 24, {0, 0, false}, 61, 60, 1},
        {"25 August", 8, 25, {0, 0, false}, 1000, 1000, 0},
        {"25 August, one too many", 8, 25, {0, 0, false}, 1001, 1000, 1},
        {"8 September", 9, 8, {999, 0, false}, 1, 1000, 0},
        {"9 September", 9, 9, {60, 0, false}, 1, 60, 1},
        {"a yes within the two weeks", 9, 1, {0, 0, true}, 1001, 1000, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        day_count today = day_at(2026, rows[i].month, rows[i].day);
        assert_row(rows[i].name, reveal_limit(&rows[i].used, today) == rows[i].limit);
        assert_row(rows[i].name,
                   reveal_missing(&rows[i].used, today, rows[i].more) == rows[i].missing);
    }
    assert_int_equal(reveal_extension(1), 60);
    assert_int_equal(reveal_extension(60), 60);
    assert_int_equal(reveal_extension(61), 61);
}

static void unusual_requests(void **state) {
    (void)state;
    enum { NOON = 12, NIGHT = 23, DAWN = 5, SIX = 6, TEN = 22, NINE = 21 };
    static const struct {
        const char *name;
        int hour;
        int cards, counted, shown;
        bool other_class;
        unsigned signs;
    } rows[] = {
        {"a class at noon", NOON, 24, 24, 24, false, 0},
        {"the last of the budget", NOON, 24, 24, 60, false, 0},
        {"past it", NOON, 24, 24, 61, false, REVEAL_BEYOND},
        {"own batch after that", NOON, 24, 0, 61, false, 0},
        {"nine at night", NIGHT, 9, 9, 9, false, 0},
        {"ten at night", NIGHT, 10, 10, 10, false, REVEAL_AT_NIGHT},
        {"one by one at night", DAWN, 1, 1, 10, false, REVEAL_AT_NIGHT},
        {"an own batch at night", DAWN, 10, 0, 0, false, REVEAL_AT_NIGHT},
        {"one of an own batch at night", DAWN, 1, 0, 50, false, 0},
        {"six in the morning", SIX, 10, 10, 10, false, 0},
        {"before ten", NINE, 10, 10, 10, false, 0},
        {"ten in the evening", TEN, 10, 10, 10, false, REVEAL_AT_NIGHT},
        {"another class", NOON, 1, 1, 1, true, REVEAL_OTHER_CLASS},
        {"all of it", NIGHT, 80, 80, 80, true,
         REVEAL_BEYOND | REVEAL_AT_NIGHT | REVEAL_OTHER_CLASS},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct reveal_facts facts = {.at_ms = day_start_ms(day_at(2026, 11, 3)) +
                                                    rows[i].hour * INT64_C(3600000),
                                           .cards = rows[i].cards,
                                           .counted = rows[i].counted,
                                           .shown = rows[i].shown,
                                           .other_class = rows[i].other_class};
        assert_row(rows[i].name, reveal_signs(&facts) == rows[i].signs);
    }
}

static void classes_of_ones_own(void **state) {
    (void)state;
    const struct school_id here = {1}, there = {2};
    const struct grant grants[] = {{ROLE_MANAGER, {1}, S("")}, {ROLE_TEACHER, {1}, S("4A")}};
    const struct staff_rights both = {grants, 2}, manager = {grants, 1}, teacher = {grants + 1, 1};
    assert_false(rights_outside_own_classes(&both, here, S("4A")));
    assert_true(rights_outside_own_classes(&both, here, S("4B")));
    assert_true(rights_outside_own_classes(&both, here, S("")));
    assert_false(rights_outside_own_classes(&both, there, S("4B")));
    assert_false(rights_outside_own_classes(&manager, here, S("4B")));
    assert_true(rights_outside_own_classes(&teacher, here, S("4B")));
}

static void a_set_of_pupils(void **state) {
    (void)state;
    static const int64_t first[] = {9, 1, INT64_MAX, 9}, more[] = {5, 1, 256};
    struct str set = reveal_set_with(arena, S(""), first, COUNT(first));
    assert_int_equal(set.len, 3 * 8);
    set = reveal_set_with(arena, set, more, COUNT(more));
    assert_int_equal(set.len, 5 * 8);
    static const int64_t in[] = {1, 5, 9, 256, INT64_MAX}, out[] = {0, 2, 8, 10, 255, 257, 1 << 16};
    for (size_t i = 0; i < COUNT(in); i++) assert_true(reveal_set_has(set, in[i]));
    for (size_t i = 0; i < COUNT(out); i++) assert_false(reveal_set_has(set, out[i]));
    assert_false(reveal_set_has(S(""), 1));
    assert_int_equal(reveal_set_with(arena, set, NULL, 0).len, set.len);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limit_of_a_day),
        cmocka_unit_test(unusual_requests),
        cmocka_unit_test(classes_of_ones_own),
        cmocka_unit_test(a_set_of_pupils),
    };
    return cmocka_run_group_tests(tests, unit_setup, unit_teardown);
}
