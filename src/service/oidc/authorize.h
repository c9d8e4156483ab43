/*
 * The authorization endpoint.
 *
 * An application asks who the pupil is. A request that needs a sign-in first is stored under a
 * random handle, which the tab carries in its address and forms. After the sign-in the stored
 * request is judged again; it is answered only once.
 *
 * Source: OpenID Connect Core 3.1.2, RFC 9126 (pushed requests); docs/decisions/0021.
 */
#pragma once

#include "domain/oidc_authorize.h"
#include "service/oidc/oidc_token.h"
#include "service/sign_in/pupil_sign_in.h"

enum { AUTHORIZE_WAIT_MS = 30 * 60 * 1000, PUSHED_S = 60 };

struct authorize_ask {
    struct str form;    /* query or form as sent: application/x-www-form-urlencoded */
    struct str handle;  /* of a stored request, and then form is ignored; "" for a new request */
    struct str browser; /* random cookie of the browser; "" when unknown (form of another site) */
    const struct pupil_session *session; /* NULL: not signed in */
    struct str source;                   /* network address, shortened */
    struct str peer; /* full network address; limits how many requests a network may store */
    bool parks;      /* store every valid request, because the session is not known here */
};
struct authorize_field {
    const char *name;
    struct str value;
};
enum { AUTHORIZE_FIELDS_MAX = 5 };
struct authorize_answer {
    enum oidc_verdict verdict;
    enum oidc_page page;    /* for OIDC_SAYS_PAGE */
    struct str application; /* name of the application; "" when unknown */
    enum oidc_why why;      /* for OIDC_SAYS_PAGE, OIDC_SAYS_ERROR and OIDC_SAYS_NO_ACCESS */
    struct str client_id;   /* as the request names it, known or not */
    int64_t application_id; /* 0: unknown */
    struct str handle;      /* OIDC_SAYS_SIGN_IN: handle of the stored request */
    bool parked; /* OIDC_SAYS_SIGN_IN: judge the request again by its handle before asking to sign
                    in */
    struct str login_hint, ui_locales;
    /* Where the answer goes, for OIDC_SAYS_CODE, OIDC_SAYS_ERROR and OIDC_SAYS_NO_ACCESS: */
    struct str redirect_uri;
    enum oidc_mode mode;
    struct authorize_field fields[AUTHORIZE_FIELDS_MAX];
    size_t field_count;
};
/*
 * Judges an authorization request and, for OIDC_SAYS_CODE, issues the code.
 *
 * RC_NONE: this browser has no stored request with that handle, or it expired. RC_CONFLICT: the
 * request was answered before. RC_LIMIT: the network has too many stored requests.
 */
enum rc authorize(struct service *service, struct arena *arena, const struct authorize_ask *ask,
                  struct authorize_answer *ret_answer, struct fault *fault) MUST_USE;
/* Returns redirect_uri with the fields of the answer added to its query (RFC 6749, 4.1.2). */
struct str authorize_address(struct arena *arena, const struct authorize_answer *answer);

/*
 * Stores a pushed authorization request (PAR). The reply holds its request_uri, valid for PUSHED_S
 * seconds, or the reason of a refusal. RC_LIMIT: as for authorize(), for public applications only.
 */
enum rc authorize_push(struct service *service, struct arena *arena,
                       const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                       struct fault *fault) MUST_USE;

/*
 * Tells whether the stored request ask->handle needs a sign-in: nobody is signed in (ask->session
 * NULL), or the session does not meet the request. Errors as for authorize().
 */
enum rc authorize_wants_sign_in(struct service *service, struct arena *arena,
                                const struct authorize_ask *ask, bool *ret_wants,
                                struct fault *fault) MUST_USE;

/* Reads the parameters of a form or query. RC_INVALID: malformed or longer than 32 KiB. */
enum rc oidc_params_read(struct arena *arena, struct str form,
                         struct oidc_params *ret_params) MUST_USE;
