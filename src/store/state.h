/*
 * Internal to the store: structures shared by store.c (the database and its transactions), db.c
 * (one connection) and tx.c (one attempt at a transaction).
 */
#pragma once

#include <stdatomic.h>

#include "store/copy.h"
#include "store/group.h"
#include "store/heads.h"
#include "store/row.h"

struct store {
    const struct engine *engine;
    const char *target;
    struct mac_hook mac;
    struct commit_hook on_commit;
    pthread_mutex_t lock; /* SQLite: protects `writer_active`; writers of this process wait here
                             instead of in the engine */
    pthread_cond_t freed;
    bool writer_active;
    void *writer_connection; /* the connection shared by all writers; its page cache stays valid,
                      because no other connection writes */
    struct notice_hook unreachable;
    _Atomic uint64_t unreachable_count;
    struct group group; /* group commit */
};

struct db {
    struct store *store;
    struct heads heads;
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

/* Connects; counts and reports a failure. */
enum rc store_connect(struct store *store, void **ret_connection, struct fault *fault) MUST_USE;
/* Returns true for SQLite: one writer at a time, and several commits share one sync of the disk. */
bool store_has_single_writer(const struct store *store);
/* Waits for the right to write. Returns RC_RETRY when another transaction writes for too long. */
enum rc store_acquire_writer(struct store *store, struct fault *fault) MUST_USE;
void store_release_writer(struct store *store);
/* Opens the connection that all writers share. The caller has the right to write. */
enum rc store_connect_writers(struct store *store, struct fault *fault) MUST_USE;

/* Reconnects a lost connection before a transaction begins, never inside one. */
enum rc db_connect(struct db *db, struct fault *fault) MUST_USE;
/* Counts a database call; true when db_fail_at chose it to fail. */
bool db_fails_now(struct db *db);

/* Runs the function once in a transaction of the connection, and commits. */
enum rc tx_attempt(struct db *db, const struct arena *arena, bool write, enum history_rule rule,
                   tx_function function, void *context, struct fault *fault) MUST_USE;
