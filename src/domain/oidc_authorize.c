#include "domain/oidc_authorize.h"

#include "domain/oidc_uri.h"

static bool is_registered(const struct oidc_client *client, struct str uri) {
    for (size_t i = 0; i < client->redirect_count; i++)
        if (uri_same(client->redirect_uris[i], uri, client->is_public)) return true;
    return false;
}

/* Verifies the redirect URI first: nothing may be sent to an unregistered address. */
static enum oidc_page judge_target(const struct oidc_params *p, const struct oidc_client *client) {
    if (p->twice[OIDC_CLIENT_ID] || p->twice[OIDC_REDIRECT_URI]) return OIDC_PAGE_TWICE;
    if (!client->known) return OIDC_PAGE_CLIENT;
    return is_registered(client, p->values[OIDC_REDIRECT_URI]) ? OIDC_PAGE_NONE
                                                               : OIDC_PAGE_REDIRECT;
}

static void fail(struct oidc_request *r, enum oidc_why why) {
    if (r->why == WHY_NONE) r->why = why; /* keep the first error */
}

static void read_mode(const struct oidc_params *p, struct oidc_request *r) {
    struct str mode = p->values[OIDC_RESPONSE_MODE];
    if (p->twice[OIDC_RESPONSE_MODE]) return;
    if (str_eq(mode, S("form_post")))
        r->mode = MODE_FORM_POST;
    else if (mode.len > 0 && !str_eq(mode, S("query")))
        fail(r, WHY_RESPONSE_MODE);
}

static void read_response_type(const struct oidc_params *p, struct oidc_request *r) {
    struct str type = p->values[OIDC_RESPONSE_TYPE];
    if (type.len == 0)
        fail(r, WHY_RESPONSE_TYPE_MISSING);
    else if (!str_eq(type, S("code")))
        fail(r, WHY_RESPONSE_TYPE);
}

static void read_scope(const struct oidc_params *p, const struct oidc_client *client,
                       struct oidc_request *r) {
    r->scopes = oidc_scopes_read(p->values[OIDC_SCOPE]);
    if (!(r->scopes & SCOPE_OPENID)) fail(r, WHY_SCOPE);
    if (!client->may_refresh) r->scopes &= ~(unsigned)SCOPE_OFFLINE;
}

static bool is_base64url(struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_'))
            return false;
    }
    return true;
}

static void read_pkce(const struct oidc_params *p, const struct oidc_client *client,
                      struct oidc_request *r) {
    struct str challenge = p->values[OIDC_CODE_CHALLENGE],
               method = p->values[OIDC_CODE_CHALLENGE_METHOD];
    r->challenge = challenge;
    if (challenge.len == 0 && method.len > 0)
        fail(r, WHY_CHALLENGE_METHOD);
    else if (challenge.len == 0 && client->is_public)
        fail(r, WHY_CHALLENGE_MISSING);
    else if (challenge.len > 0 && !str_eq(method, S("S256")))
        fail(r, WHY_CHALLENGE_METHOD);
    else if (challenge.len > 0 &&
             (challenge.len != OIDC_CHALLENGE_CHARS || !is_base64url(challenge)))
        fail(r, WHY_CHALLENGE);
}

static void read_prompt(const struct oidc_params *p, struct oidc_request *r) {
    struct str rest = p->values[OIDC_PROMPT];
    bool other = false;
    while (rest.len > 0) {
        struct str word = str_cut(&rest, ' ', NULL);
        if (str_eq(word, S("none")))
            r->prompt_none = true;
        else if (str_eq(word, S("login")) || str_eq(word, S("select_account")))
            r->prompt_login = true;
        else if (str_eq(word, S("consent")))
            other = true; /* accepted: the school consented when it switched the application on */
        else if (word.len > 0)
            fail(r, WHY_PROMPT);
    }
    if (r->prompt_none && (r->prompt_login || other)) fail(r, WHY_PROMPT_NONE);
}

static void read_max_age(const struct oidc_params *p, struct oidc_request *r) {
    r->max_age_s = -1;
    if (!oidc_given(p, OIDC_MAX_AGE)) return;
    if (str_to_i64(p->values[OIDC_MAX_AGE], 0, INT32_MAX, &r->max_age_s) != RC_OK)
        fail(r, WHY_MAX_AGE);
    if (r->max_age_s > OIDC_MAX_AGE_MAX) r->max_age_s = OIDC_MAX_AGE_MAX;
}

static bool is_ascii(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < ' ' || s.ptr[i] > '~') return false;
    return true;
}

static void read_texts(const struct oidc_params *p, struct oidc_request *r) {
    r->nonce = p->values[OIDC_NONCE];
    r->login_hint = p->values[OIDC_LOGIN_HINT];
    r->ui_locales = p->values[OIDC_UI_LOCALES];
    if (p->values[OIDC_STATE].len > OIDC_STATE_MAX)
        fail(r, WHY_STATE);
    else if (!p->twice[OIDC_STATE])
        r->state = p->values[OIDC_STATE];
    if (!is_ascii(r->nonce) || r->nonce.len > OIDC_NONCE_MAX) fail(r, WHY_NONCE);
}

void oidc_request_read(const struct oidc_params *p, const struct oidc_client *client,
                       struct oidc_request *ret_request) {
    struct oidc_request r = {.page = judge_target(p, client),
                             .redirect_uri = p->values[OIDC_REDIRECT_URI],
                             .state = S("")};
    if (r.page == OIDC_PAGE_NONE) {
        read_texts(p, &r);
        if (oidc_params_twice(p)) fail(&r, WHY_TWICE);
        read_mode(p, &r);
        if (oidc_given(p, OIDC_REQUEST)) fail(&r, WHY_REQUEST);
        if (oidc_given(p, OIDC_REQUEST_URI)) fail(&r, WHY_REQUEST_URI);
        read_response_type(p, &r);
        read_scope(p, client, &r);
        read_pkce(p, client, &r);
        read_prompt(p, &r);
        read_max_age(p, &r);
    }
    *ret_request = r;
}

enum oidc_why oidc_request_why(const struct oidc_request *request) {
    static const enum oidc_why of_pages[] = {[OIDC_PAGE_CLIENT] = WHY_CLIENT,
                                             [OIDC_PAGE_REDIRECT] = WHY_REDIRECT_URI,
                                             [OIDC_PAGE_TWICE] = WHY_TWICE};
    return request->page == OIDC_PAGE_NONE ? request->why : of_pages[request->page];
}

static bool is_fresh(const struct oidc_request *r, const struct oidc_presence *presence,
                     int64_t now_ms) {
    bool since_asked =
        presence->waits_since_ms >= 0 && presence->auth_ms >= presence->waits_since_ms;
    if (r->prompt_login || r->max_age_s == 0) return since_asked;
    return r->max_age_s < 0 || since_asked || now_ms - presence->auth_ms <= r->max_age_s * 1000;
}

enum oidc_verdict oidc_decide(struct oidc_request *r, const struct oidc_presence *presence,
                              int64_t now_ms) {
    if (r->page != OIDC_PAGE_NONE) return OIDC_SAYS_PAGE;
    if (r->why != WHY_NONE) return OIDC_SAYS_ERROR;
    bool present = presence->signed_in && presence->is_hinted && is_fresh(r, presence, now_ms);
    if (!present && r->prompt_none) fail(r, WHY_LOGIN);
    if (r->why != WHY_NONE) return OIDC_SAYS_ERROR;
    if (!present) return OIDC_SAYS_SIGN_IN;
    if (!presence->has_access) {
        fail(r, WHY_ACCESS);
        return r->prompt_none ? OIDC_SAYS_ERROR : OIDC_SAYS_NO_ACCESS;
    }
    if (r->acr_advanced && !presence->advanced) fail(r, WHY_ACR);
    return r->why != WHY_NONE ? OIDC_SAYS_ERROR : OIDC_SAYS_CODE;
}
