/* The authorization endpoint: an application asks who the pupil is. A request that must wait for a
 * sign-in is kept under a random handle, which the tab carries in its address and forms; after the
 * sign-in the same request is judged again, and its answer is given once. Source: OpenID Connect
 * Core 3.1.2, RFC 9126 (pushed requests); docs/decisions/0021. */
#pragma once

#include "domain/oidc_authorize.h"
#include "service/oidc/oidc_token.h"
#include "service/sign_in/pupil_sign_in.h"

enum { AUTHORIZE_WAIT_MS = 30 * 60 * 1000, PUSHED_S = 60 };

struct authorize_ask {
    struct str form;    /* query or form as it was sent: application/x-www-form-urlencoded */
    struct str handle;  /* of a request that waits; then form is not looked at. "" for a new one */
    struct str browser; /* the random cookie of this browser; "" unknown (a form of another site) */
    const struct pupil_session *session; /* NULL: nobody is signed in */
    struct str source;                   /* network address, shortened */
    struct str peer; /* the whole one, for the limit of waiting requests of one network */
    bool parks;      /* a valid request always waits: the session is not known here */
};
struct authorize_field {
    const char *name;
    struct str value;
};
enum { AUTHORIZE_FIELDS_MAX = 5 };
struct authorize_answer {
    enum oidc_verdict verdict;
    enum oidc_page page;    /* OIDC_SAYS_PAGE */
    struct str application; /* its name; "" when unknown */
    enum oidc_why why;      /* OIDC_SAYS_PAGE, OIDC_SAYS_ERROR and OIDC_SAYS_NO_ACCESS */
    struct str client_id;   /* as the request named it, known or not */
    int64_t application_id; /* 0: unknown */
    struct str handle;      /* OIDC_SAYS_SIGN_IN: of the request that waits now */
    bool parked; /* OIDC_SAYS_SIGN_IN: judge it again by its handle, before anybody signs in */
    struct str login_hint, ui_locales;
    /* Where the answer goes, for OIDC_SAYS_CODE, OIDC_SAYS_ERROR and OIDC_SAYS_NO_ACCESS: */
    struct str redirect_uri;
    enum oidc_mode mode;
    struct authorize_field fields[AUTHORIZE_FIELDS_MAX];
    size_t field_count;
};
/* RC_NONE: no request waits under that handle in that browser (any more). RC_CONFLICT: its answer
 * was given already. RC_LIMIT: its network left too many requests waiting. */
enum rc authorize(struct service *service, struct arena *arena, const struct authorize_ask *ask,
                  struct authorize_answer *ret_answer, struct fault *fault) MUST_USE;
/* The address with the fields as its query (RFC 6749, 4.1.2: what it has is kept). */
struct str authorize_address(struct arena *arena, const struct authorize_answer *answer);

/* PAR: the form of the caller is kept; the reply names it. RC_LIMIT as of authorize(), for public
 * applications. */
enum rc authorize_push(struct service *service, struct arena *arena,
                       const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                       struct fault *fault) MUST_USE;

/* Must the pupil of the session (NULL: nobody) sign in before the waiting request goes on? Errors
 * as of authorize(). */
enum rc authorize_wants_sign_in(struct service *service, struct arena *arena,
                                const struct authorize_ask *ask, bool *ret_wants,
                                struct fault *fault) MUST_USE;

/* The parameters of a form. RC_INVALID: it is no form. */
enum rc oidc_params_read(struct arena *arena, struct str form,
                         struct oidc_params *ret_params) MUST_USE;
