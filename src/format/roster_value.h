/* Parsers for values as people and packages write them. Internal to the roster reader. Pure
 * functions; texts are folded with text_fold() unless stated otherwise. */
#pragma once

#include "base/day.h"
#include "base/str.h"

/* Returns whether the word means "no value": "-", "nvt", "geen", "0". */
bool roster_is_none(struct str folded);
/* Returns whether the date is one that packages write for "no end", such as 31/12/9999. */
bool roster_is_open_end(struct str folded);
/* Parses a sex: 1 M, 2 V, 3 X. Returns false for anything else. */
bool roster_sex(struct str folded, int *ret_sex);
/* Returns the digits of a number without spaces, dots between groups of three, a trailing ".0" and
 * a leading apostrophe. The text need not be folded. */
struct str roster_digits(struct arena *arena, struct str text);
/* Returns whether the number is in scientific notation ("1,4E+10"), which has lost digits. */
bool roster_is_rounded(struct str text);
