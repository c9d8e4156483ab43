/*
 * Usernames: firstname.lastname in lower case; letters a–z, digits, '-' and '.'; at most 50
 * characters; unique everywhere and for ever (enforced by the store). Source: the manual,
 * "Opmerking" of chapter 3; docs/develop/requirements.md "Usernames".
 */
#pragma once

#include "base/text.h"

enum { USERNAME_MAX = 50 };

enum username_flaw {
    USERNAME_FINE,
    USERNAME_EMPTY,
    USERNAME_AT,    /* contains an @ */
    USERNAME_LONG,  /* over 50 characters */
    USERNAME_SIGNS, /* contains a character that does not fold to a letter, digit, hyphen or dot */
    USERNAME_SHAPE, /* begins or ends with a dot or hyphen, has two in a row, or has no letter */
    USERNAME_RESERVED, /* a path of the site itself */
    USERNAME_TAKEN,    /* set by callers: belongs or belonged to another person */
};

/*
 * Proposes a username for a name: folded, without spaces and apostrophes, with hyphens ("Van den
 * Bossche" → "vandenbossche"). A name without Latin letters gives "leerling"; a path of the site
 * gets the prefix "leerling.". The result has at most 50 characters and passes username_read().
 */
struct str username_propose(struct arena *arena, const struct text_rules *rules,
                            struct str first_name, struct str last_name);

/*
 * Parses and checks a username that staff typed, folded the same way. *ret_username is also set
 * when there is an error, as far as it was parsed.
 */
enum username_flaw username_read(struct arena *arena, const struct text_rules *rules,
                                 struct str typed, struct str *ret_username) MUST_USE;

/*
 * Returns the n-th variant of a name that is taken: 1 → base, 2 → "base2" …, cut to at most 50
 * characters.
 */
struct str username_numbered(struct arena *arena, struct str base, int n);
