#include "service/staff/staff_outside.h"

#include "base/encode.h"
#include "crypto/token.h"
#include "format/form.h"
#include "format/url.h"
#include "service/application/oidc_keys.h"
#include "service/staff/outside_person.h"
#include "service/web_call.h"
#include "store/queries.h"

enum {
    SIGNED_IN_S = 12 * 3600,
    KEPT_MS = 15 * 60 * 1000,
    KEPT_MAX = 4096,
    ADDRESS_MAX = 8192,
    ASSERTION_S = 60,
    SKEW_S = 60,
    CALLS_AT_ONCE = 4
};
static const struct str bound = {"staff outside", 13};

struct outside {
    struct service *service;
    struct arena *arena;
    const struct staff_provider *provider;
    struct json metadata;
    struct str state, nonce, verifier, back; /* parameters of this sign-in */
    struct school_id school;
    struct fault *fault;
};

/* Sends one request to the provider. The calling thread is one that also hashes passwords, so at
 * most CALLS_AT_ONCE requests wait at a time: a provider that hangs must not block other sign-ins.
 */
static enum rc call(struct outside *o, struct web_call *one, struct json *ret_json) {
    bool turn = atomic_fetch_add(o->provider->calls, 1) < CALLS_AT_ONCE;
    if (turn) web_calls(o->arena, one, 1, o->provider->ca_file);
    atomic_fetch_sub(o->provider->calls, 1);
    if (one->status == 0)
        return FAULT(o->fault, RC_RETRY,
                     turn ? "the provider of staff does not answer"
                          : "too many wait for the provider of staff");
    if (one->status != 200 || json_read(o->arena, one->body, ret_json) != RC_OK)
        return FAULT(o->fault, one->status >= 500 ? RC_RETRY : RC_DENIED,
                     "the provider of staff answers %d", one->status);
    return RC_OK;
}

static enum rc read_metadata(struct outside *o) {
    struct str issuer;
    struct web_call one = {.url = str_format(o->arena, "%.*s/.well-known/openid-configuration",
                                             STR_ARG(o->provider->issuer))};
    TRY(call(o, &one, &o->metadata));
    bool same =
        json_member_text(&o->metadata, "issuer", &issuer) && str_eq(issuer, o->provider->issuer);
    return same ? RC_OK : FAULT(o->fault, RC_DENIED, "the provider of staff has another issuer");
}

static enum rc endpoint(struct outside *o, const char *name, struct str *ret_address) {
    return json_member_text(&o->metadata, name, ret_address)
               ? RC_OK
               : FAULT(o->fault, RC_DENIED, "the provider of staff has no %s", name);
}

static void add_parameter(struct outside *o, struct buf *out, const char *name, struct str value) {
    buf_format(out, "%s%s=%.*s", out->len > 0 ? "&" : "", name,
               STR_ARG(url_encode(o->arena, value)));
}

static struct str standard_base64(struct arena *arena, struct str text) {
    struct str url = base64url_encode(arena, text.ptr, text.len);
    char *out = arena_alloc(arena, url.len + 4);
    size_t len = 0;
    for (; len < url.len; len++)
        out[len] = url.ptr[len] == '-' ? '+' : url.ptr[len] == '_' ? '/' : url.ptr[len];
    while (len % 4 != 0) out[len++] = '=';
    return (struct str){out, len};
}

/* Returns the login_hint that selects a school, in the format of the provider ("Wijzig
 * Instelling"). */
static struct str school_hint(struct arena *arena, struct school_id school) {
    return standard_base64(
        arena, str_format(arena, "{\"cap_hint\":\"OV\",\"code_hint\":\"%d\"}", school.value));
}

static struct str challenge_of(struct arena *arena, struct str verifier) {
    unsigned char hash[32];
    jose_sha256(verifier, hash);
    return base64url_encode(arena, hash, sizeof hash);
}

static enum rc keep(struct outside *o, struct str *ret_kept) {
    struct str text =
        str_format(o->arena, "%lld %d %.*s %.*s %.*s %.*s", (long long)service_now(o->service),
                   o->school.value, STR_ARG(o->state), STR_ARG(o->nonce), STR_ARG(o->verifier),
                   STR_ARG(o->back));
    struct str sealed;
    TRY(keys_seal(o->arena, o->service->keys, SEAL_OUTSIDE_STEP, bound, text, &sealed));
    *ret_kept = base64url_encode(o->arena, sealed.ptr, sealed.len);
    return RC_OK;
}

enum rc staff_outside_begin(struct service *service, struct arena *arena,
                            const struct staff_provider *provider, const struct outside_wish *wish,
                            struct str *ret_address, struct str *ret_kept, struct fault *fault) {
    struct outside o = {.service = service,
                        .arena = arena,
                        .provider = provider,
                        .fault = fault,
                        .state = token_draw(arena, &service->random),
                        .nonce = token_draw(arena, &service->random),
                        .verifier = token_draw(arena, &service->random),
                        .back = wish->back,
                        .school = wish->school};
    struct str authorize;
    struct buf query = buf_make(arena, ADDRESS_MAX);
    TRY(read_metadata(&o));
    TRY(endpoint(&o, "authorization_endpoint", &authorize));
    add_parameter(&o, &query, "client_id", provider->client_id);
    add_parameter(&o, &query, "redirect_uri", provider->redirect_uri);
    add_parameter(&o, &query, "response_type", S("code"));
    add_parameter(&o, &query, "scope", provider->scopes);
    if (provider->acr.len > 0) add_parameter(&o, &query, "acr_values", provider->acr);
    add_parameter(&o, &query, "state", o.state);
    add_parameter(&o, &query, "nonce", o.nonce);
    add_parameter(&o, &query, "code_challenge", challenge_of(arena, o.verifier));
    add_parameter(&o, &query, "code_challenge_method", S("S256"));
    if (wish->again || wish->chooses)
        add_parameter(&o, &query, "prompt", wish->again ? S("login") : S("select_account"));
    add_parameter(&o, &query, "max_age",
                  wish->again
                      ? S("0")
                      : str_format(arena, "%d", SIGNED_IN_S)); /* so that the token has auth_time */
    if (wish->school.value != 0)
        add_parameter(&o, &query, "login_hint", school_hint(arena, wish->school));
    const char *between = str_contains(authorize, S("?")) ? "&" : "?";
    *ret_address =
        str_format(arena, "%.*s%s%.*s", STR_ARG(authorize), between, STR_ARG(buf_view(&query)));
    return keep(&o, ret_kept);
}

static enum rc take_kept(struct outside *o, struct str kept) {
    char sealed[KEPT_MAX];
    struct str text;
    int64_t since_ms, school;
    size_t len = kept.len * 3 / 4;
    ENSURE(kept.len > 0 && len <= sizeof sealed && base64url_decode(kept, sealed, len) == RC_OK,
           RC_DENIED);
    enum rc rc = keys_unseal(o->arena, o->service->keys, SEAL_OUTSIDE_STEP, bound,
                             (struct str){sealed, len}, &text);
    ENSURE(rc == RC_OK, rc == RC_RETRY ? rc : RC_DENIED);
    ENSURE(str_to_i64(str_cut(&text, ' ', NULL), 0, INT64_MAX, &since_ms) == RC_OK &&
               service_now(o->service) - since_ms <= KEPT_MS,
           RC_DENIED);
    TRY(str_to_i64(str_cut(&text, ' ', NULL), 0, INT32_MAX, &school));
    o->school.value = (int32_t)school;
    o->state = str_cut(&text, ' ', NULL);
    o->nonce = str_cut(&text, ' ', NULL);
    o->verifier = str_cut(&text, ' ', NULL);
    o->back = text;
    return RC_OK;
}

/* Checks that the response belongs to the request of this browser (state) and comes from the
 * provider that was asked (iss, RFC 9207), and returns the code. */
static enum rc take_code(struct outside *o, struct str query, struct str *ret_code) {
    static const struct form_limits limits = {.fields = 50, .name_bytes = 64};
    struct form_fields fields;
    struct str state = S(""), issuer = o->provider->issuer, code = S("");
    ENSURE(form_parse(o->arena, query, limits, &fields) == RC_OK, RC_DENIED);
    for (size_t i = 0; i < fields.count; i++) {
        if (str_eq(fields.rows[i].name, S("state"))) state = fields.rows[i].value;
        if (str_eq(fields.rows[i].name, S("iss"))) issuer = fields.rows[i].value;
        if (str_eq(fields.rows[i].name, S("code"))) code = fields.rows[i].value;
    }
    ENSURE(str_eq(state, o->state) && str_eq(issuer, o->provider->issuer) && code.len > 0,
           RC_DENIED);
    *ret_code = code;
    return RC_OK;
}

static enum rc assertion(struct outside *o, struct str *ret_assertion) {
    struct json_out out = json_write(o->arena, KEPT_MAX);
    int64_t now_s = service_now(o->service) / 1000;
    json_begin(&out, NULL, '{');
    json_text(&out, "iss", o->provider->client_id);
    json_text(&out, "sub", o->provider->client_id);
    json_text(&out, "aud", o->provider->issuer);
    json_text(&out, "jti", token_draw(o->arena, &o->service->random));
    json_number(&out, "iat", now_s);
    json_number(&out, "exp", now_s + ASSERTION_S);
    json_end(&out, '}');
    return jose_sign(o->arena, o->service->signing, JOSE_RS256, "JWT", buf_view(&out.buf),
                     ret_assertion);
}

static enum rc exchange(struct outside *o, struct str code, struct json *ret_tokens) {
    struct str address, proof;
    struct buf form = buf_make(o->arena, ADDRESS_MAX);
    TRY(endpoint(o, "token_endpoint", &address));
    TRY(assertion(o, &proof));
    add_parameter(o, &form, "grant_type", S("authorization_code"));
    add_parameter(o, &form, "code", code);
    add_parameter(o, &form, "redirect_uri", o->provider->redirect_uri);
    add_parameter(o, &form, "code_verifier", o->verifier);
    add_parameter(o, &form, "client_id", o->provider->client_id);
    add_parameter(o, &form, "client_assertion_type",
                  S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    add_parameter(o, &form, "client_assertion", proof);
    struct web_call one = {.url = address, .form = buf_view(&form)};
    return call(o, &one, ret_tokens);
}

static bool for_us(const struct outside *o, const struct json *claims) {
    const struct json *aud = json_member(claims, "aud");
    struct str party;
    if (aud == NULL) return false;
    if (aud->kind == JSON_KIND_TEXT) return str_eq(aud->text, o->provider->client_id);
    bool found = false;
    for (size_t i = 0; aud->kind == JSON_KIND_LIST && i < aud->count; i++)
        found |= str_eq(aud->items[i].text, o->provider->client_id);
    if (!found || aud->count == 1) return found;
    return json_member_text(claims, "azp", &party) && str_eq(party, o->provider->client_id);
}

/* Validates the ID token claims; OpenID Connect Core 1.0, section 3.1.3.7. */
static enum rc judge_claims(const struct outside *o, const struct json *claims) {
    int64_t now_s = service_now(o->service) / 1000, exp, iat;
    struct str issuer, nonce, subject;
    ENSURE(json_member_text(claims, "iss", &issuer) && str_eq(issuer, o->provider->issuer) &&
               for_us(o, claims),
           RC_DENIED);
    ENSURE(json_member_whole(claims, "exp", &exp) && exp > now_s - SKEW_S, RC_DENIED);
    ENSURE(json_member_whole(claims, "iat", &iat) && iat < now_s + SKEW_S, RC_DENIED);
    ENSURE(json_member_text(claims, "nonce", &nonce) && str_eq(nonce, o->nonce), RC_DENIED);
    return json_member_text(claims, "sub", &subject) && subject.len > 0 ? RC_OK : RC_DENIED;
}

static enum rc read_id_token(struct outside *o, const struct json *tokens,
                             struct json *ret_claims) {
    struct str token, keys_address;
    struct jose_parts parts;
    struct jose_head head;
    struct json keys, claims;
    ENSURE(json_member_text(tokens, "id_token", &token) &&
               oidc_keys_read(o->arena, token, &parts, &head) == RC_OK,
           RC_DENIED);
    TRY(endpoint(o, "jwks_uri", &keys_address));
    struct web_call one = {.url = keys_address};
    TRY(call(o, &one, &keys));
    ENSURE(oidc_keys_check(o->arena, one.body, head.alg, head.kid, &parts) == RC_OK, RC_DENIED);
    ENSURE(json_read(o->arena, parts.payload, &claims) == RC_OK, RC_DENIED);
    TRY(judge_claims(o, &claims));
    *ret_claims = claims;
    return RC_OK;
}

/* Returns the time of authentication, ms since 1970, or 0 when auth_time is missing or not valid.
 * The browser could have removed prompt=login from the request, so only the signed token counts. */
static int64_t proof_of(const struct outside *o, const struct json *claims) {
    int64_t auth_s, now_ms = service_now(o->service);
    bool told = json_member_whole(claims, "auth_time", &auth_s) && auth_s > 0 &&
                auth_s <= now_ms / 1000 + SKEW_S;
    return !told ? 0 : auth_s * 1000 < now_ms ? auth_s * 1000 : now_ms;
}

/* Reads the userinfo response. Returns RC_DENIED when its subject differs from that of the ID
 * token. */
static enum rc read_userinfo(struct outside *o, const struct json *tokens,
                             const struct json *claims, struct json *ret_info) {
    struct str token, address, subject, same;
    *ret_info = (struct json){.kind = JSON_KIND_OBJECT};
    if (!json_member_text(tokens, "access_token", &token) ||
        endpoint(o, "userinfo_endpoint", &address) != RC_OK)
        return RC_OK;
    struct web_call one = {.url = address,
                           .authorization = str_format(o->arena, "Bearer %.*s", STR_ARG(token))};
    TRY(call(o, &one, ret_info));
    ENSURE(json_member_text(claims, "sub", &subject) && json_member_text(ret_info, "sub", &same) &&
               str_eq(subject, same),
           RC_DENIED);
    return RC_OK;
}

enum rc staff_outside_finish(struct service *service, struct arena *arena,
                             const struct staff_provider *provider, struct str kept,
                             struct str query, struct str source, struct outside_entry *ret_entry,
                             struct fault *fault) {
    struct outside o = {.service = service, .arena = arena, .provider = provider, .fault = fault};
    struct str code;
    struct json tokens, claims, info;
    TRY(take_kept(&o, kept));
    TRY(take_code(&o, query, &code));
    TRY(read_metadata(&o));
    TRY(exchange(&o, code, &tokens));
    TRY(read_id_token(&o, &tokens, &claims));
    TRY(read_userinfo(&o, &tokens, &claims, &info));
    ret_entry->back = o.back;
    const struct outside_claims given = {&claims, &info, proof_of(&o, &claims), o.school};
    return outside_person_enter(service, arena, provider, &given, source, &ret_entry->token, fault);
}
