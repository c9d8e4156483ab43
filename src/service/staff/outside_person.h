/* Roles and session of a staff member who signed in at an external OpenID Connect provider. Private
 * to service/staff; used by staff_outside.c. */
#pragma once

#include "format/json.h"
#include "service/staff/staff_outside.h"

struct outside_claims {
    const struct json *token, *info;
    int64_t proof_ms; /* time of authentication at the provider, ms since 1970; 0: not known */
    struct school_id wished; /* school that the user asked for; 0: the provider decides */
};
/*
 * Replaces the roles of the person by those in the claims and opens a session.
 *   source     shortened network address, for the histories
 *   ret_token  session token, in the arena
 * Returns RC_NONE when no claim gives a role in a school that exists here; earlier roles and
 * sessions then end. Returns RC_INVALID, and changes nothing, when the acr is not sufficient for
 * the roles.
 */
enum rc outside_person_enter(struct service *service, struct arena *arena,
                             const struct staff_provider *provider,
                             const struct outside_claims *claims, struct str source,
                             struct str *ret_token, struct fault *fault) MUST_USE;
