/* Endpoints that use access tokens: userinfo, introspection, revocation. */
#include "crypto/token.h"
#include "service/oidc/oidc_claims.h"
#include "service/oidc/oidc_token.h"
#include "store/queries.h"

enum { TOKEN_REFRESH = 2, TOKEN_ACCESS = 1, REPLY_MAX = 32 * 1024 };

struct look {
    struct service *service;
    struct arena *arena;
    struct str token;
    const struct application
        *caller; /* the token must be its own; NULL accepts the token of any client */
    struct application application;
    struct sql_oidc_token_get_row row;
    struct sql_oidc_grant_get_row grant;
    struct oidc_pupil pupil;
};

/*
 * Reads a token with its grant, application and pupil. RC_NONE: the token is unknown, used,
 * expired, revoked or not the caller's, or its application or account is no longer active.
 */
static enum rc read_token(struct tx *tx, struct look *l) {
    int64_t now = service_now(l->service);
    TRY(sql_oidc_token_get(tx, l->arena, token_hash(l->arena, l->token), &l->row));
    TRY(sql_oidc_grant_get(tx, l->arena, l->row.grant_id, &l->grant));
    ENSURE(l->row.ends_ms > now && l->row.used_ms == SQL_NULL && l->grant.revoked_ms == SQL_NULL,
           RC_NONE);
    ENSURE(l->caller == NULL || l->caller->application_id == l->grant.application_id, RC_NONE);
    TRY(application_read(tx, l->arena, l->grant.application_id, &l->application));
    return oidc_pupil_read(tx, l->arena, l->service, &l->application, l->grant.pupil_id, &l->pupil);
}
TX_FUNCTION(read_token, struct look)

static enum rc read_access(struct tx *tx, struct look *l) {
    TRY(read_token(tx, l));
    return l->row.kind == TOKEN_ACCESS ? RC_OK : RC_NONE;
}
TX_FUNCTION(read_access, struct look)

enum rc oidc_userinfo(struct service *service, struct arena *arena, struct str token,
                      struct oidc_reply *ret_reply, struct fault *fault) {
    struct look l = {.service = service, .arena = arena, .token = token};
    *ret_reply = (struct oidc_reply){.why = WHY_ACCESS_TOKEN, .json = S("{}"), .client_id = S("")};
    if (token.len == 0) return RC_OK;
    enum rc rc = store_read(service->db, arena, read_access, &l, fault);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    struct str subject;
    TRY(oidc_subject(arena, service, &l.application, l.grant.pupil_id, &subject));
    struct json_out out = json_write(arena, REPLY_MAX);
    json_begin(&out, NULL, '{');
    json_text(&out, "sub", subject);
    TRY(oidc_claims_write(&out, arena, service, &l.application, &l.pupil,
                          oidc_claims_of((unsigned)l.row.scopes) | (unsigned)l.grant.info_claims));
    json_end(&out, '}');
    ENSURE(!out.buf.overflow, RC_LIMIT);
    *ret_reply =
        (struct oidc_reply){.json = buf_view(&out.buf), .client_id = l.application.client_id};
    return RC_OK;
}

/* Authenticates the caller and reads the token parameter. RC_DENIED: the reply says why. */
static enum rc prove(struct look *l, const struct oidc_caller *caller,
                     struct application *application, struct oidc_reply *reply,
                     struct fault *fault) {
    TRY(oidc_client_prove(l->service, l->arena, caller, application, reply, fault));
    l->caller = application;
    l->token = caller->params->values[OIDC_TOKEN];
    if (l->token.len > 0) return RC_OK;
    reply->why = WHY_TOKEN_MISSING;
    return RC_DENIED;
}

enum rc oidc_introspect(struct service *service, struct arena *arena,
                        const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                        struct fault *fault) {
    struct look l = {.service = service, .arena = arena};
    struct application application;
    enum rc rc = prove(&l, caller, &application, ret_reply, fault);
    if (rc == RC_DENIED) return RC_OK;
    TRY(rc);
    if (application.wish.is_public) {
        ret_reply->why = WHY_PUBLIC;
        return RC_OK;
    }
    rc = store_read(service->db, arena, read_token, &l, fault);
    ret_reply->json = S("{\"active\":false}");
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    struct str subject;
    TRY(oidc_subject(arena, service, &application, l.grant.pupil_id, &subject));
    struct json_out out = json_write(arena, REPLY_MAX);
    json_begin(&out, NULL, '{');
    json_flag(&out, "active", true);
    json_text(&out, "iss", service->mijn_url);
    json_text(&out, "client_id", application.client_id);
    json_text(&out, "aud", application.client_id);
    json_text(&out, "sub", subject);
    json_text(&out, "scope", oidc_scopes_text(arena, (unsigned)l.row.scopes));
    if (l.row.kind == TOKEN_ACCESS) json_text(&out, "token_type", S("Bearer"));
    json_number(&out, "iat", l.row.created_ms / 1000);
    json_number(&out, "exp", l.row.ends_ms / 1000);
    json_end(&out, '}');
    ret_reply->json = buf_view(&out.buf);
    return RC_OK;
}

/* Revokes a token. A refresh token revokes its whole grant; an access token only itself. */
static enum rc write_revoke(struct tx *tx, struct look *l) {
    struct str hash = token_hash(l->arena, l->token);
    TRY(sql_oidc_token_get(tx, l->arena, hash, &l->row));
    TRY(sql_oidc_grant_get(tx, l->arena, l->row.grant_id, &l->grant));
    ENSURE(l->caller->application_id == l->grant.application_id, RC_NONE);
    if (l->row.kind == TOKEN_REFRESH)
        return sql_oidc_grant_revoke(tx, l->row.grant_id, service_now(l->service), NULL);
    return sql_oidc_token_drop(tx, hash, NULL);
}
TX_FUNCTION(write_revoke, struct look)

enum rc oidc_revoke(struct service *service, struct arena *arena, const struct oidc_caller *caller,
                    struct oidc_reply *ret_reply, struct fault *fault) {
    struct look l = {.service = service, .arena = arena};
    struct application application;
    enum rc rc = prove(&l, caller, &application, ret_reply, fault);
    if (rc == RC_DENIED) return RC_OK;
    TRY(rc);
    ret_reply->json = S("");
    rc = store_write(service->db, arena, HISTORY_NONE, write_revoke, &l, fault);
    return rc == RC_NONE ? RC_OK : rc; /* an unknown token counts as revoked (RFC 7009, 2.2) */
}
