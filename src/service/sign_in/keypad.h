/* Which keypad a name gets: text, or pictures and how many. Names that nobody has follow a keyed
 * hash in the proportions of the installation, so that a keypad does not reveal which accounts
 * exist. Source: docs/develop/requirements.md "Pupil sign-in", docs/develop/pictures.md. */
#pragma once

#include "service/service.h"

struct keypad {
    bool pictures;
    int count; /* of pictures: 5 to 7 */
};

/* Parts of a thousand. Eight bytes, so that a job can replace them in one go while others read. */
struct keypad_shares {
    short pictures;  /* accounts with a picture password, of all accounts */
    short five, six; /* with five or six pictures, of those */
    short schools;   /* how many there are, at most 32,767: names nobody has are spread over them */
};

enum rc keypad_of(struct service *service, struct arena *arena, struct str username,
                  struct keypad_shares shares, struct keypad *ret_keypad,
                  struct fault *fault) MUST_USE;
/* Counts every account: slow on a region, so a job asks it now and then. */
enum rc keypad_shares_count(struct service *service, struct arena *arena,
                            struct keypad_shares *ret_shares, struct fault *fault) MUST_USE;
