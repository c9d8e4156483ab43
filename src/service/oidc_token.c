#include "service/oidc_token.h"

#include "base/encode.h"
#include "crypto/token.h"
#include "service/oidc_claims.h"
#include "store/queries.h"

enum { TOKEN_ACCESS = 1, TOKEN_REFRESH = 2, REPLY_MAX = 32 * 1024, VERIFIER_MIN = 43, VERIFIER_MAX = 128 };
static const int64_t refresh_ms = (int64_t)OIDC_REFRESH_MS_DAYS * 86400 * 1000;

struct exchange {
    struct service *service;
    struct arena *arena;
    const struct oidc_params *params;
    const struct application *application;
    struct oidc_reply *reply;
    int64_t now_ms, grant_id;
    unsigned granted, scopes; /* of the grant, of these tokens */
    struct oidc_sign_in sign_in;
    struct oidc_pupil pupil;
    bool with_pupil;
    struct str access, refresh; /* new tokens; refresh "": none */
};

/* Says no and keeps what was written. */
static enum rc no(struct exchange *x, enum oidc_error error, const char *description) {
    x->reply->error = error;
    x->reply->description = description;
    return RC_OK;
}

static enum rc no_grant(struct exchange *x, const char *description) {
    return no(x, OIDC_INVALID_GRANT, description);
}

/* The verifier must be there exactly when there was a challenge (RFC 9700, 2.1.1). */
static bool verifier_fits(struct arena *arena, struct str challenge, struct str verifier) {
    if (challenge.len == 0 || verifier.len == 0) return challenge.len == verifier.len;
    if (verifier.len < VERIFIER_MIN || verifier.len > VERIFIER_MAX) return false;
    unsigned char hash[32];
    jose_sha256(verifier, hash);
    return str_eq(base64url_encode(arena, hash, sizeof hash), challenge);
}

static enum rc add_tokens(struct tx *tx, struct exchange *x) {
    struct random *random = &x->service->random;
    x->access = token_draw(x->arena, random);
    TRY(sql_oidc_token_add(tx, token_hash(x->arena, x->access), x->grant_id, TOKEN_ACCESS, x->scopes, x->now_ms,
                           x->now_ms + OIDC_ACCESS_S * 1000, NULL));
    if (!(x->granted & SCOPE_OFFLINE)) return RC_OK;
    x->refresh = token_draw(x->arena, random);
    return sql_oidc_token_add(tx, token_hash(x->arena, x->refresh), x->grant_id, TOKEN_REFRESH, x->granted, x->now_ms, x->now_ms + refresh_ms, NULL);
}

static enum rc use_code(struct tx *tx, void *context) {
    struct exchange *x = context;
    const struct str *in = x->params->values;
    struct sql_oidc_code_use_row row;
    struct str hash = token_hash(x->arena, in[OIDC_CODE]);
    *x->reply = (struct oidc_reply){.description = "", .basic = x->reply->basic};
    enum rc rc = sql_oidc_code_use(tx, x->arena, hash, x->application->application_id, x->now_ms, &row);
    if (rc == RC_NONE) {
        TRY(sql_oidc_code_reused(tx, hash, x->application->application_id, x->now_ms, NULL));
        return no_grant(x, "no such code, or it was used before");
    }
    TRY(rc);
    if (row.code_ends_ms <= x->now_ms) return no_grant(x, "the code ended");
    if (!str_eq(row.redirect_uri, in[OIDC_REDIRECT_URI])) return no_grant(x, "redirect_uri is not that of the authorization request");
    if (!verifier_fits(x->arena, row.challenge, in[OIDC_CODE_VERIFIER])) return no_grant(x, "code_verifier does not fit the authorization request");
    x->grant_id = row.grant_id;
    x->granted = x->scopes = (unsigned)row.scopes;
    x->sign_in = (struct oidc_sign_in){.pupil_id = row.pupil_id, .sid = row.sid, .nonce = row.nonce,
        .token_claims = (unsigned)row.token_claims, .auth_ms = row.auth_ms, .advanced = row.advanced != 0, .secret_kind = (int)row.secret_kind};
    x->with_pupil = row.token_claims != 0;
    if (x->with_pupil) {
        rc = oidc_pupil_read(tx, x->arena, x->service, x->application, row.pupil_id, &x->pupil);
        if (rc == RC_NONE) return no_grant(x, "the account or its access ended");
        TRY(rc);
    }
    if (x->application->wish.logout_uri.len > 0)
        TRY(sql_session_application_add(tx, row.session_hash, x->application->application_id, row.sid, row.pupil_id, NULL));
    return add_tokens(tx, x);
}

/* A refresh token that comes twice was stolen, or its thief was quicker: the whole family ends (RFC 9700, 4.14). */
static enum rc use_refresh(struct tx *tx, void *context) {
    struct exchange *x = context;
    struct sql_oidc_token_get_row token;
    struct sql_oidc_grant_get_row grant;
    int64_t changed;
    struct str hash = token_hash(x->arena, x->params->values[OIDC_REFRESH_TOKEN]);
    *x->reply = (struct oidc_reply){.description = "", .basic = x->reply->basic};
    enum rc rc = sql_oidc_token_get(tx, x->arena, hash, &token);
    if (rc == RC_NONE || (rc == RC_OK && token.kind != TOKEN_REFRESH)) return no_grant(x, "no such refresh token");
    TRY(rc);
    TRY(sql_oidc_grant_get(tx, x->arena, token.grant_id, &grant));
    if (grant.application_id != x->application->application_id) return no_grant(x, "no such refresh token");
    if (grant.revoked_ms != SQL_NULL || token.ends_ms <= x->now_ms) return no_grant(x, "the refresh token ended");
    unsigned asked = oidc_given(x->params, OIDC_SCOPE) ? oidc_scopes_read(x->params->values[OIDC_SCOPE]) : (unsigned)token.scopes;
    if (asked & ~(unsigned)token.scopes || !(asked & SCOPE_OPENID)) return no(x, OIDC_INVALID_SCOPE, "more, or other, than was granted");
    TRY(sql_oidc_refresh_use(tx, hash, x->now_ms, &changed));
    rc = oidc_pupil_read(tx, x->arena, x->service, x->application, grant.pupil_id, &x->pupil);
    if (changed == 0 || rc == RC_NONE) {
        TRY(sql_oidc_grant_revoke(tx, token.grant_id, x->now_ms, NULL));
        return no_grant(x, changed == 0 ? "the refresh token was used before" : "the account or its access ended");
    }
    TRY(rc);
    x->grant_id = token.grant_id;
    x->granted = (unsigned)token.scopes;
    x->scopes = asked;
    x->with_pupil = true;
    x->sign_in = (struct oidc_sign_in){.pupil_id = grant.pupil_id, .sid = grant.sid, .nonce = S(""),
        .token_claims = (unsigned)grant.token_claims, .auth_ms = grant.auth_ms, .advanced = grant.advanced != 0, .secret_kind = (int)grant.secret_kind};
    return add_tokens(tx, x);
}

static enum rc answer_tokens(struct exchange *x) {
    struct str id_token;
    x->sign_in.access_token = x->access;
    TRY(oidc_id_token(x->arena, x->service, x->application, &x->sign_in, x->with_pupil ? &x->pupil : NULL, &id_token));
    struct json_out out = json_write(x->arena, REPLY_MAX);
    json_begin(&out, NULL, '{');
    json_text(&out, "access_token", x->access);
    json_text(&out, "token_type", S("Bearer"));
    json_number(&out, "expires_in", OIDC_ACCESS_S);
    json_text(&out, "scope", oidc_scopes_text(x->arena, x->scopes));
    json_text(&out, "id_token", id_token);
    if (x->refresh.len > 0) json_text(&out, "refresh_token", x->refresh);
    json_end(&out, '}');
    ENSURE(!out.buf.overflow, RC_LIMIT);
    x->reply->json = buf_view(&out.buf);
    return RC_OK;
}

static const struct {
    const char *type;
    enum oidc_name needs;
    tx_function use;
} grants[] = {
    {"authorization_code", OIDC_CODE, use_code},
    {"refresh_token", OIDC_REFRESH_TOKEN, use_refresh},
};

enum rc oidc_token(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                   struct fault *fault) {
    struct application application;
    enum rc rc = oidc_client_prove(service, arena, caller, &application, ret_reply, fault);
    if (rc == RC_DENIED) return RC_OK;
    TRY(rc);
    struct exchange x = {.service = service, .arena = arena, .params = caller->params, .application = &application, .reply = ret_reply,
        .now_ms = service_now(service), .refresh = S("")};
    struct str type = caller->params->values[OIDC_GRANT_TYPE];
    if (type.len == 0) return no(&x, OIDC_INVALID_REQUEST, "grant_type is missing");
    for (size_t i = 0; i < COUNT(grants); i++) {
        if (!str_eq(type, str_of(grants[i].type))) continue;
        if (!oidc_given(caller->params, grants[i].needs)) return no(&x, OIDC_INVALID_REQUEST, "the code or refresh_token is missing");
        TRY(store_write(service->db, arena, HISTORY_NONE, grants[i].use, &x, fault));
        return ret_reply->error != OIDC_FINE ? RC_OK : answer_tokens(&x);
    }
    return no(&x, OIDC_UNSUPPORTED_GRANT_TYPE, "grant_type is authorization_code or refresh_token");
}
