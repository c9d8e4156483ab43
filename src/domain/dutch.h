/* Dutch words, to judge own passwords: the list of Debian's package wdutch, made into a table when
 * the program is built (tools/dutch.py). */
#pragma once

#include "base/str.h"

enum { DUTCH_SHORTEST = 4, DUTCH_LONGEST = 24 };

/* folded: a to z only. One in ten thousand other texts passes for a word too. */
bool dutch_word(struct str folded);
