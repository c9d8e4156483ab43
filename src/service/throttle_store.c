#include "service/throttle_store.h"

#include "store/queries.h"

enum { BUCKETS = 5, HOUR_MS = 3600 * 1000 };

enum rc throttle_read(struct tx *tx, struct arena *arena, struct str name_mac,
                      enum throttle_pool pool, struct throttle_account *ret) {
    struct sql_throttle_get_row t = {0};
    enum rc rc = sql_throttle_get(tx, arena, name_mac, pool, &t);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret = (struct throttle_account){t.failures, t.next_ms,      t.flights,  t.flight_ms,
                                     t.day,      t.day_failures, t.allowance};
    return RC_OK;
}

/*
 * touched_ms is rounded up to the hour, so that PostgreSQL mostly updates the row without its
 * indexes. This is faster, and under SERIALIZABLE a changed index page conflicts with every
 * transaction that reads it.
 */
enum rc throttle_write(struct tx *tx, struct str name_mac, enum throttle_pool pool,
                       const struct throttle_account *a, int64_t now_ms) {
    return sql_throttle_put(tx, name_mac, pool, a->failures, a->not_before_ms, a->in_flight,
                            a->in_flight_ms, a->day, a->day_failures, a->extra,
                            now_ms - now_ms % HOUR_MS + HOUR_MS, NULL);
}

/*
 * One row per bucket: its key ("" when the network has no such bucket), its state, and whether it
 * is written only when spare attempts were used.
 */
struct kept {
    struct str key;
    struct throttle_bucket *bucket;
    bool spare;
};

static void list_buckets(struct arena *arena, const struct network *network,
                         struct throttle_state *s, struct kept ret_kept[BUCKETS]) {
    struct str provider = network->provider.len == 0
                              ? S("")
                              : str_format(arena, "spare %.*s", STR_ARG(network->provider));
    const struct kept all[BUCKETS] = {
        {network->own, &s->network, false},
        {network->wide, &s->wide, false},
        {str_format(arena, "spare %.*s", STR_ARG(network->site)), &s->site, true},
        {provider, &s->provider, true},
        {S("*"), &s->platform, false}};
    memcpy(ret_kept, all, sizeof all);
}

enum rc throttle_state_read(struct tx *tx, struct arena *arena, struct str name_mac,
                            const struct network *network, struct throttle_state *state) {
    TRY(throttle_read(tx, arena, name_mac, state->pool, &state->account));
    if (state->pool != POOL_UNKNOWN) return RC_OK;
    struct kept kept[BUCKETS];
    struct str keys[BUCKETS];
    struct sql_buckets_get_row *rows;
    size_t count;
    list_buckets(arena, network, state, kept);
    for (size_t i = 0; i < BUCKETS; i++) keys[i] = kept[i].key;
    TRY(sql_buckets_get(tx, arena, keys, &rows, &count));
    for (size_t i = 0; i < BUCKETS; i++) {
        *kept[i].bucket = (struct throttle_bucket){0};
        for (size_t r = 0; r < count; r++)
            if (str_eq(rows[r].network, kept[i].key))
                *kept[i].bucket = (struct throttle_bucket){rows[r].tokens, rows[r].at_ms};
    }
    return RC_OK;
}

enum rc throttle_state_write(struct tx *tx, struct arena *arena, struct str name_mac,
                             const struct network *network, const struct throttle_state *state,
                             int64_t now_ms) {
    TRY(throttle_write(tx, name_mac, state->pool, &state->account, now_ms));
    if (state->pool != POOL_UNKNOWN) return RC_OK;
    struct throttle_state copy = *state;
    struct kept kept[BUCKETS];
    list_buckets(arena, network, &copy, kept);
    for (size_t i = 0; i < BUCKETS; i++)
        if (kept[i].key.len > 0 && (!kept[i].spare || state->spare_changed))
            TRY(sql_bucket_put(tx, kept[i].key, kept[i].bucket->millitokens,
                               kept[i].bucket->updated_ms, NULL));
    return RC_OK;
}

static enum rc bucket_read(struct tx *tx, struct arena *arena, struct str key,
                           struct throttle_bucket *ret) {
    struct sql_bucket_get_row row = {0};
    enum rc rc = sql_bucket_get(tx, arena, key, &row);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret = (struct throttle_bucket){row.tokens, row.at_ms};
    return RC_OK;
}

enum rc bucket_take(struct tx *tx, struct arena *arena, struct str key, int64_t size,
                    int64_t now_ms, bool *ret_taken, int64_t *ret_wait_ms) {
    struct throttle_bucket bucket;
    TRY(bucket_read(tx, arena, key, &bucket));
    *ret_taken = throttle_take(&bucket, size, now_ms, ret_wait_ms);
    return *ret_taken ? sql_bucket_put(tx, key, bucket.millitokens, bucket.updated_ms, NULL)
                      : RC_OK;
}

enum rc bucket_take_back(struct tx *tx, struct arena *arena, struct str key) {
    struct throttle_bucket bucket;
    TRY(bucket_read(tx, arena, key, &bucket));
    throttle_put_back(&bucket);
    return sql_bucket_put(tx, key, bucket.millitokens, bucket.updated_ms, NULL);
}

struct left {
    struct service *service;
    struct arena *arena;
    struct throttle_bucket bucket;
};

static enum rc read_left(struct tx *tx, struct left *w) {
    return bucket_read(tx, w->arena, S("*"), &w->bucket);
}
TX_FUNCTION(read_left, struct left)

enum rc throttle_system_left(struct service *service, struct arena *arena, double *ret_tokens,
                             struct fault *fault) {
    struct left w = {.service = service, .arena = arena};
    TRY(store_read(service->db, arena, read_left, &w, fault));
    *ret_tokens = (double)throttle_platform_left(&w.bucket, service_now(service)) / 1000;
    return RC_OK;
}
