/*
 * Judges a new password, with the same rules for pupils and staff.
 *
 * Source: docs/decisions/0003-secrets.md.
 */
#pragma once

#include "base/text.h"

enum { OWN_PASSWORD_MIN = 10 }; /* characters */

enum own_flaw {
    OWN_FINE,
    OWN_SHORT,
    OWN_LONG,
    OWN_COMMON,      /* a common password or a row of keys */
    OWN_NAMES,       /* hardly more than names of the person or the school */
    OWN_WORDS,       /* hardly more than one word */
    OWN_SAME,        /* equal to the current password; set by callers */
    OWN_HOLDS_GIVEN, /* contains the password that the school gave; set by callers */
};

/*
 * Returns one of OWN_FINE to OWN_WORDS.
 *   names  names of the person and the school, as written
 */
enum own_flaw password_flaw(struct arena *arena, const struct text_rules *rules,
                            struct str password, const struct str *names, size_t name_count);
