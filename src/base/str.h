/*
 * Text by value: a pointer and a length, not NUL-terminated.
 *
 * The bytes are UTF-8 that base/text.h has validated on input, unless a header says otherwise. They
 * belong to whoever allocated them (an arena, a literal); a struct str never owns memory.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct str {
    const char *ptr;
    size_t len;
};

/* A struct str from a string literal. */
#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* Arguments for printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

struct str str_of(const char *c_string); /* NULL gives the empty string */
struct str str_copy(struct arena *arena, struct str s);
const char *str_c(struct arena *arena,
                  struct str s); /* NUL-terminated copy; s must not contain NUL */
struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Replaces {0}, {1} … in the text by the arguments. The result has at most 64 KiB; the rest is cut
 * off.
 */
struct str str_fill(struct arena *arena, struct str text, const struct str *args, size_t count);
/*
 * Marks an English text for the translation catalogues (lang/); the code that displays it
 * translates it.
 */
#define N_(english) english

bool str_eq(struct str a, struct str b);
bool str_eq_ascii_nocase(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes; a prefix sorts before the longer string */
bool str_starts(struct str s, struct str start);
bool str_ends(struct str s, struct str end);
bool str_contains(struct str s, struct str part);          /* true for an empty part */
struct str str_sub(struct str s, size_t from, size_t len); /* limited to the bytes of s */
struct str str_trim(struct str s); /* without ASCII whitespace at both ends */

/*
 * Splits *rest at the first separator: returns the part before it and leaves the part after it in
 * *rest (empty when there is no separator). *ret_found, which may be NULL, tells whether there was
 * one.
 */
struct str str_cut(struct str *rest, char separator, bool *ret_found);

/*
 * Parses a decimal number: digits with an optional leading '-'. Returns RC_INVALID for anything
 * else and for numbers outside [min, max].
 */
enum rc str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret_number) MUST_USE;
