/* Usernames: firstname.lastname in lower case, letters a–z, digits, '-' and '.'; at most 50
 * characters; unique everywhere and for ever (the store keeps that). Source: the manual,
 * "Opmerking" of chapter 3; PRODUCT 4. */
#pragma once

#include "base/text.h"

enum { USERNAME_MAX = 50 };

enum username_flaw {
    USERNAME_FINE,
    USERNAME_EMPTY,
    USERNAME_AT,    /* holds an @ */
    USERNAME_LONG,  /* over 50 characters */
    USERNAME_SIGNS, /* a character that cannot be folded to a letter, digit, hyphen or dot */
    USERNAME_SHAPE, /* begins or ends with a dot or hyphen, has two in a row, or holds no letter */
    USERNAME_RESERVED, /* an address of the site itself */
    USERNAME_TAKEN,    /* for callers: belongs or belonged to another person */
};

/* The proposal for a name: folded, spaces and apostrophes dropped, hyphens kept ("Van den Bossche"
 * → "vandenbossche"). A name that cannot be written in Latin letters gives "leerling"; an address
 * of the site itself gets "leerling." in front. At most 50 characters; username_read finds no flaw
 * in it. */
struct str username_propose(struct arena *arena, const struct text_rules *rules,
                            struct str first_name, struct str last_name);

/* What staff typed, folded the same way; *ret_username is written also when there is a flaw, as far
 * as it goes. */
enum username_flaw username_read(struct arena *arena, const struct text_rules *rules,
                                 struct str typed, struct str *ret_username) MUST_USE;

/* The name in a text with an '@', which is often an e-mail address: what stands before the '@', or
 * else the text without it. Returns the flaw of that name; *ret_username as username_read writes
 * it. */
enum username_flaw username_without_at(struct arena *arena, const struct text_rules *rules,
                                       struct str typed, struct str *ret_username) MUST_USE;

/* The n-th form of a name, for when it is taken: 1 → the base itself, 2 → "base2" …, cut so that it
 * stays within 50. */
struct str username_numbered(struct arena *arena, struct str base, int n);
