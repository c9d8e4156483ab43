/* Finds a pupil by username, or by roll number in a school; for the command line and operators. */
#pragma once

#include "service/pupil/pupils.h"

struct account_found {
    int64_t pupil_id;
    bool has_account;
    struct account_data account;
    struct str name;           /* of the pupil, when found by roll number */
    struct school_id *schools; /* schools where the pupil is enrolled today, without duplicates */
    size_t school_count;
    day_count last_day; /* last day of the last enrolment in any school */
};
/* Finds an account by username. RC_NONE: no such account. */
enum rc account_find(struct call *call, struct str username,
                     struct account_found *ret_found) MUST_USE;
/*
 * Finds a pupil, with or without an account. RC_NONE: no pupil ever had that number in the school.
 */
enum rc account_find_by_number(struct call *call, int64_t roll_number,
                               struct account_found *ret_found) MUST_USE;
