#include "service/oidc_logout.h"

#include "format/url.h"
#include "service/authorize.h"
#include "service/oidc_claims.h"
#include "service/web_call.h"
#include "store/queries.h"

enum { LOGOUT_TOKEN_S = 120, TOKEN_JSON_MAX = 2048, TRIES = 6 };
static const int64_t waits_ms[TRIES] = {15000, 60000, 300000, 1800000, 7200000, 0}; /* after the n-th try */

static bool is_registered(const struct application_wish *wish, struct str uri) {
    for (size_t i = 0; i < wish->logout_redirect_count; i++)
        if (uri_same(wish->logout_redirect_uris[i], uri, wish->is_public)) return true;
    return false;
}

static struct str with_state(struct arena *arena, struct str uri, struct str state) {
    if (state.len == 0) return uri;
    const char *between = str_contains(uri, S("?")) ? "&" : "?";
    return str_format(arena, "%.*s%sstate=%.*s", STR_ARG(uri), between, STR_ARG(url_encode(arena, state)));
}

enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form, struct logout_wish *ret_wish, struct fault *fault) {
    struct logout_wish wish = {.is_bad = true, .application = S(""), .address = S(""), .form = form};
    struct oidc_params params;
    struct oidc_hint hint = {.client_id = S("")};
    *ret_wish = wish;
    if (oidc_params_read(arena, form, &params) != RC_OK || oidc_params_twice(&params)) return RC_OK;
    struct str token = params.values[OIDC_ID_TOKEN_HINT], client_id = params.values[OIDC_CLIENT_ID], uri = params.values[OIDC_POST_LOGOUT_REDIRECT_URI];
    if (token.len > 0 && oidc_hint_read(arena, service, token, &hint) != RC_OK) return RC_OK;
    if (token.len > 0 && client_id.len > 0 && !str_eq(client_id, hint.client_id)) return RC_OK;
    if (client_id.len == 0) client_id = hint.client_id;
    struct application application;
    enum rc rc = client_id.len == 0 ? RC_NONE : application_by_client(service, arena, client_id, &application, fault);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (rc == RC_OK) wish.application = application.wish.name;
    if (uri.len > 0 && (rc == RC_NONE || !is_registered(&application.wish, uri))) return RC_OK;
    if (uri.len > 0) wish.address = with_state(arena, uri, params.values[OIDC_STATE]);
    wish.is_bad = false;
    *ret_wish = wish;
    return RC_OK;
}

enum rc oidc_session_end(struct tx *tx, struct arena *arena, struct service *service, struct str session_hash) {
    struct sql_oidc_session_clients_row *rows;
    size_t count;
    int64_t now = service_now(service);
    TRY(sql_oidc_session_clients(tx, arena, session_hash, &rows, &count));
    for (size_t i = 0; i < count; i++)
        TRY(sql_oidc_logout_add(tx, id_draw(&service->random), rows[i].application_id, rows[i].pupil_id, rows[i].sid, now, NULL));
    return sql_oidc_session_revoke(tx, session_hash, now, NULL);
}

enum rc oidc_sessions_end(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id) {
    struct sql_pupil_session_hashes_row *rows;
    size_t count;
    TRY(sql_pupil_session_hashes(tx, arena, pupil_id, &rows, &count));
    for (size_t i = 0; i < count; i++) TRY(oidc_session_end(tx, arena, service, rows[i].token_hash));
    return sql_oidc_pupil_revoke(tx, pupil_id, service_now(service), NULL);
}

struct sending {
    struct service *service;
    struct arena *arena;
    struct sql_oidc_logouts_due_row *rows;
    size_t count;
    struct application applications[WEB_CALLS_MAX];
    bool gone[WEB_CALLS_MAX]; /* the application was removed, or wants no calls any more */
    struct web_call calls[WEB_CALLS_MAX];
};

static enum rc look(struct tx *tx, void *context) {
    struct sending *s = context;
    return sql_oidc_logouts_due(tx, s->arena, service_now(s->service), 1, &s->rows, &s->count);
}

/* Takes what is due for itself: another server would find it later only. */
static enum rc take_due(struct tx *tx, void *context) {
    struct sending *s = context;
    int64_t now = service_now(s->service);
    TRY(sql_oidc_logouts_due(tx, s->arena, now, WEB_CALLS_MAX, &s->rows, &s->count));
    for (size_t i = 0; i < s->count; i++) {
        size_t try = s->rows[i].tries < TRIES ? (size_t)s->rows[i].tries : TRIES - 1;
        TRY(sql_oidc_logout_later(tx, s->rows[i].logout_id, now + waits_ms[try] + WEB_CALL_S * 1000, NULL));
        enum rc rc = application_read(tx, s->arena, s->rows[i].application_id, &s->applications[i]);
        ENSURE(rc == RC_OK || rc == RC_NONE, rc);
        s->gone[i] = rc == RC_NONE || s->applications[i].wish.logout_uri.len == 0;
    }
    return RC_OK;
}

static enum rc logout_token(const struct sending *s, size_t at, struct str *ret_token) {
    const struct application *application = &s->applications[at];
    struct json_out out = json_write(s->arena, TOKEN_JSON_MAX);
    int64_t now_s = service_now(s->service) / 1000;
    json_begin(&out, NULL, '{');
    json_text(&out, "iss", s->service->mijn_url);
    json_text(&out, "sub", oidc_subject(s->arena, s->service, application, s->rows[at].pupil_id));
    json_text(&out, "aud", application->client_id);
    json_number(&out, "iat", now_s);
    json_number(&out, "exp", now_s + LOGOUT_TOKEN_S);
    json_text(&out, "jti", id_text(s->arena, id_draw(&s->service->random)));
    json_text(&out, "sid", s->rows[at].sid);
    json_begin(&out, "events", '{');
    json_begin(&out, "http://schemas.openid.net/event/backchannel-logout", '{');
    json_end(&out, '}');
    json_end(&out, '}');
    json_end(&out, '}');
    return jose_sign(s->arena, s->service->signing, application->wish.alg, "logout+jwt", buf_view(&out.buf), ret_token);
}

static bool is_told(const struct web_call *call) {
    return call->status == 200 || call->status == 204;
}

static bool is_over(const struct sending *s, size_t at) {
    return s->gone[at] || is_told(&s->calls[at]) || s->rows[at].tries + 1 >= TRIES;
}

static enum rc write_done(struct tx *tx, void *context) {
    const struct sending *s = context;
    for (size_t i = 0; i < s->count; i++)
        if (is_over(s, i)) TRY(sql_oidc_logout_done(tx, s->rows[i].logout_id, NULL));
    return RC_OK;
}

enum rc oidc_logout_send(struct service *service, struct arena *arena, struct str ca_file, struct logout_round *ret_round, struct fault *fault) {
    struct sending *s = ARENA_NEW(arena, struct sending);
    *s = (struct sending){.service = service, .arena = arena};
    struct logout_round round = {0};
    *ret_round = round;
    TRY(store_read(service->db, arena, look, s, fault));
    if (s->count == 0) return RC_OK;
    TRY(store_write(service->db, arena, HISTORY_NONE, take_due, s, fault));
    struct web_call calls[WEB_CALLS_MAX];
    size_t places[WEB_CALLS_MAX], count = 0;
    for (size_t i = 0; i < s->count; i++) {
        struct str token;
        if (s->gone[i]) continue;
        TRY(logout_token(s, i, &token));
        places[count] = i;
        calls[count++] = (struct web_call){.url = s->applications[i].wish.logout_uri, .authorization = S(""),
            .form = str_format(arena, "logout_token=%.*s", STR_ARG(token))};
    }
    web_calls(arena, calls, count, ca_file);
    for (size_t i = 0; i < count; i++) s->calls[places[i]] = calls[i];
    if (s->count > 0) TRY(store_write(service->db, arena, HISTORY_NONE, write_done, s, fault));
    for (size_t i = 0; i < s->count; i++) {
        if (!s->gone[i] && is_told(&s->calls[i])) round.told++;
        else if (is_over(s, i)) round.dropped++;
        else round.later++;
    }
    *ret_round = round;
    return RC_OK;
}
