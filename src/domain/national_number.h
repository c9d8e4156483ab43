/* The national number (rijksregisternummer or bisnummer): 11 digits YYMMDD SSS CC. Pure arithmetic;
 * the number itself is never stored, shown or logged (the caller keeps a keyed hash). Source:
 * FORMATS "National number". */
#pragma once

#include "base/day.h"

struct national_number {
    char digits[11];
};

/* Spaces, dots and dashes are accepted. today: numbers born from 2000 on are tried only up to this
 * year. RC_INVALID otherwise. */
enum rc national_number_read(struct str typed, day_count today,
                             struct national_number *ret_number) MUST_USE;
