/* The life of an account: which type fits, whether it is active, when it ends by itself. Source:
 * PRODUCT 3 and 5. */
#pragma once

#include "base/day.h"
#include "domain/level.h"
#include "domain/secrets.h"

enum account_status { STATUS_NO_ACCOUNT, STATUS_ACTIVE, STATUS_INACTIVE };

enum {
    TEMPORARY_DAYS_DEFAULT = 90,
    UNDO_CREATE_MS = 24 * 3600 * 1000,
    UNDO_SECRET_MS = 10 * 60 * 1000,
    SEALED_LEAST_MS = 24 * 3600 * 1000, /* a sealed copy where a school wants none kept: until it is
                                           printed, and no longer than this */
    SEALED_PRINTED_MS =
        15 * 60 *
        1000 /* … and so long after that: a file that is lost on its way is asked for again */
};

/* Basic for pre-primary and primary, advanced from secondary on; override: the school's own choice
 * for the group, 0 = none. */
enum account_type account_type_for(enum level level, int override);

/* Is it to be turned: a basic account, and the pupil is where accounts are advanced? Of a level
 * nobody knows nothing is said. */
bool account_turns(enum account_type type, enum level level, int override);

/* inactive_ms: made inactive by staff at, negative = not. last_end: last day of the last enrolment
 * in any school; an account is inactive by itself from the day after, decided by date at each
 * question. */
enum account_status account_status(bool has_account, int64_t inactive_ms, day_count last_end,
                                   day_count today);

/* What staff may do with an account of that status: the transitions in one place. */
bool account_may_deactivate(enum account_status status);
bool account_may_activate(enum account_status status, day_count last_end, day_count today);
/* Undo of a creation: until the first sign-in, at most 24 hours. */
bool account_may_undo_create(int64_t created_ms, bool signed_in, int64_t now_ms);
