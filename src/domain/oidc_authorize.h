/*
 * Decides the outcome of an authorization request: an error page, an error response to the client,
 * a sign-in, or an authorization code.
 *
 * Two pure steps: oidc_request_read() validates the parameters, oidc_decide() adds the session.
 * Texts point into the parameters and are not copied. Source: OpenID Connect Core 3.1.2, RFC 6749
 * 4.1, RFC 7636, RFC 9700.
 */
#pragma once

#include "domain/oidc_refusal.h"

/*
 * Limits: bytes of state and nonce, characters of code_challenge, seconds of max_age (a larger
 * max_age is reduced to this).
 */
enum {
    OIDC_STATE_MAX = 2000,
    OIDC_NONCE_MAX = 1000,
    OIDC_CHALLENGE_CHARS = 43,
    OIDC_MAX_AGE_MAX = 366 * 86400
};
enum oidc_mode { MODE_QUERY, MODE_FORM_POST }; /* response_mode */

/* The registration of the client that sent the request. */
struct oidc_client {
    bool known; /* registered, and not disabled by the operator */
    bool is_public, may_refresh;
    const struct str *redirect_uris;
    size_t redirect_count;
};

/*
 * Errors that must not redirect, because the redirect URI is not verified; the pupil sees an error
 * page. CLIENT: unknown client. REDIRECT: unregistered redirect URI. TWICE: repeated client_id or
 * redirect_uri.
 */
enum oidc_page { OIDC_PAGE_NONE, OIDC_PAGE_CLIENT, OIDC_PAGE_REDIRECT, OIDC_PAGE_TWICE };

struct oidc_request {
    enum oidc_page page; /* when not NONE, the other members are undefined */
    enum oidc_why
        why; /* when not NONE, send an error response to redirect_uri using mode and state */
    struct str redirect_uri, state, nonce, challenge, login_hint, ui_locales;
    enum oidc_mode mode;
    unsigned scopes;                /* bits of enum oidc_scope */
    bool prompt_none, prompt_login; /* select_account is treated as login */
    int64_t max_age_s;              /* negative: absent */
    bool acr_advanced; /* the claims parameter requires an advanced account; set by the caller */
};
/* Reads and validates the parameters. The first error found is kept in page or why. */
void oidc_request_read(const struct oidc_params *params, const struct oidc_client *client,
                       struct oidc_request *ret_request);

/*
 * Returns the reason for refusing the request, whether by error page or error response; WHY_NONE
 * when it is valid.
 */
enum oidc_why oidc_request_why(const struct oidc_request *request);

/* The session of the pupil, and the client's access to that pupil. */
struct oidc_presence {
    bool signed_in;
    int64_t auth_ms; /* time of the sign-in (auth_time) */
    bool is_hinted;  /* id_token_hint or the claim sub names this pupil, or neither was sent */
    bool has_access; /* the application is switched on for this pupil */
    bool advanced;   /* the account is an advanced account */
    int64_t waits_since_ms; /* when the request began to wait for a sign-in; negative: it did not
                               wait */
};
/*
 * NO_ACCESS: a page tells the pupil that has_access is false; with prompt=none this becomes ERROR.
 */
enum oidc_verdict {
    OIDC_SAYS_PAGE,
    OIDC_SAYS_ERROR,
    OIDC_SAYS_SIGN_IN,
    OIDC_SAYS_NO_ACCESS,
    OIDC_SAYS_CODE
};
/*
 * Decides how to respond. For ERROR and NO_ACCESS it stores the reason in request->why.
 *   now_ms  same clock as the times in presence
 */
enum oidc_verdict oidc_decide(struct oidc_request *request, const struct oidc_presence *presence,
                              int64_t now_ms);
