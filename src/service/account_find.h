/* An account by its username, whatever the school: for the command line and operators. */
#pragma once

#include "service/pupils.h"

struct account_found {
    int64_t pupil_id;
    struct account_data account;
    struct school_id *schools; /* where the pupil is enrolled today; each school once */
    size_t school_count;
    day_count last_day; /* of the last enrolment anywhere */
};
/* RC_NONE: no account of that name. */
enum rc account_find(struct service *service, struct arena *arena, const struct actor *actor, struct str username,
                     struct account_found *ret_found, struct fault *fault) MUST_USE;
