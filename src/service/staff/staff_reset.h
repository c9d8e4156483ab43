/* Staff of a school as its manager sees them, and the resets a manager may do: the access or the
 * second factor of a colleague, never both within a day (domain/staff_reset.h). A reset ends all
 * sessions and trusted devices of the colleague on every server at the next request; the colleague
 * and the other managers get a message. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "domain/staff_reset.h"
#include "service/staff/staff.h"

struct colleague {
    int64_t staff_id;
    struct str login, name;
    const struct grant *grants; /* roles in this school */
    size_t grant_count;
    struct staff_factors factors;
    bool disabled, outside;
    int64_t last_sign_in_ms;                   /* ms since 1970; negative: never */
    enum reset_verdict verdicts[STAFF_RESETS]; /* whether the caller may do it now */
};
/* Returns the staff of call->school, ordered by name. Returns RC_NONE when the caller does not
 * manage the school. */
enum rc staff_colleagues(struct call *call, struct colleague **ret_colleagues,
                         size_t *ret_count) MUST_USE;

/* Does the reset when *ret_verdict is RESET_ALLOWED; otherwise changes nothing. *ret_invite is the
 * token of the new one-time link, for RESET_ACCESS only. Returns RC_DENIED when the caller's proof
 * is too old. Returns RC_NONE when the caller does not manage the school or the colleague has no
 * role there. */
enum rc staff_reset_colleague(struct call *call, int64_t staff_id, enum staff_reset reset,
                              enum reset_verdict *ret_verdict, struct str *ret_invite) MUST_USE;
