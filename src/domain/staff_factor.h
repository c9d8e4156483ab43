/* Second factors of staff: who needs one, and from when. Pure: the tables of
 * docs/develop/staff-sign-in.md. Times are milliseconds since 1970. */
#pragma once

#include "domain/rights.h"

enum {
    FACTOR_GRACE_MS = 14 * 24 * 3600 * 1000, /* on an http site, from the first sign-in */
    RECOVERY_CODES = 10,
    TRUSTED_DEVICE_DAYS = 30
};
#define FACTOR_NEVER_DUE INT64_MAX

/* What a member of staff registered. */
struct staff_factors {
    bool totp;
    int passkeys;
    int codes;      /* recovery codes given out; 0: none */
    int codes_left; /* of them not used yet */
};
/* How many ways to give a second factor there are: each passkey, the authenticator app, and the
 * recovery codes as one. */
int staff_factor_ways(const struct staff_factors *factors);

/* Why a second factor is asked from an account, or not. */
struct staff_factor_rule {
    bool sensitive; /* rights_sensitive: the account reaches secrets, settings or staff */
    bool https;     /* the Schoolloket has an https address */
    int64_t due_ms; /* as kept with the account; 0: not set yet */
};
/* The due date that the first sign-in sets. An account that was added with a password to keep has
 * FACTOR_NEVER_DUE before it, which only an http site honours. */
int64_t staff_factor_first_due(bool https, int64_t now_ms);
/* Must a factor be registered before anything else? */
bool staff_factor_must_register(const struct staff_factor_rule *rule,
                                const struct staff_factors *factors, int64_t now_ms);
/* Whole days until a factor is due, for the banner; -1: no banner, because none is needed, one is
 * registered, or it never falls due. */
int staff_factor_days_left(const struct staff_factor_rule *rule,
                           const struct staff_factors *factors, int64_t now_ms);
