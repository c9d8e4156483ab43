/* Inside service/staff_outside: who the claims speak of, and the session they get. */
#pragma once

#include "format/json.h"
#include "service/staff/staff_outside.h"

struct outside_claims {
    const struct json *token, *info;
    int64_t proof_ms;        /* when the secret was given there; 0: not known */
    struct school_id wished; /* to work in; 0: as the provider says */
};
/* RC_NONE: no role in a school that is here, so what there was of roles and sessions ends.
 * RC_INVALID: the acr does not suffice for the roles; nothing changes. */
enum rc outside_person_enter(struct service *service, struct arena *arena,
                             const struct staff_provider *provider,
                             const struct outside_claims *claims, struct str source,
                             struct str *ret_token, struct fault *fault) MUST_USE;
