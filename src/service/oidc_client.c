/* An application proves itself: by a secret in the header or the form, by a signed assertion, or, public, not at all (PKCE does). */
#include "base/encode.h"
#include "crypto/token.h"
#include "format/json.h"
#include "format/url.h"
#include "service/client_keys.h"
#include "service/oidc_token.h"
#include "store/queries.h"

enum { ASSERTION_MAX_S = 3600, SECRET_CHARS_MAX = 256 };

struct proof {
    struct service *service;
    struct arena *arena;
    const struct oidc_caller *caller;
    struct oidc_reply *reply;
    struct str client_id, secret;
    struct application *application;
    struct str assertion_id; /* hashed */
    int64_t ends_ms;
};

static enum rc refuse(struct proof *p, enum oidc_error error, const char *description) {
    p->reply->error = error;
    p->reply->description = description;
    return RC_DENIED;
}

static enum rc refuse_client(struct proof *p) {
    return refuse(p, OIDC_INVALID_CLIENT, "unknown client, or it did not prove itself");
}

/* Id and secret are form-encoded before base64 (RFC 6749, 2.3.1). */
static enum rc read_basic(struct proof *p) {
    struct str rest = p->caller->authorization, bytes;
    struct str scheme = str_cut(&rest, ' ', NULL);
    p->reply->basic = true;
    if (!str_eq_ascii_nocase(scheme, S("Basic")) || base64_decode(p->arena, str_trim(rest), &bytes) != RC_OK) return refuse_client(p);
    bool colon;
    struct str id = str_cut(&bytes, ':', &colon);
    if (!colon || url_decode(p->arena, id, true, &p->client_id) != RC_OK || url_decode(p->arena, bytes, true, &p->secret) != RC_OK) return refuse_client(p);
    const struct str *said = &p->caller->params->values[OIDC_CLIENT_ID];
    if (said->len > 0 && !str_eq(*said, p->client_id)) return refuse(p, OIDC_INVALID_REQUEST, "client_id is not that of the Authorization header");
    return RC_OK;
}

static bool fits(struct arena *arena, struct str hash, struct str secret) {
    return hash.ptr != NULL && secret.len > 0 && secret.len <= SECRET_CHARS_MAX && str_eq(hash, token_hash(arena, secret));
}

static enum rc check_secret(struct proof *p) {
    const struct application *a = p->application;
    bool good = fits(p->arena, a->secret_hash, p->secret);
    bool old = a->old_secret_ends_ms > service_now(p->service) && fits(p->arena, a->old_secret_hash, p->secret);
    return good || old ? RC_OK : refuse_client(p);
}

static bool is_audience(const struct proof *p, struct str aud) {
    struct str issuer = p->service->mijn_url;
    return str_eq(aud, issuer) || str_eq(aud, str_format(p->arena, "%.*s/", STR_ARG(issuer))) ||
           str_eq(aud, str_format(p->arena, "%.*s/oidc/token", STR_ARG(issuer))) ||
           str_eq(aud, str_format(p->arena, "%.*s%.*s", STR_ARG(issuer), STR_ARG(p->caller->endpoint)));
}

/* We, and nobody else, are meant. */
static bool judge_audience(const struct proof *p, const struct json *payload) {
    const struct json *aud = json_member(payload, "aud");
    if (aud != NULL && aud->kind == JSON_KIND_LIST && aud->count == 1) aud = &aud->items[0];
    return aud != NULL && aud->kind == JSON_KIND_TEXT && is_audience(p, aud->text);
}

static bool judge_times(const struct proof *p, const struct json *payload, int64_t *ret_ends_ms) {
    int64_t now_s = service_now(p->service) / 1000, exp, at;
    if (!json_member_number(payload, "exp", &exp) || exp < now_s - OIDC_SKEW_S || exp > now_s + ASSERTION_MAX_S) return false;
    if (json_member(payload, "nbf") != NULL && (!json_member_number(payload, "nbf", &at) || at > now_s + OIDC_SKEW_S)) return false;
    if (json_member(payload, "iat") != NULL &&
        (!json_member_number(payload, "iat", &at) || at > now_s + OIDC_SKEW_S || at < now_s - ASSERTION_MAX_S)) return false;
    *ret_ends_ms = (exp + OIDC_SKEW_S + 1) * 1000;
    return true;
}

static enum rc write_assertion(struct tx *tx, void *context) {
    struct proof *p = context;
    int64_t changed;
    TRY(sql_oidc_assertion_add(tx, p->assertion_id, p->ends_ms, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

static enum rc check_assertion(struct proof *p, struct fault *fault) {
    struct jose_parts parts;
    struct jose_head head;
    struct json payload;
    struct str issuer, subject, id;
    if (jose_read(p->arena, p->caller->params->values[OIDC_CLIENT_ASSERTION], &parts, &head) != RC_OK) return refuse_client(p);
    enum rc rc = client_keys_check(p->service, p->arena, p->application, &head, &parts, fault);
    if (rc == RC_DENIED || json_read(p->arena, parts.payload, &payload) != RC_OK) return refuse_client(p);
    TRY(rc);
    bool named = json_member_text(&payload, "iss", &issuer) && json_member_text(&payload, "sub", &subject) && json_member_text(&payload, "jti", &id);
    if (!named || !str_eq(issuer, p->client_id) || !str_eq(subject, p->client_id) || id.len == 0) return refuse_client(p);
    if (!judge_audience(p, &payload) || !judge_times(p, &payload, &p->ends_ms)) return refuse_client(p);
    p->assertion_id = token_hash(p->arena, str_format(p->arena, "%.*s %.*s", STR_ARG(p->client_id), STR_ARG(id)));
    rc = store_write(p->service->db, p->arena, HISTORY_NONE, write_assertion, p, fault);
    return rc == RC_CONFLICT ? refuse_client(p) : rc;
}

/* Who an assertion says it is from; proved later. */
static enum rc read_assertion(struct proof *p) {
    struct jose_parts parts;
    struct json payload;
    const struct str *values = p->caller->params->values;
    if (!str_eq(values[OIDC_CLIENT_ASSERTION_TYPE], S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")))
        return refuse(p, OIDC_INVALID_REQUEST, "client_assertion_type must be jwt-bearer");
    if (jose_cut(p->arena, values[OIDC_CLIENT_ASSERTION], &parts) != RC_OK || json_read(p->arena, parts.payload, &payload) != RC_OK ||
        !json_member_text(&payload, "sub", &p->client_id)) return refuse_client(p);
    if (values[OIDC_CLIENT_ID].len > 0 && !str_eq(values[OIDC_CLIENT_ID], p->client_id)) return refuse_client(p);
    return RC_OK;
}

enum way { WAY_BASIC, WAY_POST, WAY_ASSERTION, WAY_NONE };

static enum rc choose_way(struct proof *p, enum way *ret_way) {
    const struct oidc_params *params = p->caller->params;
    bool basic = p->caller->authorization.len > 0, assertion = oidc_given(params, OIDC_CLIENT_ASSERTION), post = oidc_given(params, OIDC_CLIENT_SECRET);
    if (oidc_params_twice(params)) return refuse(p, OIDC_INVALID_REQUEST, "a parameter came twice");
    if (basic + assertion + post > 1) return refuse(p, OIDC_INVALID_REQUEST, "more than one way of client authentication");
    *ret_way = basic ? WAY_BASIC : assertion ? WAY_ASSERTION : post ? WAY_POST : WAY_NONE;
    p->client_id = params->values[OIDC_CLIENT_ID];
    p->secret = params->values[OIDC_CLIENT_SECRET];
    if (*ret_way == WAY_BASIC) return read_basic(p);
    return *ret_way == WAY_ASSERTION ? read_assertion(p) : RC_OK;
}

enum rc oidc_client_prove(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct application *ret_application,
                          struct oidc_reply *ret_reply, struct fault *fault) {
    struct proof p = {.service = service, .arena = arena, .caller = caller, .reply = ret_reply, .application = ret_application};
    *ret_reply = (struct oidc_reply){.error = OIDC_FINE, .description = "", .json = S("{}")};
    enum way way;
    TRY(choose_way(&p, &way));
    enum rc rc = application_by_client(service, arena, p.client_id, ret_application, fault);
    if (rc == RC_NONE) return refuse_client(&p);
    TRY(rc);
    switch (way) {
        case WAY_BASIC:
        case WAY_POST: return check_secret(&p);
        case WAY_ASSERTION: return check_assertion(&p, fault);
        case WAY_NONE: return ret_application->wish.is_public ? RC_OK : refuse_client(&p);
    }
    return RC_BUG;
}
