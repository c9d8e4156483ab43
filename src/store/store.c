#include "store/store.h"

#include <stdatomic.h>
#include <time.h>

#include "base/wait.h"
#include "store/copy.h"
#include "store/group.h"
#include "store/row.h"

enum {
    TRIES = 12,
    SILENT_MS = 3000,
    WRITER_MS = 10000,
    HEADS_A_BLOCK = 128,
    HEADS_MAX = 65536,
    HEADS_BYTES = 16 << 20
};

struct store {
    const struct engine *engine;
    const char *target;
    struct mac_hook mac;
    struct commit_hook on_commit;
    pthread_mutex_t lock; /* SQLite: protects `taken`; writers of this process wait here instead of
                             in the engine */
    pthread_cond_t freed;
    bool taken;
    void *writing; /* the connection shared by all writers; its page cache stays valid, because no
                      other connection writes */
    struct notice_hook unreachable;
    _Atomic uint64_t unreachable_count;
    struct group group; /* group commit */
};

/* History rows that are reported after the commit. */
struct heads {
    struct heads *next;
    size_t count;
    struct history_head rows[HEADS_A_BLOCK];
};

struct db {
    struct store *store;
    struct arena
        *heads_arena; /* for the blocks of one transaction; NULL when there is no commit hook */
    struct heads *first_heads, *last_heads;
    size_t head_count;
    struct arena *arena;
    void *connection; /* NULL = not connected */
    int school_id;    /* row security; 0 = all schools */
    int64_t calls;
    int64_t fail_at;
    bool begun; /* the engine started the transaction of the last attempt */
};

struct tx {
    struct db *db;
    const struct arena *arena; /* of the caller */
    struct fault *fault;
    bool wrote_history;
};

enum rc store_open(struct arena *arena, struct str url, struct mac_hook mac,
                   struct store **ret_store, struct fault *fault) {
    struct store *store = ARENA_NEW(arena, struct store);
    bool sqlite = str_starts(url, S("sqlite:"));
    bool postgres = str_starts(url, S("postgresql:")) || str_starts(url, S("postgres:"));
    if (!sqlite && !postgres)
        return FAULT(fault, RC_INVALID, "database: want sqlite:PATH or postgresql://…");
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
    if (store->writing != NULL) store->engine->disconnect(store->writing);
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

/* Connects; counts and reports a failure. */
static enum rc connect_to(struct store *store, void **ret_connection, struct fault *fault) {
    struct fault own = {.detail = ""};
    struct fault *why = fault == NULL ? &own : fault;
    enum rc rc = store->engine->connect(store, ret_connection, why);
    if (rc == RC_OK) return RC_OK;
    atomic_fetch_add(&store->unreachable_count, 1);
    if (store->unreachable.told != NULL)
        store->unreachable.told(store->unreachable.context, rc, why);
    return rc;
}

struct db *db_later(struct store *store) {
    struct arena *arena = arena_create(64 << 10, false);
    struct db *db = ARENA_NEW(arena, struct db);
    db->store = store;
    db->arena = arena;
    if (store->on_commit.told != NULL) db->heads_arena = arena_create(HEADS_BYTES, false);
    return db;
}

enum rc db_open(struct store *store, struct db **ret_db, struct fault *fault) {
    struct db *db = db_later(store);
    enum rc rc = connect_to(store, &db->connection, fault); /* stays NULL on failure */
    if (rc == RC_OK)
        *ret_db = db;
    else
        db_close(db);
    return rc;
}

void db_close(struct db *db) {
    if (db == NULL) return;
    if (db->connection != NULL) db->store->engine->disconnect(db->connection);
    arena_destroy(db->heads_arena);
    arena_destroy(db->arena);
}

/* Reconnects a lost connection before a transaction begins, never inside one. */
static enum rc ensure_connection(struct db *db, struct fault *fault) {
    const struct engine *engine = db->store->engine;
    if (db->connection != NULL && engine->alive(db->connection)) return RC_OK;
    if (db->connection != NULL) engine->disconnect(db->connection);
    db->connection = NULL;
    return connect_to(db->store, &db->connection, fault); /* stays NULL on failure */
}

/* Waits for the right to write. Returns RC_RETRY when another transaction writes for too long. */
static enum rc take_turn(struct store *store, struct fault *fault) {
    int64_t until_ms = boot_ms() + WRITER_MS;
    pthread_mutex_lock(&store->lock);
    while (store->taken && wait_until(&store->freed, &store->lock, until_ms)) continue;
    bool mine = !store->taken;
    if (mine) store->taken = true;
    pthread_mutex_unlock(&store->lock);
    return mine ? RC_OK : FAULT(fault, RC_RETRY, "another transaction writes for more than 10 s");
}

static void end_turn(struct store *store) {
    pthread_mutex_lock(&store->lock);
    store->taken = false;
    pthread_cond_signal(&store->freed);
    pthread_mutex_unlock(&store->lock);
}

/* Opens the connection that all writers share. The caller has the right to write. */
static enum rc connect_writers(struct store *store, struct fault *fault) {
    return store->writing != NULL ? RC_OK : connect_to(store, &store->writing, fault);
}

/*
 * Replaces the connection of a struct db by that of the writers; *ret_own is its own, which the
 * caller restores. The caller has the right to write.
 */
static enum rc take_pen(struct db *db, void **ret_own, struct fault *fault) {
    struct store *store = db->store;
    TRY(ensure_connection(db, fault));
    TRY(connect_writers(store, fault));
    *ret_own = db->connection;
    db->connection = store->writing;
    return RC_OK;
}

static bool writes_alone(const struct db *db) {
    return db->store->engine->sync != NULL;
}

enum rc db_expect_bulk(struct db *db, struct fault *fault) {
    struct store *store = db->store;
    TRY(ensure_connection(db, fault));
    if (!writes_alone(db)) return store->engine->expect_bulk(db->connection, fault);
    TRY(take_turn(store, fault));
    enum rc rc = connect_writers(store, fault);
    if (rc == RC_OK) rc = store->engine->expect_bulk(store->writing, fault);
    end_turn(store);
    return rc;
}

enum rc store_check(struct db *db, struct fault *fault) {
    TRY(ensure_connection(db, fault));
    return db->store->engine->check(db->connection, fault);
}

enum rc store_owns_tables(struct db *db, bool *ret_owns, struct fault *fault) {
    *ret_owns = false;
    if (db->store->engine->owns == NULL) return RC_OK;
    TRY(ensure_connection(db, fault));
    return db->store->engine->owns(db->connection, ret_owns, fault);
}

enum rc db_backup(struct db *db, const char *file, struct fault *fault) {
    TRY(ensure_connection(db, fault));
    return db->store->engine->backup(db->connection, file, fault);
}

enum rc db_settle(struct db *db, struct fault *fault) {
    TRY(ensure_connection(db, fault));
    return writes_alone(db) ? db->store->engine->mend(db->connection, fault) : RC_OK;
}

enum rc db_has_schema(struct db *db, bool *ret_has, struct fault *fault) {
    *ret_has = false;
    TRY(ensure_connection(db, fault));
    return db->store->engine->has_table(db->connection, "schema_step", ret_has, fault);
}

enum rc db_in_place(struct db *db, bool *ret_in_place, struct fault *fault) {
    struct store *store = db->store;
    *ret_in_place = true;
    if (store->engine->in_place == NULL) return RC_OK;
    TRY(take_turn(store, fault));
    enum rc rc = connect_writers(store, fault);
    if (rc == RC_OK) rc = store->engine->in_place(store->writing, ret_in_place, fault);
    end_turn(store);
    return rc;
}

void db_wall(struct db *db, int school_id) {
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

static bool fails_now(struct db *db) {
    return ++db->calls == db->fail_at;
}

static void begin_heads(struct db *db) {
    if (db->first_heads != NULL) arena_reset(db->heads_arena);
    db->first_heads = db->last_heads = NULL;
    db->head_count = 0;
}

static void tell_heads(struct db *db) {
    for (const struct heads *block = db->first_heads; block != NULL; block = block->next)
        db->store->on_commit.told(db->store->on_commit.context, block->rows, block->count);
}

/*
 * Past its memory limit a transaction ends and is rolled back; the connection and the program
 * continue.
 */
static enum rc check_memory(const struct arena *arena, struct fault *fault) {
    if (!arena_is_over(arena)) return RC_OK;
    return FAULT(fault, RC_TOO_LARGE, "memory past its limit: %zu bytes", arena_used(arena));
}

static enum rc attempt(struct db *db, const struct arena *arena, bool write, enum history_rule rule,
                       tx_function function, void *context, struct fault *fault) {
    const struct engine *engine = db->store->engine;
    struct tx tx = {.db = db, .arena = arena, .fault = fault};
    TRY(check_memory(arena, fault));
    begin_heads(db);
    TRY(ensure_connection(db, fault));
    if (fails_now(db)) return FAULT(fault, RC_IO, "injected at begin");
    TRY(engine->begin(db->connection, write, db->school_id, fault));
    db->begun = true;
    enum rc rc = function(&tx, context);
    if (rc == RC_OK && write && rule == HISTORY_REQUIRED && !tx.wrote_history)
        rc = FAULT(fault, RC_BUG, "a write left no history");
    if (rc == RC_OK) rc = check_memory(arena, fault);
    if (rc == RC_OK && fails_now(db)) rc = FAULT(fault, RC_IO, "injected at commit");
    if (rc != RC_OK) {
        engine->rollback(db->connection);
        return rc;
    }
    rc = engine->commit(db->connection, fault);
    return rc == RC_UNCERTAIN && !write ? RC_RETRY : rc; /* a read has no uncertain outcome */
}

/*
 * Runs one writer at a time; waits for the disk after releasing the right to write, so that the
 * next one can start.
 */
static enum rc attempt_alone(struct db *db, const struct arena *arena, enum history_rule rule,
                             tx_function function, void *context, struct fault *fault) {
    struct store *store = db->store;
    uint64_t number = 0;
    void *own;
    TRY(take_turn(store, fault));
    enum rc rc = take_pen(db, &own, fault);
    if (rc == RC_OK) {
        rc = group_mend(&store->group, store->engine->mend, db->connection, fault);
        if (rc == RC_OK) rc = attempt(db, arena, true, rule, function, context, fault);
        db->connection = own;
    }
    if (rc == RC_OK) number = group_number(&store->group);
    end_turn(store);
    TRY(rc);
    return group_wait(&store->group, number, store->engine->sync, db->connection, fault);
}

/*
 * Waits a random time that grows with each attempt; transactions that collided once would otherwise
 * collide again.
 */
static void pause_before(int try) {
    struct random random = random_system();
    uint32_t most_us = 2000U << (try < 8 ? try : 8);
    struct timespec pause = {.tv_nsec = random_below(&random, most_us) * 1000L};
    nanosleep(&pause, NULL);
}

/*
 * A transaction that could not even begin for seconds (an unresponsive server, another writer) is
 * not tried twelve times, which would take minutes. The next transaction tries again.
 */
static enum rc run_again_until_done(struct db *db, struct arena *arena, bool write,
                                    enum history_rule rule, tx_function function, void *context,
                                    struct fault *fault) {
    bool alone = write && writes_alone(db);
    struct arena_mark mark = arena_mark(arena);
    enum rc rc = RC_RETRY;
    bool silent = false;
    for (int try = 0; try < TRIES && rc == RC_RETRY && !silent; try++) {
        int64_t began = boot_ms();
        db->begun = false;
        if (try > 0) {
            pause_before(try);
            if (arena_rewind(arena, mark) != RC_OK)
                return FAULT(fault, RC_BUG, "a transaction gave back memory it was handed");
        }
        rc = alone ? attempt_alone(db, arena, rule, function, context, fault)
                   : attempt(db, arena, write, rule, function, context, fault);
        silent = !db->begun && boot_ms() - began > SILENT_MS;
    }
    return rc;
}

enum rc store_read(struct db *db, struct arena *arena, tx_function function, void *context,
                   struct fault *fault) {
    return run_again_until_done(db, arena, false, HISTORY_NONE, function, context, fault);
}

enum rc store_write(struct db *db, struct arena *arena, enum history_rule rule,
                    tx_function function, void *context, struct fault *fault) {
    TRY(run_again_until_done(db, arena, true, rule, function, context, fault));
    tell_heads(db);
    return RC_OK;
}

/* Passes the rows of a statement on and checks the memory after each. */
struct checked_rows {
    const struct tx *tx;
    row_function row;
    void *context;
};

static enum rc take_checked(void *context, const struct value *columns) {
    const struct checked_rows *rows = context;
    TRY(rows->row(rows->context, columns));
    return check_memory(rows->tx->arena, rows->tx->fault);
}

enum rc tx_run(struct tx *tx, const struct statement *statement, const struct value *in,
               row_function row, void *context, int64_t *ret_changed) {
    struct db *db = tx->db;
    struct checked_rows rows = {tx, row, context};
    if (fails_now(db)) return FAULT(tx->fault, RC_IO, "injected at %s", statement->name);
    TRY(check_memory(tx->arena, tx->fault));
    return db->store->engine->run(db->connection, statement, in, row == NULL ? NULL : take_checked,
                                  &rows, ret_changed, tx->fault);
}

enum rc tx_script(struct tx *tx, const char *sql) {
    if (fails_now(tx->db)) return FAULT(tx->fault, RC_IO, "injected at a script");
    return tx->db->store->engine->script(tx->db->connection, sql, tx->fault);
}

enum rc tx_has_table(struct tx *tx, const char *name, bool *ret_has) {
    if (fails_now(tx->db)) return FAULT(tx->fault, RC_IO, "injected at a look");
    return tx->db->store->engine->has_table(tx->db->connection, name, ret_has, tx->fault);
}

struct fault *tx_fault(struct tx *tx) {
    return tx->fault;
}

void tx_mark_history(struct tx *tx, int64_t subject_id, int64_t seq, bool visit, struct str mac) {
    struct db *db = tx->db;
    tx->wrote_history = true;
    if (db->heads_arena == NULL || db->head_count++ >= HEADS_MAX) return;
    if (db->last_heads == NULL || db->last_heads->count == HEADS_A_BLOCK) {
        struct heads *block = ARENA_NEW(db->heads_arena, struct heads);
        if (db->last_heads == NULL)
            db->first_heads = block;
        else
            db->last_heads->next = block;
        db->last_heads = block;
    }
    struct history_head *head = &db->last_heads->rows[db->last_heads->count++];
    *head = (struct history_head){.subject_id = subject_id, .seq = (int32_t)seq, .visit = visit};
    memcpy(head->mac, mac.ptr, sizeof head->mac);
}

struct mac_hook tx_mac(struct tx *tx) {
    return tx->db->store->mac;
}
