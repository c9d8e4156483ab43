/* The authorization endpoint: an application asks who the pupil is. A request that must wait for a sign-in is kept server side under a random
 * handle; after it the same request is judged again. Source: OpenID Connect Core 3.1.2, RFC 9126 (pushed requests); ARCHITECTURE "The two main journeys". */
#pragma once

#include "domain/oidc_authorize.h"
#include "service/oidc_token.h"
#include "service/pupil_sign_in.h"

enum { AUTHORIZE_WAIT_MS = 30 * 60 * 1000, PUSHED_S = 60 };

struct authorize_ask {
    struct str form;                     /* query or form as it was sent: application/x-www-form-urlencoded */
    struct str handle;                   /* of a request that waits; then form is not looked at. "" for a new one */
    const struct pupil_session *session; /* NULL: nobody is signed in */
    struct str source;                   /* network address, shortened */
    bool parks;                          /* who is signed in cannot be known here: a request in order always waits */
};
struct authorize_field {
    const char *name;
    struct str value;
};
enum { AUTHORIZE_FIELDS_MAX = 5 };
struct authorize_answer {
    enum oidc_verdict verdict;
    enum oidc_page page;            /* OIDC_SAYS_PAGE */
    struct str application;         /* its name; "" when unknown */
    struct str handle;              /* OIDC_SAYS_SIGN_IN: keep it in a cookie */
    bool other_pupil;               /* OIDC_SAYS_SIGN_IN: whoever is signed in must do so again, or somebody else must */
    struct str login_hint, ui_locales;
    /* Where the answer goes, for OIDC_SAYS_CODE, OIDC_SAYS_ERROR and OIDC_SAYS_NO_ACCESS: */
    struct str redirect_uri;
    enum oidc_mode mode;
    struct authorize_field fields[AUTHORIZE_FIELDS_MAX];
    size_t field_count;
};
/* RC_NONE: no request waits under that handle (any more). */
enum rc authorize(struct service *service, struct arena *arena, const struct authorize_ask *ask, struct authorize_answer *ret_answer,
                  struct fault *fault) MUST_USE;
/* The address with the fields as its query (RFC 6749, 4.1.2: what it has is kept). */
struct str authorize_address(struct arena *arena, const struct authorize_answer *answer);

/* PAR: the form of the caller is kept; the reply names it. */
enum rc authorize_push(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                       struct fault *fault) MUST_USE;

/* The application that waits under a handle: for the sign-in page ("Je meldt je aan voor …") and for its policy (form-action must name the
 * application's origin). RC_NONE: none waits. */
struct authorize_waiting {
    struct str application, origin, login_hint, ui_locales;
};
enum rc authorize_waits(struct service *service, struct arena *arena, struct str handle, struct authorize_waiting *ret_waiting,
                        struct fault *fault) MUST_USE;

/* The parameters of a form. RC_INVALID: it is no form. */
enum rc oidc_params_read(struct arena *arena, struct str form, struct oidc_params *ret_params) MUST_USE;
