#include "service/application/client_keys.h"

#include "service/web_call.h"
#include "store/queries.h"

enum { ASK_AGAIN_MS = 60 * 1000, FRESH_MS = 3600 * 1000, GOOD_MS = 24 * 3600 * 1000 };

struct looking {
    struct service *service;
    struct arena *arena;
    const struct application *application;
    struct str keys; /* "" when none are stored */
    int64_t got_ms, now_ms;
    bool ours; /* this call may fetch the keys */
};

static enum rc read_kept(struct tx *tx, struct looking *l) {
    struct sql_application_keys_get_row row;
    enum rc rc = sql_application_keys_get(tx, l->arena, l->application->application_id, &row);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    l->keys = row.keys;
    l->got_ms = row.got_ms;
    return RC_OK;
}
TX_FUNCTION(read_kept, struct looking)

static enum rc take_turn(struct tx *tx, struct looking *l) {
    int64_t changed;
    TRY(sql_application_keys_ask(tx, l->application->application_id, l->now_ms,
                                 l->now_ms - ASK_AGAIN_MS, &changed));
    l->ours = changed == 1;
    return RC_OK;
}
TX_FUNCTION(take_turn, struct looking)

static enum rc write_kept(struct tx *tx, const struct looking *l) {
    return sql_application_keys_put(tx, l->application->application_id, l->keys, l->got_ms, NULL);
}
TX_FUNCTION(write_kept, const struct looking)

/* Fetches new keys when this call may. RC_NONE: none were fetched; the stored ones remain. */
static enum rc fetch_client_keys(struct looking *l, struct fault *fault) {
    struct web_call call = {
        .url = l->application->wish.keys_uri, .form = S(""), .authorization = S("")};
    TRY(store_write(l->service->db, l->arena, HISTORY_NONE, take_turn, l, fault));
    ENSURE(l->ours, RC_NONE);
    web_calls(l->arena, &call, 1, l->service->ca_file);
    ENSURE(call.status == 200 && call.body.len <= APPLICATION_KEYS_MAX &&
               oidc_keys_judge(l->arena, call.body) == RC_OK,
           RC_NONE);
    l->keys = call.body;
    l->got_ms = l->now_ms;
    return store_write(l->service->db, l->arena, HISTORY_NONE, write_kept, l, fault);
}

static enum rc check(const struct looking *l, const struct jose_head *head,
                     const struct jose_parts *parts) {
    if (l->keys.len == 0 || l->now_ms - l->got_ms > GOOD_MS) return RC_NONE;
    return oidc_keys_check(l->arena, l->keys, head->alg, head->kid, parts);
}

enum rc client_keys_check(struct service *service, struct arena *arena,
                          const struct application *application, const struct jose_head *head,
                          const struct jose_parts *parts, struct fault *fault) {
    struct looking l = {.service = service,
                        .arena = arena,
                        .application = application,
                        .keys = S(""),
                        .now_ms = service_now(service)};
    if (application->wish.keys.len > 0)
        return oidc_keys_check(arena, application->wish.keys, head->alg, head->kid, parts) == RC_OK
                   ? RC_OK
                   : RC_DENIED;
    ENSURE(application->wish.keys_uri.len > 0, RC_DENIED);
    TRY(store_read(service->db, arena, read_kept, &l, fault));
    enum rc rc = check(&l, head, parts);
    if (rc == RC_NONE || l.now_ms - l.got_ms > FRESH_MS) {
        enum rc asked = fetch_client_keys(&l, fault);
        ENSURE(asked == RC_OK || asked == RC_NONE, asked);
        rc = check(&l, head, parts);
    }
    return rc == RC_OK ? RC_OK : RC_DENIED;
}
