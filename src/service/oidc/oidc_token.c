#include "service/oidc/oidc_token.h"

#include "base/encode.h"
#include "crypto/token.h"
#include "service/oidc/oidc_claims.h"
#include "store/queries.h"

enum {
    TOKEN_ACCESS = 1,
    TOKEN_REFRESH = 2,
    REPLY_MAX = 32 * 1024,
    VERIFIER_MIN = 43,
    VERIFIER_MAX = 128
};
static const int64_t refresh_ms = (int64_t)OIDC_REFRESH_MS_DAYS * 86400 * 1000;

struct exchange {
    enum rc (*use)(struct tx *tx, struct exchange *x); /* the function of the grant type */
    struct service *service;
    struct arena *arena;
    const struct oidc_params *params;
    const struct application *application;
    struct oidc_reply *reply;
    int64_t now_ms, grant_id;
    unsigned granted, scopes; /* scopes of the grant; scopes of these tokens */
    struct oidc_sign_in sign_in;
    struct oidc_pupil pupil;
    bool with_pupil;
    struct str access, refresh; /* new tokens; refresh is "" when there is none */
    struct str
        derived; /* the one successor of the refresh token that was sent; "": draw a random one */
};

/* Refuses with RC_OK, so that the transaction commits what was written (such as a revocation). */
static enum rc refuse_token(struct exchange *x, enum oidc_why why) {
    x->reply->why = why;
    return RC_OK;
}

/*
 * Checks the PKCE verifier. It must be present exactly when there was a challenge (RFC 9700,
 * 2.1.1).
 */
static bool verifier_fits(struct arena *arena, struct str challenge, struct str verifier) {
    if (challenge.len == 0 || verifier.len == 0) return challenge.len == verifier.len;
    if (verifier.len < VERIFIER_MIN || verifier.len > VERIFIER_MAX) return false;
    unsigned char hash[32];
    jose_sha256(verifier, hash);
    return str_eq(base64url_encode(arena, hash, sizeof hash), challenge);
}

/*
 * Returns the next refresh token. For a confidential client it is derived from the token that it
 * replaces, so that a repeated request gets the same one although only its hash is stored.
 */
static struct str next_refresh(struct exchange *x) {
    if (x->derived.len > 0) return x->derived;
    return token_draw(x->arena, &x->service->random);
}

static enum rc add_access(struct tx *tx, struct exchange *x) {
    x->access = token_draw(x->arena, &x->service->random);
    return sql_oidc_token_add(tx, token_hash(x->arena, x->access), x->grant_id, TOKEN_ACCESS,
                              x->scopes, x->now_ms, x->now_ms + OIDC_ACCESS_S * 1000, NULL);
}

static enum rc add_tokens(struct tx *tx, struct exchange *x) {
    TRY(add_access(tx, x));
    if (!(x->granted & SCOPE_OFFLINE)) return RC_OK;
    x->refresh = next_refresh(x);
    return sql_oidc_token_add(tx, token_hash(x->arena, x->refresh), x->grant_id, TOKEN_REFRESH,
                              x->granted, x->now_ms, x->now_ms + refresh_ms, NULL);
}

static enum rc use_code(struct tx *tx, struct exchange *x) {
    const struct str *in = x->params->values;
    struct sql_oidc_code_use_row row;
    struct str hash = token_hash(x->arena, in[OIDC_CODE]);
    x->reply->why = WHY_NONE; /* a transaction may be retried */
    enum rc rc =
        sql_oidc_code_use(tx, x->arena, hash, x->application->application_id, x->now_ms, &row);
    if (rc == RC_NONE) {
        TRY(sql_oidc_code_reused(tx, hash, x->application->application_id, x->now_ms, NULL));
        return refuse_token(x, WHY_CODE);
    }
    TRY(rc);
    if (row.code_ends_ms <= x->now_ms) return refuse_token(x, WHY_CODE_ENDED);
    if (!str_eq(row.redirect_uri, in[OIDC_REDIRECT_URI]))
        return refuse_token(x, WHY_CODE_REDIRECT_URI);
    if (!verifier_fits(x->arena, row.challenge, in[OIDC_CODE_VERIFIER]))
        return refuse_token(x, WHY_VERIFIER);
    x->grant_id = row.grant_id;
    x->granted = x->scopes = (unsigned)row.scopes;
    x->sign_in = (struct oidc_sign_in){.pupil_id = row.pupil_id,
                                       .sid = row.sid,
                                       .nonce = row.nonce,
                                       .scopes = x->scopes,
                                       .token_claims = (unsigned)row.token_claims,
                                       .auth_ms = row.auth_ms,
                                       .advanced = row.advanced != 0,
                                       .secret_kind = (int)row.secret_kind};
    x->with_pupil = oidc_token_claims(x->application, &x->sign_in) != 0;
    if (x->with_pupil) {
        rc = oidc_pupil_read(tx, x->arena, x->service, x->application, row.pupil_id, &x->pupil);
        if (rc == RC_NONE) return refuse_token(x, WHY_ACCOUNT);
        TRY(rc);
    }
    if (x->application->wish.logout_uri.len > 0)
        TRY(sql_session_application_add(tx, row.session_hash, x->application->application_id,
                                        row.sid, row.pupil_id, NULL));
    return add_tokens(tx, x);
}

/* Tells in *ret_why whether the refresh token may be used now. */
static enum rc check_refresh(struct tx *tx, struct exchange *x, struct str hash,
                             struct sql_oidc_token_get_row *token,
                             struct sql_oidc_grant_get_row *grant, enum oidc_why *ret_why) {
    enum rc rc = sql_oidc_token_get(tx, x->arena, hash, token);
    *ret_why = WHY_REFRESH;
    if (rc == RC_NONE || (rc == RC_OK && token->kind != TOKEN_REFRESH)) return RC_OK;
    TRY(rc);
    TRY(sql_oidc_grant_get(tx, x->arena, token->grant_id, grant));
    if (grant->application_id != x->application->application_id) return RC_OK;
    unsigned granted = (unsigned)token->scopes;
    x->scopes = oidc_given(x->params, OIDC_SCOPE) ? oidc_scopes_read(x->params->values[OIDC_SCOPE])
                                                  : granted;
    bool ended = grant->revoked_ms != SQL_NULL || token->ends_ms <= x->now_ms,
         other = x->scopes & ~granted || x->scopes == 0;
    *ret_why = ended ? WHY_REFRESH_ENDED : other ? WHY_REFRESH_SCOPE : WHY_NONE;
    return RC_OK;
}

/*
 * Marks the refresh token as used. A second use means that it was stolen (RFC 9700, 4.14), unless a
 * confidential client repeats the request within OIDC_REPEAT_MS because two of its processes
 * refreshed at once or the response was lost.
 */
static enum rc spend_refresh(struct tx *tx, struct exchange *x, struct str hash, bool *ret_repeated,
                             bool *ret_stolen) {
    struct sql_oidc_token_get_row token;
    int64_t changed;
    TRY(sql_oidc_refresh_use(tx, hash, x->now_ms, &changed));
    *ret_repeated = *ret_stolen = false;
    if (changed == 1) return RC_OK;
    TRY(sql_oidc_token_get(
        tx, x->arena, hash,
        &token)); /* read again: another transaction may have used it meanwhile */
    *ret_repeated = x->derived.len > 0 && x->now_ms - token.used_ms <= OIDC_REPEAT_MS;
    *ret_stolen = !*ret_repeated;
    return RC_OK;
}

static enum rc use_refresh(struct tx *tx, struct exchange *x) {
    struct sql_oidc_token_get_row token;
    struct sql_oidc_grant_get_row grant;
    bool repeated, stolen;
    struct str hash = token_hash(x->arena, x->params->values[OIDC_REFRESH_TOKEN]);
    TRY(check_refresh(tx, x, hash, &token, &grant, &x->reply->why));
    if (x->reply->why != WHY_NONE) return RC_OK;
    TRY(spend_refresh(tx, x, hash, &repeated, &stolen));
    enum rc rc =
        oidc_pupil_read(tx, x->arena, x->service, x->application, grant.pupil_id, &x->pupil);
    if (stolen || rc == RC_NONE) {
        TRY(sql_oidc_grant_revoke(tx, token.grant_id, x->now_ms, NULL));
        return refuse_token(x, stolen ? WHY_REFRESH_USED : WHY_ACCOUNT);
    }
    TRY(rc);
    x->grant_id = token.grant_id;
    x->granted = (unsigned)token.scopes;
    x->with_pupil = true;
    x->sign_in = (struct oidc_sign_in){.pupil_id = grant.pupil_id,
                                       .sid = grant.sid,
                                       .nonce = S(""),
                                       .scopes = x->scopes,
                                       .token_claims = (unsigned)grant.token_claims,
                                       .auth_ms = grant.auth_ms,
                                       .advanced = grant.advanced != 0,
                                       .secret_kind = (int)grant.secret_kind};
    if (!repeated) return add_tokens(tx, x);
    x->refresh = x->derived;
    return add_access(tx, x);
}

static enum rc answer_tokens(struct exchange *x) {
    struct str id_token = S(""); /* a refresh may ask for fewer scopes, and then gets no ID token */
    x->sign_in.access_token = x->access;
    if (x->scopes & SCOPE_OPENID)
        TRY(oidc_id_token(x->arena, x->service, x->application, &x->sign_in,
                          x->with_pupil ? &x->pupil : NULL, &id_token));
    struct json_out out = json_write(x->arena, REPLY_MAX);
    json_begin(&out, NULL, '{');
    json_text(&out, "access_token", x->access);
    json_text(&out, "token_type", S("Bearer"));
    json_number(&out, "expires_in", OIDC_ACCESS_S);
    json_text(&out, "scope", oidc_scopes_text(x->arena, x->scopes));
    if (id_token.len > 0) json_text(&out, "id_token", id_token);
    if (x->refresh.len > 0) json_text(&out, "refresh_token", x->refresh);
    json_end(&out, '}');
    ENSURE(!out.buf.overflow, RC_LIMIT);
    x->reply->json = buf_view(&out.buf);
    return RC_OK;
}

static const struct {
    const char *type;
    enum oidc_name needs;
    enum rc (*use)(struct tx *tx, struct exchange *x);
} grants[] = {
    {"authorization_code", OIDC_CODE, use_code},
    {"refresh_token", OIDC_REFRESH_TOKEN, use_refresh},
};

static enum rc use_grant(struct tx *tx, struct exchange *x) {
    return x->use(tx, x);
}
TX_FUNCTION(use_grant, struct exchange)

static enum rc derive_refresh(struct exchange *x) {
    struct str hash = token_hash(x->arena, x->params->values[OIDC_REFRESH_TOKEN]);
    unsigned char mac[MAC_BYTES];
    if (x->application->wish.is_public) return RC_OK;
    TRY(keys_mac(
        x->service->keys, KEY_WEB,
        str_format(x->arena, "refresh %.*s", STR_ARG(hex_encode(x->arena, hash.ptr, hash.len))),
        mac));
    x->derived = base64url_encode(x->arena, mac, sizeof mac);
    return RC_OK;
}

enum rc oidc_token(struct service *service, struct arena *arena, const struct oidc_caller *caller,
                   struct oidc_reply *ret_reply, struct fault *fault) {
    struct application application;
    enum rc rc = oidc_client_prove(service, arena, caller, &application, ret_reply, fault);
    if (rc == RC_DENIED) return RC_OK;
    TRY(rc);
    struct exchange x = {.service = service,
                         .arena = arena,
                         .params = caller->params,
                         .application = &application,
                         .reply = ret_reply,
                         .now_ms = service_now(service),
                         .refresh = S(""),
                         .derived = S("")};
    struct str type = caller->params->values[OIDC_GRANT_TYPE];
    if (type.len == 0) return refuse_token(&x, WHY_GRANT_TYPE_MISSING);
    for (size_t i = 0; i < COUNT(grants); i++) {
        if (!str_eq(type, str_of(grants[i].type))) continue;
        if (!oidc_given(caller->params, grants[i].needs)) return refuse_token(&x, WHY_CODE_MISSING);
        if (grants[i].needs == OIDC_REFRESH_TOKEN) TRY(derive_refresh(&x));
        x.use = grants[i].use;
        TRY(store_write(service->db, arena, HISTORY_NONE, use_grant, &x, fault));
        return ret_reply->why != WHY_NONE ? RC_OK : answer_tokens(&x);
    }
    return refuse_token(&x, WHY_GRANT_TYPE);
}
