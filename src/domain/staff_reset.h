/* Whether a manager may renew the access of a colleague or reset their second factor. Pure: the
 * rule of docs/develop/staff-sign-in.md "Resets by a manager". Times are milliseconds since 1970.
 */
#pragma once

#include "domain/rights.h"

enum staff_reset {
    RESET_ACCESS, /* a new invitation; the password of before ends */
    RESET_FACTOR, /* passkeys, authenticator app, recovery codes and trusted devices end */
    STAFF_RESETS
};
enum { RESET_APART_MS = 24 * 3600 * 1000 };
#define RESET_NEVER INT64_MIN

enum reset_verdict {
    RESET_ALLOWED,
    RESET_OWN,       /* the manager's own account */
    RESET_OUTSIDE,   /* signs in at the organisation's provider: nothing to reset here */
    RESET_DISABLED,  /* only the operator enables an account again */
    RESET_BEYOND,    /* a grant lies outside those of the manager: the operator does it */
    RESET_NO_FACTOR, /* RESET_FACTOR of somebody who registered none */
    RESET_BOTH,      /* the same manager did the other reset less than a day ago */
};

struct reset_case {
    const struct staff_rights *own, *colleague;
    bool is_self, is_outside, is_disabled, has_factor;
    int64_t
        other_ms; /* when this manager last did the other reset of this colleague; RESET_NEVER */
};
enum reset_verdict staff_reset_judge(enum staff_reset reset, const struct reset_case *of,
                                     int64_t now_ms);
