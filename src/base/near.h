/* Near misses: which of some names did somebody mean who typed another? Pure. */
#pragma once

#include "base/str.h"

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b (optimal string
 * alignment distance), in bytes; NEAR_LONG when one of them is longer than that. */
enum { NEAR_LONG = 64 };
int near_distance(struct str a, struct str b);

/* The name nearest to the typed one: at most one difference for up to four bytes, two for up to
 * eight, else three. NULL: none is near enough. */
const char *near_name(struct str typed, const char *const *names, size_t count);
