/*
 * Strength of a password that a pupil chose, against an attacker who knows the pupil, the school
 * and Dutch.
 *
 * The password is split into parts: common words in Flanders, names of the pupil and the school,
 * dictionary words, years, repetitions, and the text between them, which the caller's estimator
 * judges. The strength is that of the cheapest split. Pure. Source:
 * docs/develop/security-decisions.md "Secrets", decision 0003.
 */
#pragma once

#include "base/text.h"

enum own_part { OWN_PART_OTHER, OWN_PART_NAME, OWN_PART_COMMON, OWN_PART_DICTIONARY, OWN_PARTS };

struct own_strength {
    double bits;           /* log2 of the number of guesses */
    bool holds[OWN_PARTS]; /* the kinds of parts in the cheapest split; a name of 3 letters or more
                            */
};

/*
 * Estimates the strength of a password.
 *   names    names of the pupil and the school as written; each word of two or more letters counts,
 *            and consecutive words joined without a space
 *   bits_of  returns log2 of the number of guesses for a text without known words
 */
struct own_strength own_password_strength(struct arena *arena, const struct text_rules *rules,
                                          struct str password, const struct str *names,
                                          size_t name_count,
                                          double (*bits_of)(struct arena *arena, struct str text));
