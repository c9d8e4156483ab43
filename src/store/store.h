/*
 * The database, SQLite or PostgreSQL, behind one small interface.
 *
 * The SQL is in sql/; typed functions are generated from it (store/queries.h). This header opens
 * connections and runs transactions. struct store is shared by all threads; struct db is one
 * connection and is used by one thread at a time. Inside a transaction function all access goes
 * through its struct tx. Source: docs/develop/store.md.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/str.h"

struct store;
struct db;
struct tx;

/* NULL in a column of type i64?. */
#define SQL_NULL INT64_MIN

/* The keyed hash of the history chain, passed in because the store has no access to keys. */
struct mac_hook {
    enum rc (*mac)(void *context, struct str bytes, unsigned char ret_mac[32]);
    void *context;
};

/* A committed history row, 32 bytes on disk (service/history/history_heads.h). */
struct history_head {
    int64_t subject_id;
    int32_t seq, visit;    /* visit: 1 for the table visit, 0 for history */
    unsigned char mac[16]; /* its first half */
};
/*
 * Called after each commit that is on the disk, by the thread that wrote, in blocks. A transaction
 * with more than 65,536 rows reports only the first 65,536.
 */
struct commit_hook {
    void (*told)(void *context, const struct history_head *heads, size_t count);
    void *context;
};

/*
 * Opens a store; no connection is made yet.
 *   url  "sqlite:PATH" or a libpq URL ("postgresql://…")
 * The arena must outlive the store. Errors: RC_INVALID for another url.
 */
enum rc store_open(struct arena *arena, struct str url, struct mac_hook mac,
                   struct store **ret_store, struct fault *fault) MUST_USE;
void store_close(struct store *store);
/*
 * Creates an empty SQLite database with mode 0600 when the file does not exist; does nothing for
 * PostgreSQL. Connections never create one, because a database that disappeared must not come back
 * empty. Errors: RC_IO with a fault.
 */
enum rc store_create(struct arena *arena, struct str url, struct fault *fault) MUST_USE;
/* Sets the commit hook; call it before the first connection is opened. */
void store_on_commit(struct store *store, struct commit_hook hook);

/* Called for each failed connection attempt, by the thread that made it. */
struct notice_hook {
    void (*told)(void *context, enum rc rc, const struct fault *fault);
    void *context;
};
/* Call it before the first connection is opened. */
void store_on_unreachable(struct store *store, struct notice_hook hook);
uint64_t store_unreachable_count(const struct store *store); /* failed attempts since the start */

/*
 * Opens a connection now; it reconnects by itself after the server was lost. Errors: RC_IO,
 * RC_RETRY.
 */
enum rc db_open(struct store *store, struct db **ret_db, struct fault *fault) MUST_USE;
/* Connects on first use, and tries again on each use until it succeeds. */
struct db *db_open_lazily(struct store *store);
void db_close(struct db *db);

/*
 * Applies the missing migrations, one transaction each, under a lock; waits for a concurrent
 * migration. Returns RC_CONFLICT when the schema is newer than this program or a migration was
 * altered, RC_NONE when this login may not read the schema, and RC_DENIED when migrations are
 * missing and it may not apply them.
 */
enum rc store_migrate(struct db *db, int64_t now_ms, int *ret_applied,
                      struct fault *fault) MUST_USE;

/*
 * After RC_CONFLICT of store_migrate(): decides whether this older program may continue during a
 * rolling upgrade. *ret_ahead is the number of unknown migrations; each must only add, or name a
 * migration that this program knows ("…_needs_NNNN"). Otherwise returns RC_CONFLICT. Reasons:
 * decisions/0011.
 */
enum rc store_check_newer_schema(struct db *db, int *ret_ahead, struct fault *fault) MUST_USE;

/* Returns the schema version that this program knows. */
int store_schema_known(void);
/* Returns the schema version of the database; RC_IO when it is not a database of this program. */
enum rc store_schema_steps(struct db *db, int *ret_steps, struct fault *fault) MUST_USE;

/*
 * A function that runs inside a transaction. It may be restarted when the engine reports that
 * nothing happened, so it must change nothing except the database and memory of the given arena. A
 * result other than RC_OK rolls back.
 */
typedef enum rc (*tx_function)(struct tx *tx, void *context);

/*
 * Lets store_read and store_write run a function with a context of its own type. Write it after
 * the function:
 *
 *     static enum rc write_name(struct tx *tx, const struct rename *r) { … }
 *     TX_FUNCTION(write_name, const struct rename)
 *
 * store_write(db, arena, HISTORY_REQUIRED, write_name, &rename, fault) then compiles only when
 * &rename is a const struct rename *.
 */
#define TX_FUNCTION(name, type)                                                                    \
    static enum rc name##_run(struct tx *tx, void *context) {                                      \
        return name(tx, context);                                                                  \
    }                                                                                              \
    static inline void *name##_context(type *context) {                                            \
        return (void *)context;                                                                    \
    }

/* Runs a function that reads one consistent state. */
#define store_read(db, arena, function, context, fault)                                            \
    store_run_read(db, arena, function##_run, function##_context(context), fault)
enum rc store_run_read(struct db *db, struct arena *arena, tx_function function, void *context,
                       struct fault *fault) MUST_USE;

/* Whether a write must add a history entry. */
enum history_rule { HISTORY_REQUIRED, HISTORY_NONE };

/*
 * Runs a function that writes, all or nothing. Returns RC_RETRY when nothing happened, also after
 * several attempts; RC_UNCERTAIN when the connection failed during the commit (look the change up
 * by its id); RC_BUG when a required history entry is missing (nothing was kept).
 */
#define store_write(db, arena, rule, function, context, fault)                                     \
    store_run_write(db, arena, rule, function##_run, function##_context(context), fault)
enum rc store_run_write(struct db *db, struct arena *arena, enum history_rule rule,
                        tx_function function, void *context, struct fault *fault) MUST_USE;

/* Announces a bulk write on this connection, which may then use about 100 MB. */
enum rc db_expect_bulk(struct db *db, struct fault *fault) MUST_USE;

/* *ret_has is false when the database is empty or not one of this program. */
enum rc db_has_schema(struct db *db, bool *ret_has, struct fault *fault) MUST_USE;
/*
 * *ret_in_place is false when the open database file was renamed or removed, so that writes would
 * be lost. Always true on PostgreSQL.
 */
enum rc db_in_place(struct db *db, bool *ret_in_place, struct fault *fault) MUST_USE;

/*
 * Limits the following transactions of this connection to rows of one school; 0 = all schools.
 * Queries select the right rows anyway; this is a second line of defence, effective on PostgreSQL
 * when the program has a login of its own (deploy/postgresql/roles.sql).
 */
void db_limit_to_school(struct db *db, int school_id);

struct store *db_store(struct db *db);
bool store_is_postgres(const struct store *store);
/*
 * For tests: makes the n-th database call from now on fail with RC_IO before it reaches the engine;
 * 0 disables this.
 */
void db_fail_at(struct db *db, int64_t nth_call);
/* Returns the number of database calls on this connection. */
int64_t db_calls(const struct db *db);

/* An event in the history of a subject (a pupil, a staff member, a school by its number). */
struct history_entry {
    int64_t subject_id;
    int64_t at_ms;
    int event;      /* enum history_event */
    int actor_kind; /* enum actor_kind */
    int64_t actor_id;
    int school_id; /* 0 = none */
    struct str source;
    struct str detail; /* ids and enums, never names */
};
/*
 * Starts the history of a subject that this transaction creates, without looking for earlier rows.
 * Returns RC_CONFLICT when there are any.
 */
enum rc history_begin(struct tx *tx, struct arena *arena,
                      const struct history_entry *entry) MUST_USE;
/*
 * Appends to the table history (changes) or visit (frequent events); each row is chained to the
 * previous one by its MAC.
 */
enum rc history_add(struct tx *tx, struct arena *arena, const struct history_entry *entry) MUST_USE;
enum rc db_visit_add(struct tx *tx, struct arena *arena,
                     const struct history_entry *entry) MUST_USE;
/* As above for many entries, with one query for each 32 of them. */
enum rc history_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                         size_t count) MUST_USE;
enum rc db_visit_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                          size_t count) MUST_USE;
/*
 * The number of changes up to a time, and the XOR of their MACs. Stored outside the database, it
 * reveals a truncated or deleted chain.
 */
struct history_sum {
    int64_t until_ms, rows;
    unsigned char sum[32];
};
struct history_state {
    int64_t rows;                     /* changes and visits */
    int64_t broken;                   /* number of broken chains */
    int64_t first_subject, first_seq; /* the first broken row */
    struct history_sum sums[2];
};
/*
 * Verifies all chains, with the sums up to two times. A chain of visits may start in the middle,
 * because old rows are dropped.
 */
enum rc history_verify_all(struct tx *tx, const int64_t until_ms[2],
                           struct history_state *ret_state) MUST_USE;
/*
 * Verifies the chain of one subject. *ret_broken_seq is 0 when it is intact, otherwise the number
 * of the first row that does not match.
 */
enum rc history_verify(struct tx *tx, struct arena *arena, int64_t subject_id,
                       int64_t *ret_broken_seq) MUST_USE;
