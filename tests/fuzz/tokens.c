/* Parsers of JSON, signed tokens and OpenID Connect requests. */
#include "tests/fuzz/targets.h"

#include "base/encode.h"
#include "domain/oidc_uri.h"
#include "format/json.h"
#include "service/oidc/authorize.h"
#include "service/oidc/oidc_claims.h"
#include "service/application/oidc_keys.h"

/* A value that is not kept is written as its kind. */
static void write_json(struct json_out *out, const char *name, const struct json *value,
                       struct arena *arena) {
    char kind[] = {(char)('0' + value->kind), '\0'};
    bool object = value->kind == JSON_KIND_OBJECT;
    switch (value->kind) {
        case JSON_KIND_NULL:
        case JSON_KIND_REAL: return json_text(out, name, str_of(kind));
        case JSON_KIND_BOOL: return json_flag(out, name, value->number == 1);
        case JSON_KIND_NUMBER: return json_number(out, name, value->number);
        case JSON_KIND_TEXT: return json_text(out, name, value->text);
        case JSON_KIND_LIST:
        case JSON_KIND_OBJECT: break;
    }
    json_begin(out, name, object ? '{' : '[');
    for (size_t i = 0; i < value->count; i++)
        write_json(out, object ? str_c(arena, value->names[i]) : NULL, &value->items[i], arena);
    json_end(out, object ? '}' : ']');
}

static bool same_json(const struct json *a, const struct json *b) {
    if (a->kind == JSON_KIND_NULL || a->kind == JSON_KIND_REAL) return b->kind == JSON_KIND_TEXT;
    if (a->kind != b->kind || a->number != b->number || a->count != b->count ||
        !str_eq(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == JSON_KIND_OBJECT && !str_eq(a->names[i], b->names[i])) return false;
        if (!same_json(&a->items[i], &b->items[i])) return false;
    }
    return true;
}

static void json(struct arena *arena, struct str input) {
    struct json read, again;
    if (json_read(arena, input, &read) != RC_OK) return;
    PROMISE(read.kind == JSON_KIND_LIST || read.kind == JSON_KIND_OBJECT);
    struct json_out out = json_write(arena, 8 << 20);
    write_json(&out, NULL, &read, arena);
    if (out.buf.overflow || out.buf.len > 1 << 20)
        return; /* escapes make it longer than the input */
    PROMISE(json_read(arena, buf_view(&out.buf), &again) == RC_OK && same_json(&read, &again));
}

/* A token is exactly its three parts; only two algorithms exist. */
static void jose(struct arena *arena, struct str input) {
    struct jose_parts parts;
    struct jose_head head;
    if (jose_cut(arena, input, &parts) != RC_OK) {
        PROMISE(oidc_keys_read(arena, input, &parts, &head) != RC_OK);
        return;
    }
    struct str signature = base64url_encode(arena, parts.signature.ptr, parts.signature.len);
    PROMISE(str_eq(str_format(arena, "%.*s.%.*s", STR_ARG(parts.signed_text), STR_ARG(signature)),
                   input));
    PROMISE(
        str_eq(str_format(arena, "%.*s.%.*s",
                          STR_ARG(base64url_encode(arena, parts.header.ptr, parts.header.len)),
                          STR_ARG(base64url_encode(arena, parts.payload.ptr, parts.payload.len))),
               parts.signed_text));
    struct json header;
    struct str alg;
    if (oidc_keys_read(arena, input, &parts, &head) != RC_OK) return;
    PROMISE(json_read(arena, parts.header, &header) == RC_OK &&
            json_member_text(&header, "alg", &alg) && str_eq(alg, str_of(jose_alg_name(head.alg))));
    PROMISE(json_member(&header, "crit") == NULL && json_member(&header, "b64") == NULL);
}

/*
 * A token signed by one of the keys fails with one bit changed; a set with a private key is
 * rejected.
 */
static void check_token(struct arena *arena, struct str token, struct str input) {
    struct jose_parts parts;
    struct jose_head head;
    struct json set;
    bool usable = oidc_keys_judge(arena, input) == RC_OK;
    if (usable)
        PROMISE(json_read(arena, input, &set) == RC_OK && json_member(&set, "keys")->count > 0);
    for (size_t i = 0; usable && i < json_member(&set, "keys")->count; i++)
        PROMISE(json_member(&json_member(&set, "keys")->items[i], "d") == NULL);
    if (oidc_keys_read(arena, token, &parts, &head) != RC_OK ||
        oidc_keys_check(arena, input, head.alg, head.kid, &parts) != RC_OK)
        return;
    char *changed = arena_alloc(arena, parts.signed_text.len);
    memcpy(changed, parts.signed_text.ptr, parts.signed_text.len);
    changed[parts.signed_text.len / 2] ^= 1;
    struct jose_parts other = parts;
    other.signed_text.ptr = changed;
    PROMISE(oidc_keys_check(arena, input, head.alg, head.kid, &other) == RC_DENIED);
    other = parts;
    other.signature = str_sub(parts.signature, 0, parts.signature.len - 1);
    PROMISE(oidc_keys_check(arena, input, head.alg, head.kid, &other) != RC_OK);
}

/* Input: lines with header and payload in plain text and signature in base64url; then a JWK Set. */
static void jws(struct arena *arena, struct str input) {
    struct str header = str_cut(&input, '\n', NULL), payload = str_cut(&input, '\n', NULL),
               signature = str_cut(&input, '\n', NULL);
    struct str token = str_format(
        arena, "%.*s.%.*s.%.*s", STR_ARG(base64url_encode(arena, header.ptr, header.len)),
        STR_ARG(base64url_encode(arena, payload.ptr, payload.len)), STR_ARG(signature));
    check_token(arena, token, input);
}

/* Input: a token, a line end, a JWK Set. */
static void jws_token(struct arena *arena, struct str input) {
    struct str token = str_cut(&input, '\n', NULL);
    check_token(arena, token, input);
}

static void claims(struct arena *arena, struct str input) {
    struct oidc_asked asked;
    const unsigned all = (1u << OIDC_CLAIMS_COUNT) - 1;
    if (oidc_claims_read(arena, input, &asked) != RC_OK) return;
    PROMISE((asked.token_claims & ~all) == 0 && (asked.info_claims & ~all) == 0 &&
            asked.sub.len <= input.len);
    PROMISE(input.len > 0 ||
            (asked.token_claims == 0 && asked.info_claims == 0 && !asked.acr_advanced));
    PROMISE(
        oidc_claims_allowed(asked.info_claims, 0) ==
        (asked.info_claims &
         oidc_claims_allowed(all, 0))); /* the permitted data decides, not the requested claims */
}

/* A response is sent only to a registered address, and only when it is a valid header. */
static void check_answer(struct arena *arena, const struct oidc_request *r) {
    struct authorize_answer answer = {
        .redirect_uri = r->redirect_uri,
        .field_count = 3,
        .fields = {{"code", S("c")},
                   {"state", r->state},
                   {"error_description", str_of(oidc_refusal(r->why)->text)}}};
    struct str address = authorize_address(arena, &answer);
    PROMISE(str_starts(address, r->redirect_uri) &&
            oidc_description_fits(str_of(oidc_refusal(r->why)->text)));
    for (size_t i = 0; i < address.len; i++) PROMISE(address.ptr[i] > ' ' && address.ptr[i] <= '~');
}

static void check_request(struct arena *arena, const struct oidc_params *params,
                          const struct oidc_client *client) {
    struct oidc_request r;
    oidc_request_read(params, client, &r);
    const struct oidc_presence nobody = {.is_hinted = true, .waits_since_ms = -1},
                               somebody = {.signed_in = true,
                                           .is_hinted = true,
                                           .has_access = true,
                                           .waits_since_ms = -1};
    struct oidc_request first = r, second = r;
    enum oidc_verdict absent = oidc_decide(&first, &nobody, 1000),
                      present = oidc_decide(&second, &somebody, 1000);
    PROMISE(absent != OIDC_SAYS_CODE && (absent == OIDC_SAYS_PAGE) == (r.page != OIDC_PAGE_NONE) &&
            (present == OIDC_SAYS_PAGE) == (absent == OIDC_SAYS_PAGE));
    if (r.page != OIDC_PAGE_NONE) return;
    bool registered = false;
    for (size_t i = 0; i < client->redirect_count; i++)
        registered |= uri_same(client->redirect_uris[i], r.redirect_uri, client->is_public);
    PROMISE(registered && client->known &&
            str_eq(r.redirect_uri, params->values[OIDC_REDIRECT_URI]) &&
            r.state.len <= OIDC_STATE_MAX);
    check_answer(arena, &r);
    if (r.why != WHY_NONE) {
        PROMISE(absent == OIDC_SAYS_ERROR && present == OIDC_SAYS_ERROR);
        return;
    }
    PROMISE(!oidc_params_twice(params) && str_eq(params->values[OIDC_RESPONSE_TYPE], S("code")) &&
            r.scopes & SCOPE_OPENID);
    PROMISE(
        (r.challenge.len == OIDC_CHALLENGE_CHARS || (r.challenge.len == 0 && !client->is_public)) &&
        !(r.prompt_none && r.prompt_login));
    PROMISE(client->may_refresh || !(r.scopes & SCOPE_OFFLINE));
    if (r.prompt_none) PROMISE(absent == OIDC_SAYS_ERROR);
    if (r.prompt_login) PROMISE(present == OIDC_SAYS_SIGN_IN);
}

static void authorization(struct arena *arena, struct str input) {
    static const struct str uris[] = {S("https://app.example.org/terug"),
                                      S("https://app.example.org/terug?van=x"),
                                      S("http://127.0.0.1/klaar"), S("be.school.app:/klaar")};
    struct oidc_params params;
    if (oidc_params_read(arena, input, &params) != RC_OK) return;
    for (int bits = 0; bits < 8; bits++) {
        const struct oidc_client client = {.known = (bits & 1) == 0,
                                           .is_public = (bits & 2) != 0,
                                           .may_refresh = (bits & 4) != 0,
                                           .redirect_uris = uris,
                                           .redirect_count = COUNT(uris)};
        check_request(arena, &params, &client);
    }
}

const struct fuzz_target fuzz_tokens[] = {
    {"json", json},     {"jose", jose},
    {"jws", jws},       {"jws_token", jws_token},
    {"claims", claims}, {"authorization", authorization},
    {NULL, NULL},
};
