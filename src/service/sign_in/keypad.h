/*
 * Chooses the keypad for a username: text, or pictures and how many.
 *
 * For unknown usernames a keyed hash decides, in the proportions of the installation, so that the
 * keypad does not reveal which accounts exist.
 *
 * Source: docs/develop/requirements.md "Pupil sign-in", docs/develop/pictures.md.
 */
#pragma once

#include "service/service.h"

struct keypad {
    bool pictures;
    int count; /* of pictures: 5 to 7 */
};

/* Proportions in thousandths. Eight bytes, so that a job can replace them atomically. */
struct keypad_shares {
    short pictures;  /* share of accounts with a picture password */
    short five, six; /* share of those with five, with six pictures */
    short schools;   /* number of schools, at most 32,767; unknown names are spread over them */
};

/* Returns the keypad for a username as typed. */
enum rc keypad_of(struct service *service, struct arena *arena, struct str username,
                  struct keypad_shares shares, struct keypad *ret_keypad,
                  struct fault *fault) MUST_USE;
/* Counts all accounts. Slow in a region, so a periodic job calls it. */
enum rc keypad_shares_count(struct service *service, struct arena *arena,
                            struct keypad_shares *ret_shares, struct fault *fault) MUST_USE;
