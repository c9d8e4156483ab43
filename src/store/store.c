/* The database, and the retrying of transactions. */
#include "store/store.h"

#include <time.h>

#include "base/wait.h"
#include "store/state.h"

enum { TRIES = 12, SILENT_MS = 3000, WRITER_MS = 10000 };

enum rc store_open(struct arena *arena, struct str url, struct mac_hook mac,
                   struct store **ret_store, struct fault *fault) {
    struct store *store = ARENA_NEW(arena, struct store);
    bool sqlite = str_starts(url, S("sqlite:"));
    bool postgres = str_starts(url, S("postgresql:")) || str_starts(url, S("postgres:"));
    if (!sqlite && !postgres)
        return FAULT(fault, RC_INVALID, "database: must be sqlite:PATH or postgresql://…");
    store->engine = sqlite ? &sqlite_engine : &postgres_engine;
    store->target = str_c(arena, sqlite ? str_sub(url, 7, url.len) : url);
    store->mac = mac;
    pthread_mutex_init(&store->lock, NULL);
    wait_open(&store->freed);
    group_open(&store->group);
    *ret_store = store;
    return RC_OK;
}

void store_on_commit(struct store *store, struct commit_hook hook) {
    store->on_commit = hook;
}

void store_close(struct store *store) {
    if (store->writer_connection != NULL) store->engine->disconnect(store->writer_connection);
    group_close(&store->group);
    pthread_cond_destroy(&store->freed);
    pthread_mutex_destroy(&store->lock);
}

void store_on_unreachable(struct store *store, struct notice_hook hook) {
    store->unreachable = hook;
}

uint64_t store_unreachable_count(const struct store *store) {
    return atomic_load(&store->unreachable_count);
}

bool store_is_postgres(const struct store *store) {
    return store->engine == &postgres_engine;
}

const char *store_target(const struct store *store) {
    return store->target;
}

enum rc store_connect(struct store *store, void **ret_connection, struct fault *fault) {
    struct fault own = {.detail = ""};
    struct fault *why = fault == NULL ? &own : fault;
    enum rc rc = store->engine->connect(store, ret_connection, why);
    if (rc == RC_OK) return RC_OK;
    atomic_fetch_add(&store->unreachable_count, 1);
    if (store->unreachable.told != NULL)
        store->unreachable.told(store->unreachable.context, rc, why);
    return rc;
}

enum rc store_acquire_writer(struct store *store, struct fault *fault) {
    int64_t until_ms = monotonic_ms() + WRITER_MS;
    pthread_mutex_lock(&store->lock);
    while (store->writer_active && wait_until(&store->freed, &store->lock, until_ms)) continue;
    bool mine = !store->writer_active;
    if (mine) store->writer_active = true;
    pthread_mutex_unlock(&store->lock);
    return mine ? RC_OK
                : FAULT(fault, RC_RETRY, "another transaction has been writing for more than 10 s");
}

void store_release_writer(struct store *store) {
    pthread_mutex_lock(&store->lock);
    store->writer_active = false;
    pthread_cond_signal(&store->freed);
    pthread_mutex_unlock(&store->lock);
}

enum rc store_connect_writers(struct store *store, struct fault *fault) {
    return store->writer_connection != NULL
               ? RC_OK
               : store_connect(store, &store->writer_connection, fault);
}

/*
 * Replaces the connection of a struct db by that of the writers; *ret_own is its own, which the
 * caller restores. The caller has the right to write.
 */
static enum rc use_writer_connection(struct db *db, void **ret_own, struct fault *fault) {
    struct store *store = db->store;
    TRY(db_connect(db, fault));
    TRY(store_connect_writers(store, fault));
    *ret_own = db->connection;
    db->connection = store->writer_connection;
    return RC_OK;
}

bool store_has_single_writer(const struct store *store) {
    return store->engine->sync != NULL;
}

/*
 * Runs one writer at a time; waits for the disk after releasing the right to write, so that the
 * next one can start.
 */
static enum rc attempt_as_writer(struct db *db, const struct arena *arena, enum history_rule rule,
                                 tx_function function, void *context, struct fault *fault) {
    struct store *store = db->store;
    uint64_t number = 0;
    void *own;
    TRY(store_acquire_writer(store, fault));
    enum rc rc = use_writer_connection(db, &own, fault);
    if (rc == RC_OK) {
        rc = group_recover(&store->group, store->engine->recover, db->connection, fault);
        if (rc == RC_OK) rc = tx_attempt(db, arena, true, rule, function, context, fault);
        db->connection = own;
    }
    if (rc == RC_OK) number = group_number(&store->group);
    store_release_writer(store);
    TRY(rc);
    return group_wait(&store->group, number, store->engine->sync, db->connection, fault);
}

/*
 * Waits a random time that grows with each attempt; transactions that collided once would otherwise
 * collide again.
 */
static void back_off(int try) {
    struct random random = random_system();
    uint32_t most_us = 2000U << (try < 8 ? try : 8);
    struct timespec pause = {.tv_nsec = random_below(&random, most_us) * 1000L};
    nanosleep(&pause, NULL);
}

/*
 * A transaction that could not even begin for seconds (an unresponsive server, another writer) is
 * not tried twelve times, which would take minutes. The next transaction tries again.
 */
static enum rc run_with_retries(struct db *db, struct arena *arena, bool write,
                                enum history_rule rule, tx_function function, void *context,
                                struct fault *fault) {
    bool alone = write && store_has_single_writer(db->store);
    struct arena_mark mark = arena_mark(arena);
    enum rc rc = RC_RETRY;
    bool silent = false;
    for (int try = 0; try < TRIES && rc == RC_RETRY && !silent; try++) {
        int64_t began = monotonic_ms();
        db->begun = false;
        if (try > 0) {
            back_off(try);
            if (arena_rewind(arena, mark) != RC_OK)
                return FAULT(fault, RC_BUG, "a transaction reset the arena of its caller");
        }
        rc = alone ? attempt_as_writer(db, arena, rule, function, context, fault)
                   : tx_attempt(db, arena, write, rule, function, context, fault);
        silent = !db->begun && monotonic_ms() - began > SILENT_MS;
    }
    return rc;
}

enum rc store_run_read(struct db *db, struct arena *arena, tx_function function, void *context,
                       struct fault *fault) {
    return run_with_retries(db, arena, false, HISTORY_NONE, function, context, fault);
}

enum rc store_run_write(struct db *db, struct arena *arena, enum history_rule rule,
                        tx_function function, void *context, struct fault *fault) {
    TRY(run_with_retries(db, arena, true, rule, function, context, fault));
    heads_tell(&db->heads, &db->store->on_commit);
    return RC_OK;
}
