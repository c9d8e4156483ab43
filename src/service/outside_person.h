/* Inside service/staff_outside: who the claims speak of, and the session they get. */
#pragma once

#include "format/json.h"
#include "service/staff_outside.h"

/* RC_NONE: no role in a school that is here. */
enum rc outside_person_enter(struct service *service, struct arena *arena, const struct staff_provider *provider, const struct json *claims,
                             const struct json *info, struct str source, struct str *ret_token, struct fault *fault) MUST_USE;
