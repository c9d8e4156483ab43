/* Signing out reaches every application: an application may ask for it (the pupil is asked too), and each that a session signed in to is told
 * behind the pupil's back. Source: OpenID Connect RP-Initiated Logout 1.0, Back-Channel Logout 1.0. */
#pragma once

#include "service/application.h"

/* What an application wants after the logout. */
struct logout_wish {
    bool is_bad;            /* an address that is not registered, a hint that is none: say so, and go nowhere */
    struct str application; /* its name; "" unknown */
    struct str address;     /* where to go afterwards, state included; "" nowhere */
    struct str form;        /* the same request again, for the page that asks the pupil */
};
enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form, struct logout_wish *ret_wish, struct fault *fault) MUST_USE;

/* Inside the transaction that ends a session: its tokens end (but for offline access), applications will be told. */
enum rc oidc_session_end(struct tx *tx, struct arena *arena, struct service *service, struct str session_hash) MUST_USE;
enum rc oidc_sessions_end(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id) MUST_USE; /* all of a pupil, and offline access */

struct logout_round {
    int told, later, dropped;
};
/* Tells applications what is due, several at once. After five failures, over three hours, an application is not told any more. */
enum rc oidc_logout_send(struct service *service, struct arena *arena, struct str ca_file, struct logout_round *ret_round, struct fault *fault) MUST_USE;
