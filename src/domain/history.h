/*
 * Catalogue of audit history events. The codes are stored in the database: never renumber.
 *
 * HISTORY_* are changes; the page "Account historiek" shows them. VISIT_* are frequent events such
 * as sign-ins; the page "Detail account historiek" shows those too. Source:
 * docs/develop/requirements.md "Histories".
 */
#pragma once

#include "base/str.h"

enum actor_kind { ACTOR_SYSTEM = 0, ACTOR_STAFF = 1, ACTOR_PUPIL = 2, ACTOR_COMMAND = 3 };

enum { VISIT_MONTHS = 13 }; /* retention of VISIT_* events */

enum history_event {
    HISTORY_CREATED = 1,
    HISTORY_USERNAME = 2,       /* no detail; usernames are not stored */
    HISTORY_SECRET_RENEWED = 3, /* detail: kind */
    HISTORY_TYPE = 4,           /* detail: type */
    HISTORY_DEACTIVATED = 5,    /* detail: reason */
    HISTORY_ACTIVATED = 6,
    HISTORY_UNDONE = 7, /* detail: the event that was undone */
    HISTORY_ENROLLED = 8,
    HISTORY_MOVED = 9,
    HISTORY_ENROLMENT_ENDED = 10,
    HISTORY_NAMES_CHANGED = 11,
    HISTORY_JOINED = 12, /* two pupil records were merged because they are the same person */
    HISTORY_OWN_SECRET = 13,
    HISTORY_EMAIL_SET = 14,
    HISTORY_EMAIL_PROVED = 15,
    HISTORY_UNLOCKED = 16,
    HISTORY_ERASED = 17,
    HISTORY_IMPORT = 30, /* subject: the school */
    HISTORY_SCHOOL_ADDED = 31,
    HISTORY_SCHOOL_CHANGED = 32,
    HISTORY_BATCH = 33, /* accounts were created in bulk; detail: counts */
    HISTORY_APPLICATION_SWITCHED =
        34, /* subject: the school; detail: the application and its audience */
    HISTORY_REVEAL_EXTENDED =
        35,                     /* subject: the staff member; detail: "extra=60 " and the reason */
    HISTORY_REVEAL_LIFTED = 36, /* a colleague raised the budget of the subject for a day */
    HISTORY_STAFF_ADDED = 40,   /* subject: the staff member */
    HISTORY_STAFF_DISABLED = 41,
    HISTORY_STAFF_RESET = 42,
    HISTORY_STAFF_SECRET = 43,
    HISTORY_STAFF_TOTP = 44,
    HISTORY_STAFF_ROLES = 45,   /* roles that the external identity provider granted or revoked;
                                   detail: "+manager@2 -teacher@3" */
    HISTORY_STAFF_PASSKEY = 46, /* detail: "added" or "removed", and its name */
    HISTORY_STAFF_CODES = 47,   /* recovery codes made */
    HISTORY_STAFF_FACTOR_RESET = 48, /* somebody else removed the second factors */
    HISTORY_APPLICATION_ADDED = 50,  /* subject: the application */
    HISTORY_APPLICATION_CHANGED = 51,
    HISTORY_APPLICATION_REMOVED = 52,
    HISTORY_APPLICATION_SECRET = 53,
    VISIT_PRINTED = 60,
    VISIT_SHOWN = 61,
    VISIT_SIGNED_IN = 62,
    VISIT_FAILED = 63,
    VISIT_WAITED = 64,
    VISIT_SIGNED_OUT = 65,
    VISIT_APPLICATION = 66, /* detail: the application */
    VISIT_LIST_WITH_SECRETS = 67,
    VISIT_RECOVERY_CODE = 68, /* a recovery code was used */
};

/*
 * Returns the catalogue key of the event's sentence in lang/, e.g. "history.created"; NULL for an
 * unknown code.
 */
const char *history_key(int event);
