/*
 * Dutch dictionary words, for judging own passwords. The list of Debian's package wdutch becomes a
 * table at build time (tools/dutch.py).
 */
#pragma once

#include "base/str.h"

enum { DUTCH_SHORTEST = 4, DUTCH_LONGEST = 24 };

/*
 * Tells whether the text is a Dutch word; about one in 10,000 other texts is taken for one.
 *   folded  a to z only
 */
bool dutch_word(struct str folded);
