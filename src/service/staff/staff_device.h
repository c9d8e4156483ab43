/* Sessions and trusted browsers of a staff member. Ending one takes effect on every server at its
 * next request. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff.h"

struct staff_place {
    struct str handle;  /* argument of staff_place_end */
    struct str agent;   /* e.g. "Firefox, Windows"; "": unknown */
    struct str network; /* shortened address; "": unknown */
    int64_t created_ms, seen_ms;
    int64_t trusted_until_ms; /* ms since 1970; negative: not trusted */
    bool is_here;             /* the session of this request */
    bool has_session;         /* false: a trusted device without a session */
};
/* Returns the sessions, last used first, followed by trusted devices without a session. */
enum rc staff_places(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct staff_place **ret_places,
                     size_t *ret_count, struct fault *fault) MUST_USE;
/* Ends one session and removes the trust of its device. Returns RC_NONE when the handle does not
 * belong to this account. */
enum rc staff_place_end(struct service *service, struct arena *arena,
                        const struct staff_session *session, struct str handle,
                        struct fault *fault) MUST_USE;
/* Ends every other session and removes the trust of every device, including this one. */
enum rc staff_places_end_others(struct service *service, struct arena *arena,
                                const struct staff_session *session, struct fault *fault) MUST_USE;
