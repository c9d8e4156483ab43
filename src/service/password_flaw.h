/*
 * Judges a password that somebody chooses, by the same rules for pupils and staff. Source:
 * docs/decisions/0003-secrets.md.
 */
#pragma once

#include "base/text.h"

enum { OWN_PASSWORD_MIN = 10 }; /* characters */

enum own_flaw {
    OWN_FINE,
    OWN_SHORT,
    OWN_LONG,
    OWN_COMMON,      /* many people take it: a row of keys, a known password */
    OWN_NAMES,       /* names of the person or the school, and little else */
    OWN_WORDS,       /* one word, and little else */
    OWN_SAME,        /* the password of now */
    OWN_HOLDS_GIVEN, /* contains the password that the school gave */
};

/* names: of the person and the school, as they are written. Returns one of OWN_FINE to OWN_WORDS.
 */
enum own_flaw password_flaw(struct arena *arena, const struct text_rules *rules,
                            struct str password, const struct str *names, size_t name_count);
