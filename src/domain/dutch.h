/*
 * Dutch dictionary words, for judging own passwords. The list of Debian's package wdutch becomes a
 * table at build time (tools/dutch.py).
 */
#pragma once

#include "base/str.h"

enum { DUTCH_SHORTEST = 4, DUTCH_LONGEST = 24 };

/* folded: a to z only. About one in 10,000 texts that are not words gives a false positive. */
bool dutch_word(struct str folded);
