#include "service/installation.h"

#include "store/queries.h"

static const char name[] = "keys";

struct binding {
    struct arena *arena;
    struct str mac;
    struct sql_meta_get_row known;
};

static enum rc read_binding(struct tx *tx, void *context) {
    struct binding *b = context;
    return sql_meta_get(tx, b->arena, str_of(name), &b->known);
}

/* Two servers may begin at once: whoever is second reads what the first wrote. */
static enum rc write_binding(struct tx *tx, void *context) {
    struct binding *b = context;
    int64_t changed;
    TRY(sql_meta_put(tx, str_of(name), b->mac, &changed));
    return sql_meta_get(tx, b->arena, str_of(name), &b->known);
}

enum rc installation_check_keys(struct db *db, const struct keys *keys, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    unsigned char mac[MAC_BYTES];
    TRY(keys_mac(keys, KEY_HISTORY, S("these keys belong to this database"), mac));
    struct binding b = {.arena = arena, .mac = {(const char *)mac, sizeof mac}};
    enum rc rc = store_read(db, arena, read_binding, &b, fault);
    if (rc == RC_NONE) rc = store_write(db, arena, HISTORY_NONE, write_binding, &b, fault);
    TRY(rc);
    return str_eq(b.known.value, b.mac) ? RC_OK : RC_DENIED;
}
