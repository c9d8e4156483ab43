#include "domain/oidc_authorize.h"

#include "domain/oidc_uri.h"

static bool is_registered(const struct oidc_client *client, struct str uri) {
    for (size_t i = 0; i < client->redirect_count; i++)
        if (uri_same(client->redirect_uris[i], uri, client->is_public)) return true;
    return false;
}

/* Nothing may be sent to an address before it is proved to be the application's. */
static enum oidc_page judge_target(const struct oidc_params *p, const struct oidc_client *client) {
    if (p->twice[OIDC_CLIENT_ID] || p->twice[OIDC_REDIRECT_URI]) return OIDC_PAGE_TWICE;
    if (!client->known) return OIDC_PAGE_CLIENT;
    return is_registered(client, p->values[OIDC_REDIRECT_URI]) ? OIDC_PAGE_NONE : OIDC_PAGE_REDIRECT;
}

static void fail(struct oidc_request *r, enum oidc_error error, const char *description) {
    if (r->error != OIDC_FINE) return; /* the first one tells */
    r->error = error;
    r->description = description;
}

static void read_mode(const struct oidc_params *p, struct oidc_request *r) {
    struct str mode = p->values[OIDC_RESPONSE_MODE];
    if (p->twice[OIDC_RESPONSE_MODE]) return;
    if (str_eq(mode, S("form_post"))) r->mode = MODE_FORM_POST;
    else if (mode.len > 0 && !str_eq(mode, S("query"))) fail(r, OIDC_INVALID_REQUEST, "response_mode is query or form_post");
}

static void read_response_type(const struct oidc_params *p, struct oidc_request *r) {
    struct str type = p->values[OIDC_RESPONSE_TYPE];
    if (type.len == 0) fail(r, OIDC_INVALID_REQUEST, "response_type is missing");
    else if (!str_eq(type, S("code"))) fail(r, OIDC_UNSUPPORTED_RESPONSE_TYPE, "only response_type code is supported");
}

static void read_scope(const struct oidc_params *p, const struct oidc_client *client, struct oidc_request *r) {
    r->scopes = oidc_scopes_read(p->values[OIDC_SCOPE]);
    if (!(r->scopes & SCOPE_OPENID)) fail(r, OIDC_INVALID_SCOPE, "scope must hold openid");
    if (!client->may_refresh) r->scopes &= ~(unsigned)SCOPE_OFFLINE;
}

static bool is_base64url(struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
    }
    return true;
}

static void read_pkce(const struct oidc_params *p, const struct oidc_client *client, struct oidc_request *r) {
    struct str challenge = p->values[OIDC_CODE_CHALLENGE], method = p->values[OIDC_CODE_CHALLENGE_METHOD];
    r->challenge = challenge;
    if (challenge.len == 0 && method.len > 0) fail(r, OIDC_INVALID_REQUEST, "code_challenge_method without code_challenge");
    else if (challenge.len == 0 && client->is_public) fail(r, OIDC_INVALID_REQUEST, "a public client needs PKCE: code_challenge is missing");
    else if (challenge.len > 0 && !str_eq(method, S("S256"))) fail(r, OIDC_INVALID_REQUEST, "code_challenge_method must be S256");
    else if (challenge.len > 0 && (challenge.len != OIDC_CHALLENGE_CHARS || !is_base64url(challenge)))
        fail(r, OIDC_INVALID_REQUEST, "code_challenge is no SHA-256 in base64url");
}

static void read_prompt(const struct oidc_params *p, struct oidc_request *r) {
    struct str rest = p->values[OIDC_PROMPT];
    bool other = false;
    while (rest.len > 0) {
        struct str word = str_cut(&rest, ' ', NULL);
        if (str_eq(word, S("none"))) r->prompt_none = true;
        else if (str_eq(word, S("login")) || str_eq(word, S("select_account"))) r->prompt_login = true;
        else if (str_eq(word, S("consent"))) other = true; /* the school consented when it switched the application on */
        else if (word.len > 0) fail(r, OIDC_INVALID_REQUEST, "prompt is none, login, consent or select_account");
    }
    if (r->prompt_none && (r->prompt_login || other)) fail(r, OIDC_INVALID_REQUEST, "prompt none stands alone");
}

static void read_max_age(const struct oidc_params *p, struct oidc_request *r) {
    r->max_age_s = -1;
    if (!oidc_given(p, OIDC_MAX_AGE)) return;
    if (str_to_i64(p->values[OIDC_MAX_AGE], 0, INT32_MAX, &r->max_age_s) != RC_OK) fail(r, OIDC_INVALID_REQUEST, "max_age is a number of seconds");
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
    if (p->values[OIDC_STATE].len > OIDC_STATE_MAX) fail(r, OIDC_INVALID_REQUEST, "state is longer than 2000 octets");
    else if (!p->twice[OIDC_STATE]) r->state = p->values[OIDC_STATE];
    if (!is_ascii(r->nonce)) fail(r, OIDC_INVALID_REQUEST, "nonce is not visible ASCII");
    if (r->nonce.len > OIDC_NONCE_MAX) fail(r, OIDC_INVALID_REQUEST, "nonce is longer than 1000 octets");
}

void oidc_request_read(const struct oidc_params *p, const struct oidc_client *client, struct oidc_request *ret_request) {
    struct oidc_request r = {.page = judge_target(p, client), .redirect_uri = p->values[OIDC_REDIRECT_URI], .state = S(""), .description = ""};
    if (r.page == OIDC_PAGE_NONE) {
        read_texts(p, &r);
        if (oidc_params_twice(p)) fail(&r, OIDC_INVALID_REQUEST, "a parameter came twice");
        read_mode(p, &r);
        if (oidc_given(p, OIDC_REQUEST)) fail(&r, OIDC_REQUEST_NOT_SUPPORTED, "request objects are not supported");
        if (oidc_given(p, OIDC_REQUEST_URI)) fail(&r, OIDC_REQUEST_URI_NOT_SUPPORTED, "request_uri is for pushed requests only");
        read_response_type(p, &r);
        read_scope(p, client, &r);
        read_pkce(p, client, &r);
        read_prompt(p, &r);
        read_max_age(p, &r);
    }
    *ret_request = r;
}

static bool is_fresh(const struct oidc_request *r, const struct oidc_presence *presence, int64_t now_ms) {
    bool since_asked = presence->waits_since_ms >= 0 && presence->auth_ms >= presence->waits_since_ms;
    if (r->prompt_login || r->max_age_s == 0) return since_asked;
    return r->max_age_s < 0 || since_asked || now_ms - presence->auth_ms <= r->max_age_s * 1000;
}

enum oidc_verdict oidc_decide(struct oidc_request *r, const struct oidc_presence *presence, int64_t now_ms) {
    if (r->page != OIDC_PAGE_NONE) return OIDC_SAYS_PAGE;
    if (r->error != OIDC_FINE) return OIDC_SAYS_ERROR;
    bool present = presence->signed_in && presence->is_hinted && is_fresh(r, presence, now_ms);
    if (!present && r->prompt_none) fail(r, OIDC_LOGIN_REQUIRED, "nobody, or somebody else, or too long ago signed in");
    if (r->error != OIDC_FINE) return OIDC_SAYS_ERROR;
    if (!present) return OIDC_SAYS_SIGN_IN;
    if (!presence->has_access) {
        fail(r, OIDC_ACCESS_DENIED, "the school has not switched this application on for this pupil");
        return r->prompt_none ? OIDC_SAYS_ERROR : OIDC_SAYS_NO_ACCESS;
    }
    if (r->acr_advanced && !presence->advanced) fail(r, OIDC_UNMET_AUTHENTICATION, "this pupil has a basic account");
    return r->error != OIDC_FINE ? OIDC_SAYS_ERROR : OIDC_SAYS_CODE;
}
