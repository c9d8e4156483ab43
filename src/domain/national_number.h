/*
 * The Belgian national number (rijksregisternummer or bisnummer): 11 digits YYMMDD SSS CC. Pure
 * arithmetic. The number itself is never stored, displayed or logged; the caller keeps a keyed
 * hash. Source: docs/develop/formats.md "National number".
 */
#pragma once

#include "base/day.h"

struct national_number {
    char digits[11];
};

/*
 * Parses and verifies a number; spaces, dots and hyphens are allowed.
 *   today  limits the century: numbers of people born from 2000 on are accepted up to this year
 * Returns RC_INVALID when the number is not valid.
 */
enum rc national_number_read(struct str typed, day_count today,
                             struct national_number *ret_number) MUST_USE;

enum number_kind { NUMBER_KIND_UNKNOWN, NUMBER_NATIONAL, NUMBER_BIS };

/* What a number tells about its owner. */
struct number_facts {
    enum number_kind kind; /* never unknown */
    day_count birth_day;   /* DAY_NONE: month or day 00, or no date that exists */
    int sex;               /* 1 M, 2 V; 0: a bis number of somebody whose sex was unknown */
};
struct number_facts national_number_facts(const struct national_number *number);
