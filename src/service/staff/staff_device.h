/* Where a member of staff is signed in: their sessions, and the browsers they trust. Ending one
 * takes effect on every server with the next request. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff.h"

struct staff_place {
    struct str handle;  /* for staff_place_end */
    struct str agent;   /* "Firefox, Windows"; "" unknown */
    struct str network; /* shortened address; "" unknown */
    int64_t created_ms, seen_ms;
    int64_t trusted_until_ms; /* negative: not a trusted device */
    bool is_here;             /* the session that asks */
    bool has_session;         /* false: a trusted device that is signed out */
};
/* The sessions, the one last used first, then trusted devices without a session. */
enum rc staff_places(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct staff_place **ret_places,
                     size_t *ret_count, struct fault *fault) MUST_USE;
/* Ends that session, and the trust of its device. RC_NONE: not one of this member of staff. */
enum rc staff_place_end(struct service *service, struct arena *arena,
                        const struct staff_session *session, struct str handle,
                        struct fault *fault) MUST_USE;
/* Ends every other session and all trust. */
enum rc staff_places_end_others(struct service *service, struct arena *arena,
                                const struct staff_session *session, struct fault *fault) MUST_USE;
