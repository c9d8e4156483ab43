/*
 * Internal to the roster reader: values as people write them. Pure; texts are folded by
 * text_fold() unless said otherwise.
 */
#pragma once

#include "base/day.h"
#include "base/str.h"

/* True for a word that means "no value": "-", "nvt", "geen", "0". */
bool roster_is_none(struct str folded);
/* True for a date far in the future that packages write for "no end": 31/12/9999. */
bool roster_is_open_end(struct str folded);
/* 0 for "-1"; else 1 M, 2 V, 3 X. */
bool roster_sex(struct str folded, int *ret_sex);
/*
 * Returns the digits of a number without what people and spreadsheets put around them: spaces, dots
 * between groups of three, ".0" behind it, an apostrophe in front. The text need not be folded.
 */
struct str roster_digits(struct arena *arena, struct str text);
/* True for scientific notation, "1,4E+10": the spreadsheet no longer has the digits. */
bool roster_is_rounded(struct str text);
