#include "service/oidc_logout.h"

#include "format/url.h"
#include "service/authorize.h"
#include "service/oidc_claims.h"
#include "store/queries.h"

enum { LEFT_AT_ONCE = 300 };

static bool is_registered(const struct application_wish *wish, struct str uri) {
    for (size_t i = 0; i < wish->logout_redirect_count; i++)
        if (uri_same(wish->logout_redirect_uris[i], uri, wish->is_public)) return true;
    return false;
}

static struct str with_state(struct arena *arena, struct str uri, struct str state) {
    if (state.len == 0) return uri;
    const char *between = str_contains(uri, S("?")) ? "&" : "?";
    return str_format(arena, "%.*s%sstate=%.*s", STR_ARG(uri), between,
                      STR_ARG(url_encode(arena, state)));
}

enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form,
                         struct logout_wish *ret_wish, struct fault *fault) {
    struct logout_wish wish = {.is_bad = true,
                               .why = WHY_LOGOUT_HINT,
                               .application = S(""),
                               .address = S(""),
                               .client_id = S(""),
                               .form = form};
    struct oidc_params params;
    struct oidc_hint hint = {.client_id = S("")};
    *ret_wish = wish;
    if (oidc_params_read(arena, form, &params) != RC_OK || oidc_params_twice(&params)) return RC_OK;
    struct str token = params.values[OIDC_ID_TOKEN_HINT], client_id = params.values[OIDC_CLIENT_ID],
               uri = params.values[OIDC_POST_LOGOUT_REDIRECT_URI];
    if (token.len > 0 && oidc_hint_read(arena, service, token, &hint) != RC_OK) return RC_OK;
    if (token.len > 0 && client_id.len > 0 && !str_eq(client_id, hint.client_id)) return RC_OK;
    if (client_id.len == 0) client_id = hint.client_id;
    struct application application;
    enum rc rc = client_id.len == 0
                     ? RC_NONE
                     : application_by_client(service, arena, client_id, &application, fault);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    bool known = rc == RC_OK, back = uri.len > 0 && known && is_registered(&application.wish, uri);
    wish.client_id = client_id;
    if (known) wish.application_id = application.application_id;
    if (known) wish.application = application.wish.name;
    if (back) wish.address = with_state(arena, uri, params.values[OIDC_STATE]);
    wish.why = uri.len > 0 && !back ? WHY_LOGOUT_URI : WHY_NONE;
    wish.is_bad = false;
    *ret_wish = wish;
    return RC_OK;
}

enum rc oidc_session_end(struct tx *tx, struct arena *arena, struct service *service,
                         struct str session_hash) {
    struct sql_oidc_session_clients_row *rows;
    size_t count;
    int64_t now = service_now(service);
    TRY(sql_oidc_session_clients(tx, arena, session_hash, &rows, &count));
    for (size_t i = 0; i < count; i++)
        TRY(sql_oidc_logout_add(tx, id_draw(&service->random), rows[i].application_id,
                                rows[i].pupil_id, rows[i].sid, now, NULL));
    TRY(sql_session_applications_drop(tx, session_hash, NULL));
    return sql_oidc_session_revoke(tx, session_hash, now, NULL);
}

enum rc oidc_sessions_end(struct tx *tx, struct arena *arena, struct service *service,
                          int64_t pupil_id) {
    struct sql_pupil_session_hashes_row *rows;
    size_t count;
    TRY(sql_pupil_session_hashes(tx, arena, pupil_id, &rows, &count));
    for (size_t i = 0; i < count; i++)
        TRY(oidc_session_end(tx, arena, service, rows[i].token_hash));
    return sql_oidc_pupil_revoke(tx, pupil_id, service_now(service), NULL);
}

struct leaving {
    struct service *service;
    struct arena *arena;
    int64_t before_ms;
    size_t count;
};

static enum rc end_left(struct tx *tx, void *context) {
    struct leaving *l = context;
    struct sql_sessions_left_row *rows;
    TRY(sql_sessions_left(tx, l->arena, l->before_ms, LEFT_AT_ONCE, &rows, &l->count));
    for (size_t i = 0; i < l->count; i++) {
        TRY(oidc_session_end(tx, l->arena, l->service, rows[i].token_hash));
        TRY(sql_pupil_session_end(tx, rows[i].token_hash, NULL));
    }
    return RC_OK;
}

enum rc oidc_sessions_left(struct service *service, struct arena *arena, int64_t before_ms,
                           bool *ret_more, struct fault *fault) {
    struct leaving l = {.service = service, .arena = arena, .before_ms = before_ms};
    TRY(store_write(service->db, arena, HISTORY_NONE, end_left, &l, fault));
    *ret_more = l.count == LEFT_AT_ONCE;
    return RC_OK;
}
