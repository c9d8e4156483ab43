/*
 * Two accounts of one person become one.
 *
 * The enrolments and the national number of the account that goes move to the one that stays; both
 * histories remain. The account that goes is deactivated and erased after a day; until then the
 * join can be undone. Its username is never given to another person. Source:
 * docs/develop/roster-identity.md "Joining two accounts".
 */
#pragma once

#include "service/service.h"

enum { JOIN_UNDO_MS = 24 * 3600 * 1000 };

struct account_joined {
    size_t enrolments;        /* that moved */
    struct str *applications; /* in which both were used: there the subject of `stays` is sent */
    size_t application_count;
};

/*
 * Operators only.
 *   stays, goes  pupil ids
 * Returns RC_NONE when one of them does not exist, RC_INVALID when both are the same pupil, and
 * RC_CONFLICT when both have different national numbers: then one of the numbers is wrong.
 */
enum rc account_join(struct call *call, int64_t stays, int64_t goes,
                     struct account_joined *ret_joined) MUST_USE;
/* Returns RC_NONE when they were not joined in the last JOIN_UNDO_MS. */
enum rc account_join_undo(struct call *call, int64_t stays, int64_t goes) MUST_USE;
