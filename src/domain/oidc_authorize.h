/* What becomes of an authorization request: an error page, an error for the application, a sign-in, or a code. Two pure steps: reading
 * (what does it ask, is it in order) and deciding (given who is signed in). Source: OpenID Connect Core 3.1.2, RFC 6749 4.1, RFC 7636, RFC 9700. */
#pragma once

#include "domain/oidc_refusal.h"

enum { OIDC_STATE_MAX = 2000, OIDC_NONCE_MAX = 1000, OIDC_CHALLENGE_CHARS = 43, OIDC_MAX_AGE_MAX = 366 * 86400 };
enum oidc_mode { MODE_QUERY, MODE_FORM_POST };

/* What must be known of the application that asks. */
struct oidc_client {
    bool known; /* and not switched off by the operator */
    bool is_public, may_refresh;
    const struct str *redirect_uris;
    size_t redirect_count;
};

/* Why there is nothing to send back to: the pupil sees a page. */
enum oidc_page { OIDC_PAGE_NONE, OIDC_PAGE_CLIENT, OIDC_PAGE_REDIRECT, OIDC_PAGE_TWICE };

struct oidc_request {
    enum oidc_page page;     /* not NONE: nothing below holds */
    enum oidc_why why;       /* not NONE: the error goes to the application, by mode, with state */
    struct str redirect_uri, state, nonce, challenge, login_hint, ui_locales;
    enum oidc_mode mode;
    unsigned scopes;
    bool prompt_none, prompt_login; /* select_account counts as login */
    int64_t max_age_s;              /* negative: not given */
    bool acr_advanced;              /* an advanced account is asked for, and nothing else will do (the caller sets it from claims) */
};
void oidc_request_read(const struct oidc_params *params, const struct oidc_client *client, struct oidc_request *ret_request);

/* Why it is refused so far, page or error. */
enum oidc_why oidc_request_why(const struct oidc_request *request);

/* Who is there. */
struct oidc_presence {
    bool signed_in;
    int64_t auth_ms;      /* when the secret was given */
    bool is_hinted;       /* the pupil of id_token_hint, or there was none */
    bool has_access;      /* the application is switched on for this pupil */
    bool advanced;
    int64_t waits_since_ms; /* when this request began to wait for a sign-in; negative: it just came */
};
enum oidc_verdict { OIDC_SAYS_PAGE, OIDC_SAYS_ERROR, OIDC_SAYS_SIGN_IN, OIDC_SAYS_NO_ACCESS, OIDC_SAYS_CODE };
/* The reason (OIDC_SAYS_ERROR, OIDC_SAYS_NO_ACCESS) is written into the request. */
enum oidc_verdict oidc_decide(struct oidc_request *request, const struct oidc_presence *presence, int64_t now_ms);
