/*
 * Rules for second factors of staff: who needs one, and from when.
 *
 * Pure functions. Times are in milliseconds since 1970. Source: docs/develop/staff-sign-in.md.
 */
#pragma once

#include "domain/rights.h"

enum {
    FACTOR_GRACE_MS = 14 * 24 * 3600 * 1000, /* on an http site, counted from the first sign-in */
    RECOVERY_CODES = 10,
    TRUSTED_DEVICE_DAYS = 30
};
#define FACTOR_NEVER_DUE INT64_MAX

/* STAFF_PLACES_KEPT_DAYS: days that a network or browser stays known after its last sign-in.
 * WARNED_APART_MS: minimum time between two mails about a password without the second factor. */
enum { STAFF_PLACES_KEPT_DAYS = 180, WARNED_APART_MS = 3600 * 1000 };
/* What is known about the origin of a sign-in. */
struct staff_sign_in_place {
    bool has_others; /* the account has known places already */
    bool knows_browser, knows_network;
};
/* Tells whether the owner gets a mail about the place. Not for the first sign-in, and not when the
 * browser or the network is known. */
bool staff_place_is_new(const struct staff_sign_in_place *place);

/*
 * Tells whether a person signed in by the organisation's provider may enter. A sensitive role needs
 * an acr of the setting staff_provider_acr.
 *   named  the setting: acr values separated by spaces
 *   acr    of the ID token; "" when it has none
 */
bool staff_provider_passes(bool sensitive, struct str named, struct str acr);

/* Second factors that a staff member registered. */
struct staff_factors {
    bool totp;
    int passkeys;
    int codes;      /* recovery codes issued; 0: none */
    int codes_left; /* unused recovery codes */
};
/* Returns the number of second factors: each passkey, the authenticator app, and all recovery codes
 * together as one. */
int staff_factor_ways(const struct staff_factors *factors);

/* Facts that determine whether an account needs a second factor. */
struct staff_factor_rule {
    bool sensitive; /* rights_sensitive(): access to secrets, settings or staff */
    bool https;     /* the Schoolloket has an https address */
    int64_t due_ms; /* stored with the account; 0: not set yet */
};
/* Returns the due date to store at the first sign-in. An account created with a permanent password
 * already has FACTOR_NEVER_DUE, which applies to http sites only. */
int64_t staff_factor_first_due(bool https, int64_t now_ms);
/* Tells whether a factor must be registered before anything else is allowed. */
bool staff_factor_must_register(const struct staff_factor_rule *rule,
                                const struct staff_factors *factors, int64_t now_ms);
/* Returns the number of whole days until a factor is due, for the banner; -1: no banner, because
 * none is needed, one is registered, or it is never due. */
int staff_factor_days_left(const struct staff_factor_rule *rule,
                           const struct staff_factors *factors, int64_t now_ms);
