/* Spelling suggestions: finds the known name that a mistyped name is closest to. Pure. */
#pragma once

#include "base/str.h"

/*
 * Returns the number of insertions, deletions, substitutions and swaps of adjacent bytes that turn
 * a into b (optimal string alignment distance). Returns NEAR_LONG when either is NEAR_LONG bytes or
 * longer.
 */
enum { NEAR_LONG = 64 };
int near_distance(struct str a, struct str b);

/*
 * Returns the name closest to the typed one, or NULL when none is close enough: at most one
 * difference for up to four typed bytes, two for up to eight, otherwise three.
 */
const char *near_name(struct str typed, const char *const *names, size_t count);
