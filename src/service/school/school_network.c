#include "service/school/school_network.h"

#include "store/queries.h"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

struct work {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    struct str network;
    bool for_a_day;
    struct sql_school_networks_row *rows;
    size_t count;
};

static enum rc list(struct tx *tx, struct work *w) {
    return sql_school_networks(tx, w->arena, w->school.value, service_now(w->service), &w->rows,
                               &w->count);
}
TX_FUNCTION(list, struct work)

enum rc school_networks(struct call *call, struct school_network **ret_networks,
                        size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    struct work w = {.service = call->service, .arena = call->arena, .school = call->school};
    TRY(store_read(call->service->db, call->arena, list, &w, call->fault));
    struct school_network *networks = ARENA_ARRAY(call->arena, struct school_network, w.count);
    for (size_t i = 0; i < w.count; i++)
        networks[i] = (struct school_network){w.rows[i].network, (enum network_kind)w.rows[i].kind,
                                              w.rows[i].until_ms};
    *ret_networks = networks;
    *ret_count = w.count;
    return RC_OK;
}

enum rc school_network_missing(struct call *call, struct str peer, struct str *ret_network) {
    struct str network;
    struct work w = {.service = call->service, .arena = call->arena, .school = call->school};
    *ret_network = S("");
    if (actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")) != RC_OK ||
        network_read(call->arena, peer, &network) != RC_OK)
        return RC_OK;
    TRY(store_read(call->service->db, call->arena, list, &w, call->fault));
    if (w.count == 0) *ret_network = network;
    return RC_OK;
}

static enum rc changed(struct tx *tx, const struct work *w) {
    return note(tx, w->arena, w->service, w->actor, w->school.value, HISTORY_SCHOOL_CHANGED,
                w->school.value, S("networks"));
}

static enum rc add_network(struct tx *tx, const struct work *w) {
    enum network_kind kind = w->for_a_day ? NETWORK_DAY : NETWORK_ENTERED;
    int64_t until_ms = w->for_a_day ? service_now(w->service) + day_ms : INT64_MAX - 1;
    TRY(sql_school_network_put(tx, w->school.value, w->network, kind, until_ms, NULL));
    return changed(tx, w);
}
TX_FUNCTION(add_network, const struct work)

enum rc school_network_add(struct call *call, struct str typed, bool for_a_day) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .school = call->school,
                     .for_a_day = for_a_day};
    TRY(network_read(call->arena, str_trim(typed), &w.network));
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, add_network, &w,
                       call->fault);
}

static enum rc drop(struct tx *tx, const struct work *w) {
    int64_t dropped;
    TRY(sql_school_network_drop(tx, w->school.value, w->network, &dropped));
    ENSURE(dropped == 1, RC_NONE);
    return changed(tx, w);
}
TX_FUNCTION(drop, const struct work)

enum rc school_network_drop(struct call *call, struct str network) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .school = call->school,
                     .network = network};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, drop, &w, call->fault);
}
