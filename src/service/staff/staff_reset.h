/* Staff of a school as their manager sees them, and what a manager may reset: the access or the
 * second factor of a colleague, never both within a day (domain/staff_reset.h). A reset ends every
 * session and trusted device of the colleague on every server with its next request; the colleague
 * and the other managers get a message. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "domain/staff_reset.h"
#include "service/staff/staff.h"

struct colleague {
    int64_t staff_id;
    struct str login, name;
    const struct grant *grants; /* in this school */
    size_t grant_count;
    struct staff_factors factors;
    bool disabled, outside;
    int64_t last_sign_in_ms;                   /* negative: never */
    enum reset_verdict verdicts[STAFF_RESETS]; /* what the caller may reset now */
};
/* The staff of call->school, by name. RC_NONE: the caller does not manage that school. */
enum rc staff_colleagues(struct call *call, struct colleague **ret_colleagues,
                         size_t *ret_count) MUST_USE;

/* Does the reset when *ret_verdict is RESET_ALLOWED. *ret_invite: the token of the new link;
 * RESET_ACCESS only. RC_DENIED: the proof of the caller is old. RC_NONE: the caller does not manage
 * the school, or the colleague has no role there. */
enum rc staff_reset_colleague(struct call *call, int64_t staff_id, enum staff_reset reset,
                              enum reset_verdict *ret_verdict, struct str *ret_invite) MUST_USE;
