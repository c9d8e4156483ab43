/* Text by value: a pointer and a length, not ended by NUL. Bytes are UTF-8 that base/text.h has
 * checked at the edge, unless a header says otherwise. The bytes belong to whoever made them (an
 * arena, a literal); a str never owns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct str {
    const char *ptr;
    size_t len;
};

/* A str of a literal. */
#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf: "%.*s" with STR_ARG(s). */
#define STR_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

struct str str_of(const char *c_string); /* NULL gives the empty str */
struct str str_copy(struct arena *arena, struct str s);
const char *str_c(struct arena *arena, struct str s); /* copy ended by NUL; s holds no NUL */
struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text with {0}, {1} … filled in, at most 64 KiB. */
struct str str_fill(struct arena *arena, struct str text, const struct str *args, size_t count);
/* Marks a Dutch text of the catalogue (lang/): who shows it has it translated. */
#define N_(dutch) dutch

bool str_eq(struct str a, struct str b);
bool str_eq_ascii_nocase(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes, shorter first */
bool str_starts(struct str s, struct str start);
bool str_ends(struct str s, struct str end);
bool str_contains(struct str s, struct str part);          /* the empty part is contained */
struct str str_sub(struct str s, size_t from, size_t len); /* clipped to s */
struct str str_trim(struct str s);                         /* ASCII blanks off both ends */

/* Cuts *rest at the first separator: returns what stands before it, *rest becomes what stands after
 * (empty at the end). *ret_found tells whether a separator was there; may be NULL. */
struct str str_cut(struct str *rest, char separator, bool *ret_found);

/* A whole decimal number, digits only (an optional leading '-'), within [min, max]; else
 * RC_INVALID. */
enum rc str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret_number) MUST_USE;
