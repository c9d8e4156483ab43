/*
 * Account life cycle: account type by level, status, automatic end, undo periods. Source:
 * docs/develop/requirements.md "Account types", "Account life cycle".
 */
#pragma once

#include "base/day.h"
#include "domain/level.h"
#include "domain/secrets.h"

enum account_status { STATUS_NO_ACCOUNT, STATUS_ACTIVE, STATUS_INACTIVE };

enum {
    TEMPORARY_DAYS_DEFAULT = 90,
    UNDO_CREATE_MS = 24 * 3600 * 1000,
    UNDO_SECRET_MS = 10 * 60 * 1000,
    SEALED_LEAST_MS = 24 * 3600 * 1000, /* longest retention of a sealed copy that is not yet
                                           printed, for schools that keep no sealed copies */
    SEALED_PRINTED_MS =
        15 * 60 *
        1000 /* retention after printing, in case the file is lost and must be downloaded again */
};

/*
 * Returns the account type for a level: basic for pre-primary and primary, advanced for all others.
 *   override  enum account_type chosen by the school for the group; 0 = none
 */
enum account_type account_type_for(enum level level, int override);

/*
 * Tells whether a basic account must become an advanced one, because the pupil now is at a level
 * with advanced accounts. False when the level is unknown and the school made no choice.
 */
bool account_turns(enum account_type type, enum level level, int override);

/*
 * Returns the status of an account.
 *   inactive_ms  when staff deactivated the account; negative = not
 *   last_end     last day of the last enrolment in any school
 * An account becomes inactive on the day after last_end. This is computed from the date each time,
 * not stored.
 */
enum account_status account_status(bool has_account, int64_t inactive_ms, day_count last_end,
                                   day_count today);

/* What staff may do with an account of a given status. */
bool account_may_deactivate(enum account_status status);
bool account_may_activate(enum account_status status, day_count last_end, day_count today);
/* A creation can be undone until the first sign-in, for at most 24 hours. */
bool account_may_undo_create(int64_t created_ms, bool signed_in, int64_t now_ms);
