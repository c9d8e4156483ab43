/*
 * Common start of unit tests: cmocka, an arena and text rules for the group, and comparison of
 * struct str.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"

static struct arena *arena;
static struct text_rules *rules;

__attribute__((unused)) static int unit_setup(void **state) {
    (void)state;
    arena = arena_create((size_t)256 << 20, true);
    return text_rules_open(arena, &rules) == RC_OK ? 0 : -1;
}

__attribute__((unused)) static int unit_teardown(void **state) {
    (void)state;
    text_rules_close(rules);
    arena_destroy(arena);
    return 0;
}

#define assert_str(got, expected)                                                                  \
    do {                                                                                           \
        struct str got_ = (got);                                                                   \
        assert_string_equal(str_c(arena, got_), expected);                                         \
    } while (0)

#define assert_rc(call, expected) assert_string_equal(rc_name(call), rc_name(expected))

/* Fails with the name of the table row. */
#define assert_row(name, condition)                                                                \
    do {                                                                                           \
        if (!(condition)) fail_msg("row '%s': not %s", name, #condition);                          \
    } while (0)

__attribute__((unused)) static day_count day_at(int year, int month, int day) {
    day_count at = DAY_NONE;
    assert_int_equal(day_of_date((struct date){year, month, day}, &at), RC_OK);
    return at;
}

/* Returns a text of len equal characters: "xxx…". */
__attribute__((unused)) static struct str repeat(char c, size_t len) {
    char *text = arena_alloc(arena, len + 1);
    memset(text, c, len);
    return (struct str){text, len};
}
