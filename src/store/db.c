/* One connection: opening, reconnecting, and calls outside a transaction. */
#include "store/state.h"

struct db *db_open_lazily(struct store *store) {
    struct arena *arena = arena_create(64 << 10, false);
    struct db *db = ARENA_NEW(arena, struct db);
    db->store = store;
    db->arena = arena;
    if (store->on_commit.told != NULL) heads_open(&db->heads);
    return db;
}

enum rc db_open(struct store *store, struct db **ret_db, struct fault *fault) {
    struct db *db = db_open_lazily(store);
    enum rc rc = store_connect(store, &db->connection, fault); /* stays NULL on failure */
    if (rc == RC_OK)
        *ret_db = db;
    else
        db_close(db);
    return rc;
}

void db_close(struct db *db) {
    if (db == NULL) return;
    if (db->connection != NULL) db->store->engine->disconnect(db->connection);
    heads_close(&db->heads);
    arena_destroy(db->arena);
}

enum rc db_connect(struct db *db, struct fault *fault) {
    const struct engine *engine = db->store->engine;
    if (db->connection != NULL && engine->alive(db->connection)) return RC_OK;
    if (db->connection != NULL) engine->disconnect(db->connection);
    db->connection = NULL;
    return store_connect(db->store, &db->connection, fault); /* stays NULL on failure */
}

enum rc db_expect_bulk(struct db *db, struct fault *fault) {
    struct store *store = db->store;
    TRY(db_connect(db, fault));
    if (!store_has_single_writer(db->store))
        return store->engine->expect_bulk(db->connection, fault);
    TRY(store_acquire_writer(store, fault));
    enum rc rc = store_connect_writers(store, fault);
    if (rc == RC_OK) rc = store->engine->expect_bulk(store->writer_connection, fault);
    store_release_writer(store);
    return rc;
}

enum rc db_check(struct db *db, struct fault *fault) {
    TRY(db_connect(db, fault));
    return db->store->engine->check(db->connection, fault);
}

enum rc db_owns_tables(struct db *db, bool *ret_owns, struct fault *fault) {
    *ret_owns = false;
    if (db->store->engine->owns == NULL) return RC_OK;
    TRY(db_connect(db, fault));
    return db->store->engine->owns(db->connection, ret_owns, fault);
}

enum rc db_backup(struct db *db, const char *file, struct fault *fault) {
    TRY(db_connect(db, fault));
    return db->store->engine->backup(db->connection, file, fault);
}

enum rc db_checkpoint(struct db *db, struct fault *fault) {
    TRY(db_connect(db, fault));
    return store_has_single_writer(db->store) ? db->store->engine->recover(db->connection, fault)
                                              : RC_OK;
}

enum rc db_has_schema(struct db *db, bool *ret_has, struct fault *fault) {
    *ret_has = false;
    TRY(db_connect(db, fault));
    return db->store->engine->has_table(db->connection, "schema_step", ret_has, fault);
}

enum rc db_in_place(struct db *db, bool *ret_in_place, struct fault *fault) {
    struct store *store = db->store;
    *ret_in_place = true;
    if (store->engine->in_place == NULL) return RC_OK;
    TRY(store_acquire_writer(store, fault));
    enum rc rc = store_connect_writers(store, fault);
    if (rc == RC_OK) rc = store->engine->in_place(store->writer_connection, ret_in_place, fault);
    store_release_writer(store);
    return rc;
}

void db_limit_to_school(struct db *db, int school_id) {
    db->school_id = school_id;
}

struct store *db_store(struct db *db) {
    return db->store;
}

void db_fail_at(struct db *db, int64_t nth_call) {
    db->fail_at = nth_call == 0 ? 0 : db->calls + nth_call;
}

int64_t db_calls(const struct db *db) {
    return db->calls;
}

bool db_fails_now(struct db *db) {
    return ++db->calls == db->fail_at;
}
