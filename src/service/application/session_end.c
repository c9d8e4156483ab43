#include "service/application/session_end.h"

#include "store/queries.h"

enum { LEFT_AT_ONCE = 300 };

enum rc session_end_one(struct tx *tx, struct arena *arena, struct service *service,
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

enum rc session_end_all(struct tx *tx, struct arena *arena, struct service *service,
                        int64_t pupil_id) {
    struct sql_pupil_session_hashes_row *rows;
    size_t count;
    TRY(sql_pupil_session_hashes(tx, arena, pupil_id, &rows, &count));
    for (size_t i = 0; i < count; i++) TRY(session_end_one(tx, arena, service, rows[i].token_hash));
    return sql_oidc_pupil_revoke(tx, pupil_id, service_now(service), NULL);
}

struct leaving {
    struct service *service;
    struct arena *arena;
    int64_t before_ms;
    size_t count;
};

static enum rc end_left(struct tx *tx, struct leaving *l) {
    struct sql_sessions_left_row *rows;
    TRY(sql_sessions_left(tx, l->arena, l->before_ms, LEFT_AT_ONCE, &rows, &l->count));
    for (size_t i = 0; i < l->count; i++) {
        TRY(session_end_one(tx, l->arena, l->service, rows[i].token_hash));
        TRY(sql_pupil_session_end(tx, rows[i].token_hash, NULL));
    }
    return RC_OK;
}
TX_FUNCTION(end_left, struct leaving)

enum rc session_end_left(struct service *service, struct arena *arena, int64_t before_ms,
                         bool *ret_more, struct fault *fault) {
    struct leaving l = {.service = service, .arena = arena, .before_ms = before_ms};
    TRY(store_write(service->db, arena, HISTORY_NONE, end_left, &l, fault));
    *ret_more = l.count == LEFT_AT_ONCE;
    return RC_OK;
}
