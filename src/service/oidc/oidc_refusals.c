#include "service/oidc/oidc_refusals.h"

#include "store/queries.h"

struct keeping {
    struct service *service;
    struct arena *arena;
    int64_t application_id;
    struct str endpoint, word;
    bool fresh; /* the same refusal was recorded within REFUSAL_AGAIN_MS */
    struct oidc_refused *rows;
    size_t count;
};

static enum rc look_for_recent(struct tx *tx, struct keeping *k) {
    struct sql_application_refusal_get_row row;
    enum rc rc =
        sql_application_refusal_get(tx, k->arena, k->application_id, k->endpoint, k->word, &row);
    k->fresh = rc == RC_OK && row.last_ms > service_now(k->service) - REFUSAL_AGAIN_MS;
    return rc == RC_NONE ? RC_OK : rc;
}
TX_FUNCTION(look_for_recent, struct keeping)

static enum rc write(struct tx *tx, const struct keeping *k) {
    return sql_application_refusal_put(tx, k->application_id, k->endpoint, k->word,
                                       service_now(k->service), NULL);
}
TX_FUNCTION(write, const struct keeping)

enum rc oidc_refusal_keep(struct service *service, struct arena *arena, int64_t application_id,
                          struct str endpoint, enum oidc_why why, struct fault *fault) {
    struct keeping k = {.service = service,
                        .arena = arena,
                        .application_id = application_id,
                        .endpoint = endpoint,
                        .word = str_of(oidc_refusal(why)->word)};
    TRY(store_read(service->db, arena, look_for_recent, &k, fault));
    return k.fresh ? RC_OK : store_write(service->db, arena, HISTORY_NONE, write, &k, fault);
}

static enum rc read_all(struct tx *tx, struct keeping *k) {
    struct sql_application_refusals_row *rows;
    size_t count;
    int64_t since_ms = service_now(k->service) - REFUSALS_KEPT_DAYS * INT64_C(86400000);
    TRY(sql_application_refusals(tx, k->arena, k->application_id, since_ms, &rows, &count));
    k->rows = ARENA_ARRAY(k->arena, struct oidc_refused, count);
    k->count = 0;
    for (size_t i = 0; i < count; i++) {
        enum oidc_why why; /* a newer version may have stored reasons that this one does not know */
        if (oidc_why_read(rows[i].why, &why) == RC_OK)
            k->rows[k->count++] = (struct oidc_refused){rows[i].endpoint, why, rows[i].last_ms};
    }
    return RC_OK;
}
TX_FUNCTION(read_all, struct keeping)

enum rc oidc_refusals(struct service *service, struct arena *arena, int64_t application_id,
                      struct oidc_refused **ret_rows, size_t *ret_count, struct fault *fault) {
    struct keeping k = {.service = service, .arena = arena, .application_id = application_id};
    TRY(store_read(service->db, arena, read_all, &k, fault));
    *ret_rows = k.rows;
    *ret_count = k.count;
    return RC_OK;
}
