/* A pupil by username, or by the number on the list of a school: for the command line and
 * operators. */
#pragma once

#include "service/pupil/pupils.h"

struct account_found {
    int64_t pupil_id;
    bool has_account;
    struct account_data account;
    struct str name;           /* of the pupil found by number */
    struct school_id *schools; /* where the pupil is enrolled today; each school once */
    size_t school_count;
    day_count last_day; /* of the last enrolment anywhere */
};
/* RC_NONE: no account of that name. */
enum rc account_find(struct call *call, struct str username,
                     struct account_found *ret_found) MUST_USE;
/* With a LeerID or without. RC_NONE: nobody ever had that number there. */
enum rc account_find_by_number(struct call *call, int64_t roll_number,
                               struct account_found *ret_found) MUST_USE;
