/* Decides whether a manager may renew the access of a colleague or reset their second factor. Pure
 * functions. Times are milliseconds since 1970. Source: docs/develop/staff-sign-in.md "Resets by a
 * manager". */
#pragma once

#include "domain/rights.h"

enum staff_reset {
    RESET_ACCESS, /* issue a new invitation; the old password stops working */
    RESET_FACTOR, /* remove passkeys, authenticator app, recovery codes and trusted devices */
    STAFF_RESETS
};
enum { RESET_APART_MS = 24 * 3600 * 1000 };
#define RESET_NEVER INT64_MIN

enum reset_verdict {
    RESET_ALLOWED,
    RESET_OWN,       /* the manager's own account */
    RESET_OUTSIDE,   /* signs in at an external provider; nothing to reset here */
    RESET_DISABLED,  /* only an operator can enable an account */
    RESET_BEYOND,    /* has a role outside the manager's; an operator must reset it */
    RESET_NO_FACTOR, /* RESET_FACTOR without a registered factor */
    RESET_BOTH,      /* the same manager did the other reset less than a day ago */
};

/* The manager, the colleague, and the facts that decide. */
struct reset_case {
    const struct staff_rights *own, *colleague;
    bool is_self, is_outside, is_disabled, has_factor;
    int64_t
        other_ms; /* when this manager last did the other reset of this colleague; RESET_NEVER */
};
/* Returns RESET_ALLOWED, or the first reason to refuse. */
enum reset_verdict staff_reset_judge(enum staff_reset reset, const struct reset_case *of,
                                     int64_t now_ms);
