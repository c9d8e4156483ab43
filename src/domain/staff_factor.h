/*
 * Second factors of staff: who needs one, and from when.
 *
 * Pure. Times are in milliseconds since 1970. Source: docs/develop/staff-sign-in.md.
 */
#pragma once

#include "domain/rights.h"

enum {
    FACTOR_GRACE_MS = 14 * 24 * 3600 * 1000, /* on an http site, from the first sign-in */
    RECOVERY_CODES = 10,
    TRUSTED_DEVICE_DAYS = 30
};
#define FACTOR_NEVER_DUE INT64_MAX

/* Days that a network or browser that somebody signed in from is known after the last time, and the
 * time between two mails about a password without the factor. */
enum { STAFF_PLACES_KEPT_DAYS = 180, WARNED_APART_MS = 3600 * 1000 };
/* What is known of the place of a sign-in. */
struct staff_sign_in_place {
    bool has_others; /* the account signed in from a known place before */
    bool knows_browser, knows_network;
};
/* Does its owner get a mail? Not at the first sign-in, and not when the browser or the network is
 * known. */
bool staff_place_is_new(const struct staff_sign_in_place *place);

/* May somebody whom the organisation's provider signed in enter? A sensitive role needs an acr that
 * the setting staff_provider_acr names. named: the setting, values separated by blanks; acr: from
 * the ID token, "" when it has none. */
bool staff_provider_passes(bool sensitive, struct str named, struct str acr);

/* The factors that a member of staff registered. */
struct staff_factors {
    bool totp;
    int passkeys;
    int codes;      /* recovery codes issued; 0: none */
    int codes_left; /* unused ones */
};
/*
 * Returns the number of ways to give a second factor: each passkey, the authenticator app, and all
 * recovery codes together as one.
 */
int staff_factor_ways(const struct staff_factors *factors);

/* The facts that decide whether an account needs a second factor. */
struct staff_factor_rule {
    bool sensitive; /* rights_sensitive: the account reaches secrets, settings or staff */
    bool https;     /* the Schoolloket has an https address */
    int64_t due_ms; /* stored with the account; 0: not set yet */
};
/*
 * Returns the due date to set at the first sign-in. An account that was added with a permanent
 * password has FACTOR_NEVER_DUE already, which counts on http sites only.
 */
int64_t staff_factor_first_due(bool https, int64_t now_ms);
/* Tells whether a factor must be registered before anything else is allowed. */
bool staff_factor_must_register(const struct staff_factor_rule *rule,
                                const struct staff_factors *factors, int64_t now_ms);
/*
 * Returns the whole days until a factor is due, for the banner. -1: no banner, because none is
 * needed, one is registered, or it is never due.
 */
int staff_factor_days_left(const struct staff_factor_rule *rule,
                           const struct staff_factors *factors, int64_t now_ms);
