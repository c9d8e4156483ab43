/* Decides the outcome of an authorization request: an error page, an error response to the client,
 * a sign-in, or an authorization code. Two pure steps: oidc_request_read validates the parameters,
 * oidc_decide adds the session. Texts are views of the parameters, not copies.
 * Source: OpenID Connect Core 3.1.2, RFC 6749 4.1, RFC 7636, RFC 9700. */
#pragma once

#include "domain/oidc_refusal.h"

/* Bytes of state and nonce, characters of code_challenge, seconds of max_age (a larger max_age is
 * reduced to it). */
enum {
    OIDC_STATE_MAX = 2000,
    OIDC_NONCE_MAX = 1000,
    OIDC_CHALLENGE_CHARS = 43,
    OIDC_MAX_AGE_MAX = 366 * 86400
};
enum oidc_mode { MODE_QUERY, MODE_FORM_POST }; /* response_mode */

/* The registration of the client that sent the request. */
struct oidc_client {
    bool known; /* registered, and not switched off by the operator */
    bool is_public, may_refresh;
    const struct str *redirect_uris;
    size_t redirect_count;
};

/* Errors that must not redirect, because the redirect URI is not verified; the pupil sees a page.
 * CLIENT: unknown client. REDIRECT: redirect URI not registered. TWICE: client_id or redirect_uri
 * sent more than once. */
enum oidc_page { OIDC_PAGE_NONE, OIDC_PAGE_CLIENT, OIDC_PAGE_REDIRECT, OIDC_PAGE_TWICE };

struct oidc_request {
    enum oidc_page page; /* not NONE: ignore the members below */
    enum oidc_why why;   /* not NONE: send an error response to redirect_uri, by mode, with state */
    struct str redirect_uri, state, nonce, challenge, login_hint, ui_locales;
    enum oidc_mode mode;
    unsigned scopes;                /* bits of enum oidc_scope */
    bool prompt_none, prompt_login; /* select_account counts as login */
    int64_t max_age_s;              /* negative: not sent */
    bool acr_advanced; /* the claims parameter requires an advanced account; set by the caller */
};
/* Reads and validates the parameters. The first flaw found is kept in page or why. */
void oidc_request_read(const struct oidc_params *params, const struct oidc_client *client,
                       struct oidc_request *ret_request);

/* The reason to refuse the request, whether a page or an error response reports it; WHY_NONE. */
enum oidc_why oidc_request_why(const struct oidc_request *request);

/* The session of the pupil, and the access of the client to that pupil. */
struct oidc_presence {
    bool signed_in;
    int64_t auth_ms; /* time of the sign-in (auth_time) */
    bool is_hinted;  /* id_token_hint or the claim sub names this pupil, or neither was sent */
    bool has_access; /* the application is switched on for this pupil */
    bool advanced;   /* the account is an advanced one */
    int64_t waits_since_ms; /* when the request began to wait for a sign-in; negative: it did not */
};
/* NO_ACCESS: a page that says so, for lack of has_access; with prompt=none it is an ERROR. */
enum oidc_verdict {
    OIDC_SAYS_PAGE,
    OIDC_SAYS_ERROR,
    OIDC_SAYS_SIGN_IN,
    OIDC_SAYS_NO_ACCESS,
    OIDC_SAYS_CODE
};
/* Decides what to answer. For ERROR and NO_ACCESS the reason is stored in request->why. now_ms is
 * of the same clock as the times in presence. */
enum oidc_verdict oidc_decide(struct oidc_request *request, const struct oidc_presence *presence,
                              int64_t now_ms);
