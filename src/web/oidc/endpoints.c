/* Endpoints that applications call directly: JSON, no session, no pages. */
#include "format/json.h"
#include "service/oidc/oidc_metadata.h"
#include "web/handlers.h"
#include "web/oidc/oidc.h"

enum { ERROR_JSON_MAX = 1024 };

static const struct {
    enum oidc_error error;
    int status;
} statuses[] = {
    {OIDC_FINE, 200},          {OIDC_INVALID_CLIENT, 401},
    {OIDC_INVALID_TOKEN, 401}, {OIDC_UNAUTHORIZED_CLIENT, 403},
    {OIDC_SERVER_ERROR, 500},
};

static int status_of(enum oidc_error error) {
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].error == error) return statuses[i].status;
    return 400;
}

/* Lets scripts of any site read the response when the route says so; cookies are not used. */
static void allow_all_origins(struct visit *visit) {
    if (!(visit->request->route->flags & HTTP_ANY_ORIGIN)) return;
    http_set_header(visit->response, "Access-Control-Allow-Origin", S("*"));
    http_set_header(visit->response, "Cross-Origin-Resource-Policy", S("cross-origin"));
}

static enum rc published(struct visit *visit, struct str json) {
    allow_all_origins(visit);
    http_set_header(visit->response, "Cache-Control", S("public, max-age=300"));
    http_json(visit->response, 200, json);
    return RC_OK;
}

enum rc oidc_configuration_get(struct visit *visit) {
    return published(visit, oidc_metadata(visit->arena, visit->service));
}

enum rc oidc_jwks_get(struct visit *visit) {
    return published(visit, oidc_jwks(visit->arena, visit->service));
}

enum rc oidc_logo_get(struct visit *visit) {
    int64_t id;
    struct str png;
    TRY(visit_id(visit, 0, &id));
    TRY(application_logo_read(visit->service, visit->arena, id, &png, &visit->fault));
    http_answer(visit->response, 200, S("image/png"), png);
    return RC_OK;
}

static enum rc answer(struct visit *visit, const struct oidc_reply *reply) {
    const struct oidc_refusal *refusal = oidc_refusal(reply->why);
    struct str body = reply->json;
    if (reply->why != WHY_NONE) {
        struct json_out out = json_write(visit->arena, ERROR_JSON_MAX);
        json_begin(&out, NULL, '{');
        json_text(&out, "error", str_of(oidc_error_code(refusal->error)));
        json_text(&out, "error_description", str_of(refusal->text));
        json_end(&out, '}');
        body = buf_view(&out.buf);
    }
    oidc_refused(visit, reply->application_id, reply->client_id, reply->why);
    if (refusal->error == OIDC_INVALID_CLIENT)
        http_set_header(visit->response, "WWW-Authenticate",
                        S("Basic realm=\"LeerID\", charset=\"UTF-8\""));
    http_set_header(visit->response, "Pragma", S("no-cache"));
    http_json(visit->response, status_of(refusal->error), body);
    return RC_OK;
}

/* Answers with the reply, or returns the error to log. */
static enum rc settle(struct visit *visit, enum rc rc, const struct oidc_reply *reply) {
    return rc == RC_OK ? answer(visit, reply) : rc;
}

static bool is_form(const struct visit *visit) {
    struct str type = S("");
    http_header(visit->request, "content-type", &type);
    return str_eq_ascii_nocase(str_trim(str_cut(&type, ';', NULL)),
                               S("application/x-www-form-urlencoded"));
}

typedef enum rc (*call_function)(struct service *service, struct arena *arena,
                                 const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                                 struct fault *fault);

static enum rc call(struct visit *visit, call_function function) {
    struct oidc_params params;
    struct oidc_reply reply = {.why = WHY_FORM, .client_id = S("")};
    allow_all_origins(visit);
    if (!is_form(visit) || oidc_params_read(visit->arena, visit->request->body, &params) != RC_OK)
        return answer(visit, &reply);
    struct oidc_caller caller = {.authorization = S(""),
                                 .params = &params,
                                 .endpoint = visit->request->path,
                                 .peer = visit->request->peer};
    http_header(visit->request, "authorization", &caller.authorization);
    return settle(visit, function(visit->service, visit->arena, &caller, &reply, &visit->fault),
                  &reply);
}

enum rc oidc_token_post(struct visit *visit) {
    return call(visit, oidc_token);
}

enum rc oidc_introspect_post(struct visit *visit) {
    return call(visit, oidc_introspect);
}

enum rc oidc_revoke_post(struct visit *visit) {
    return call(visit, oidc_revoke);
}

enum rc oidc_par_post(struct visit *visit) {
    TRY(call(visit, authorize_push));
    if (visit->response->status == 200) visit->response->status = 201;
    return RC_OK;
}

/* Sends no error code when no token was sent (RFC 6750, 3). */
static enum rc userinfo(struct visit *visit, struct str token) {
    struct oidc_reply reply;
    allow_all_origins(visit);
    enum rc rc = oidc_userinfo(visit->service, visit->arena, token, &reply, &visit->fault);
    if (rc == RC_OK && reply.why == WHY_ACCESS_TOKEN)
        http_set_header(
            visit->response, "WWW-Authenticate",
            token.len == 0 ? S("Bearer realm=\"LeerID\"")
                           : S("Bearer realm=\"LeerID\", error=\"invalid_token\", "
                               "error_description=\"the access token is unknown or has expired\""));
    return settle(visit, rc, &reply);
}

/* Returns the bearer token of the Authorization header; "" when there is none. */
static struct str bearer(const struct visit *visit) {
    struct str rest = S("");
    http_header(visit->request, "authorization", &rest);
    struct str scheme = str_cut(&rest, ' ', NULL);
    return str_eq_ascii_nocase(scheme, S("Bearer")) ? str_trim(rest) : S("");
}

enum rc oidc_userinfo_get(struct visit *visit) {
    return userinfo(visit, bearer(visit));
}

enum rc oidc_userinfo_post(struct visit *visit) {
    struct oidc_params params;
    struct str token = bearer(visit);
    if (visit->request->body.len == 0 || !is_form(visit)) return userinfo(visit, token);
    if (oidc_params_read(visit->arena, visit->request->body, &params) != RC_OK)
        return userinfo(visit, S(""));
    struct str sent = params.values[OIDC_ACCESS_TOKEN];
    if (sent.len > 0 &&
        (token.len > 0 || params.twice[OIDC_ACCESS_TOKEN])) { /* the token may be sent in one way
                                                                 only (RFC 6750, 2) */
        const struct oidc_reply reply = {.why = WHY_TOKEN_TWICE, .client_id = S("")};
        return answer(visit, &reply);
    }
    return userinfo(visit, sent.len > 0 ? sent : token);
}
