/*
 * Client authentication: a secret in the header or the form, a signed assertion, or none for public
 * clients, which PKCE protects.
 */
#include "base/encode.h"
#include "crypto/token.h"
#include "format/json.h"
#include "format/url.h"
#include "service/application/client_keys.h"
#include "service/oidc/oidc_token.h"
#include "store/queries.h"

enum { ASSERTION_MAX_S = 3600, SECRET_CHARS_MAX = 256 };

struct proof {
    struct service *service;
    struct arena *arena;
    const struct oidc_caller *caller;
    struct oidc_reply *reply;
    struct str client_id, secret;
    struct application *application;
    struct str assertion_id; /* hash of client_id and jti, stored against replay */
    int64_t ends_ms;
};

static enum rc refuse_client(struct proof *p, enum oidc_why why) {
    p->reply->why = why;
    return RC_DENIED;
}

/*
 * Reads HTTP Basic authentication. Id and secret are form-encoded before base64 (RFC 6749, 2.3.1).
 */
static enum rc read_basic(struct proof *p) {
    struct str rest = p->caller->authorization, bytes;
    struct str scheme = str_cut(&rest, ' ', NULL);
    if (!str_eq_ascii_nocase(scheme, S("Basic")) ||
        base64_decode(p->arena, str_trim(rest), &bytes) != RC_OK)
        return refuse_client(p, WHY_HEADER);
    bool colon;
    struct str id = str_cut(&bytes, ':', &colon), secret = bytes;
    if (!colon || url_decode(p->arena, id, true, &p->client_id) != RC_OK)
        return refuse_client(p, WHY_HEADER);
    if (url_decode(p->arena, secret, true, &p->secret) != RC_OK)
        return refuse_client(p, WHY_HEADER);
    const struct str *said = &p->caller->params->values[OIDC_CLIENT_ID];
    return said->len > 0 && !str_eq(*said, p->client_id) ? refuse_client(p, WHY_CLIENT_ID) : RC_OK;
}

static bool fits(struct arena *arena, struct str hash, struct str secret) {
    return hash.ptr != NULL && secret.len > 0 && secret.len <= SECRET_CHARS_MAX &&
           str_eq(hash, token_hash(arena, secret));
}

/*
 * Checks the current or the previous secret. A public client may send an empty one, because many
 * libraries always send Basic.
 */
static enum rc check_secret(struct proof *p) {
    const struct application *a = p->application;
    if (a->wish.is_public && p->secret.len == 0) return RC_OK;
    if (a->secret_hash.ptr == NULL) return refuse_client(p, WHY_NO_SECRET);
    bool good = fits(p->arena, a->secret_hash, p->secret);
    bool old = a->old_secret_ends_ms > service_now(p->service) &&
               fits(p->arena, a->old_secret_hash, p->secret);
    return good || old ? RC_OK : refuse_client(p, WHY_SECRET);
}

static bool names_us(const struct proof *p, struct str aud) {
    const struct str paths[] = {S(""), S("/"), S("/oidc/token"), S("/oidc/par"),
                                p->caller->endpoint};
    struct str issuer = p->service->mijn_url;
    for (size_t i = 0; i < COUNT(paths); i++)
        if (str_eq(aud, str_format(p->arena, "%.*s%.*s", STR_ARG(issuer), STR_ARG(paths[i]))))
            return true;
    return false;
}

/*
 * Returns whether the assertion is meant for this server only. A list of several names of this
 * server is accepted only with APP_AUDIENCE_LIST, for older libraries.
 */
static bool judge_audience(const struct proof *p, const struct json *aud) {
    if (aud != NULL && aud->kind == JSON_KIND_TEXT) return names_us(p, aud->text);
    if (aud == NULL || aud->kind != JSON_KIND_LIST || aud->count == 0) return false;
    if (aud->count > 1 && !(p->application->wish.options & APP_AUDIENCE_LIST)) return false;
    for (size_t i = 0; i < aud->count; i++)
        if (aud->items[i].kind != JSON_KIND_TEXT || !names_us(p, aud->items[i].text)) return false;
    return true;
}

/*
 * Reads a time of the payload, or `absent` when it is missing. Returns false when it is not a
 * number.
 */
static bool read_time(const struct json *payload, const char *name, int64_t absent,
                      int64_t *ret_s) {
    *ret_s = absent;
    return json_member(payload, name) == NULL || json_member_whole(payload, name, ret_s);
}

static enum oidc_why judge_times(const struct proof *p, const struct json *payload,
                                 int64_t *ret_ends_ms) {
    int64_t now_s = service_now(p->service) / 1000, latest = now_s + OIDC_SKEW_S, exp, at;
    if (!json_member_whole(payload, "exp", &exp) || exp < now_s - OIDC_SKEW_S ||
        exp > now_s + ASSERTION_MAX_S)
        return WHY_EXP;
    if (!read_time(payload, "nbf", now_s, &at) || at > latest) return WHY_NBF;
    if (!read_time(payload, "iat", now_s, &at) || at > latest || at < now_s - ASSERTION_MAX_S)
        return WHY_IAT;
    *ret_ends_ms = (exp + OIDC_SKEW_S + 1) * 1000;
    return WHY_NONE;
}

static enum rc write_assertion(struct tx *tx, struct proof *p) {
    int64_t changed;
    TRY(sql_oidc_assertion_add(tx, p->assertion_id, p->ends_ms, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}
TX_FUNCTION(write_assertion, struct proof)

static enum oidc_why judge_payload(struct proof *p, const struct json *payload,
                                   struct str *ret_id) {
    struct str issuer, subject;
    *ret_id = S("");
    bool named =
        json_member_text(payload, "iss", &issuer) && json_member_text(payload, "sub", &subject);
    if (!named || !str_eq(issuer, p->client_id) || !str_eq(subject, p->client_id)) return WHY_ISS;
    if (!json_member_text(payload, "jti", ret_id) || ret_id->len == 0) return WHY_JTI;
    return judge_audience(p, json_member(payload, "aud")) ? judge_times(p, payload, &p->ends_ms)
                                                          : WHY_AUD;
}

static enum rc check_assertion(struct proof *p, struct fault *fault) {
    struct jose_parts parts;
    struct jose_head head;
    struct json payload;
    struct str id;
    if (oidc_keys_read(p->arena, p->caller->params->values[OIDC_CLIENT_ASSERTION], &parts, &head) !=
        RC_OK)
        return refuse_client(p, WHY_ASSERTION);
    enum rc rc = client_keys_check(p->service, p->arena, p->application, &head, &parts, fault);
    if (rc == RC_DENIED) return refuse_client(p, WHY_SIGNATURE);
    TRY(rc);
    if (json_read(p->arena, parts.payload, &payload) != RC_OK)
        return refuse_client(p, WHY_ASSERTION);
    enum oidc_why why = judge_payload(p, &payload, &id);
    if (why != WHY_NONE) return refuse_client(p, why);
    p->assertion_id =
        token_hash(p->arena, str_format(p->arena, "%.*s %.*s", STR_ARG(p->client_id), STR_ARG(id)));
    rc = store_write(p->service->db, p->arena, HISTORY_NONE, write_assertion, p, fault);
    return rc == RC_CONFLICT ? refuse_client(p, WHY_REPLAY) : rc;
}

/* Reads which client an assertion claims to be; the signature is checked later. */
static enum rc read_assertion(struct proof *p) {
    struct jose_parts parts;
    struct json payload;
    const struct str *values = p->caller->params->values;
    if (!str_eq(values[OIDC_CLIENT_ASSERTION_TYPE],
                S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")))
        return refuse_client(p, WHY_ASSERTION_TYPE);
    if (jose_cut(p->arena, values[OIDC_CLIENT_ASSERTION], &parts) != RC_OK ||
        json_read(p->arena, parts.payload, &payload) != RC_OK)
        return refuse_client(p, WHY_ASSERTION);
    if (!json_member_text(&payload, "sub", &p->client_id)) return refuse_client(p, WHY_ISS);
    return values[OIDC_CLIENT_ID].len > 0 && !str_eq(values[OIDC_CLIENT_ID], p->client_id)
               ? refuse_client(p, WHY_ISS)
               : RC_OK;
}

enum way { WAY_BASIC, WAY_POST, WAY_ASSERTION, WAY_NONE };

static enum rc choose_way(struct proof *p, enum way *ret_way) {
    const struct oidc_params *params = p->caller->params;
    bool basic = p->caller->authorization.len > 0,
         assertion = oidc_given(params, OIDC_CLIENT_ASSERTION),
         post = oidc_given(params, OIDC_CLIENT_SECRET);
    if (oidc_params_twice(params)) return refuse_client(p, WHY_TWICE);
    if (basic + assertion + post > 1) return refuse_client(p, WHY_PROOFS);
    *ret_way = basic ? WAY_BASIC : assertion ? WAY_ASSERTION : post ? WAY_POST : WAY_NONE;
    p->client_id = params->values[OIDC_CLIENT_ID];
    p->secret = params->values[OIDC_CLIENT_SECRET];
    if (*ret_way == WAY_BASIC) return read_basic(p);
    return *ret_way == WAY_ASSERTION ? read_assertion(p) : RC_OK;
}

enum rc oidc_client_prove(struct service *service, struct arena *arena,
                          const struct oidc_caller *caller, struct application *ret_application,
                          struct oidc_reply *ret_reply, struct fault *fault) {
    struct proof p = {.service = service,
                      .arena = arena,
                      .caller = caller,
                      .reply = ret_reply,
                      .application = ret_application};
    *ret_reply =
        (struct oidc_reply){.json = S("{}"), .client_id = caller->params->values[OIDC_CLIENT_ID]};
    enum way way;
    TRY(choose_way(&p, &way));
    ret_reply->client_id = p.client_id;
    enum rc rc = application_by_client(service, arena, p.client_id, ret_application, fault);
    if (rc == RC_NONE) return refuse_client(&p, p.client_id.len == 0 ? WHY_NO_PROOF : WHY_CLIENT);
    TRY(rc);
    ret_reply->application_id = ret_application->application_id;
    switch (way) {
        case WAY_BASIC:
        case WAY_POST: return check_secret(&p);
        case WAY_ASSERTION: return check_assertion(&p, fault);
        case WAY_NONE:
            return ret_application->wish.is_public ? RC_OK : refuse_client(&p, WHY_NO_PROOF);
    }
    return RC_BUG;
}
