/* How hard an own password is to guess for somebody who knows the pupil, the school and Dutch. The
 * password is taken as a row of parts: words that people in Flanders take, names of the pupil and
 * the school, words of the dictionary, years, repetitions, and what lies between them, which the
 * caller's estimator judges. Its strength is that of the cheapest row. Pure. Source: SECURITY
 * "Secrets", decision 0003. */
#pragma once

#include "base/text.h"

enum own_part { OWN_PART_OTHER, OWN_PART_NAME, OWN_PART_COMMON, OWN_PART_DICTIONARY, OWN_PARTS };

struct own_strength {
    double bits;           /* log2 of the guesses */
    bool holds[OWN_PARTS]; /* what the cheapest row is made of */
};

/* names: of the pupil and the school, as they are written; each word of two letters counts, and
 * words that follow each other without a space. bits_of: log2 of the guesses that a text without
 * such words needs. */
struct own_strength own_password_strength(struct arena *arena, const struct text_rules *rules,
                                          struct str password, const struct str *names,
                                          size_t name_count,
                                          double (*bits_of)(struct arena *arena, struct str text));
