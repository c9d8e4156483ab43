/* The database, SQLite or PostgreSQL, behind one small interface. SQL lives in sql/, typed
 * functions are made from it (store/queries.h); this header opens connections and runs
 * transactions.
 *
 * struct store is shared by all threads; struct db is one connection and belongs to one thread at a
 * time. Inside a transaction function everything goes through its struct tx. Source:
 * docs/develop/store.md.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/str.h"

struct store;
struct db;
struct tx;

/* A NULL in a column of type i64?. */
#define SQL_NULL INT64_MIN

/* The keyed hash that chains history rows; given from outside because keys are not this room's
 * business. */
struct mac_hook {
    enum rc (*mac)(void *context, struct str bytes, unsigned char ret_mac[32]);
    void *context;
};

/* A row of a history as it was committed, in 32 bytes of a file (service/history_heads.h). */
struct history_head {
    int64_t subject_id;
    int32_t seq, visit;    /* visit: 1 of visits, 0 of changes */
    unsigned char mac[16]; /* its first half */
};
/* Told after each commit, once it is on the disk, by the thread that wrote; in pieces. Of a
 * transaction of more than 65,536 rows the first so many. */
struct commit_hook {
    void (*told)(void *context, const struct history_head *heads, size_t count);
    void *context;
};

/* url: "sqlite:PATH" or anything libpq takes ("postgresql://…"). The arena outlives the store.
 * RC_IO when it cannot be opened. */
enum rc store_open(struct arena *arena, struct str url, struct mac_hook mac,
                   struct store **ret_store, struct fault *fault) MUST_USE;
void store_close(struct store *store);
/* Makes an empty SQLite database, mode 0600, where none is; does nothing for PostgreSQL.
 * Connections never make one: a database that went away must not come back empty. RC_IO with a
 * fault. */
enum rc store_create(struct arena *arena, struct str url, struct fault *fault) MUST_USE;
/* Before the first connection is opened. */
void store_on_commit(struct store *store, struct commit_hook hook);

/* Told of each connection that could not be made, by the thread that wanted it. */
struct notice_hook {
    void (*told)(void *context, enum rc rc, const struct fault *fault);
    void *context;
};
void store_on_unreachable(struct store *store,
                          struct notice_hook hook); /* before the first connection is opened */
uint64_t store_unreachable_count(const struct store *store); /* of them, since the start */

/* One connection, opened now; comes back by itself after the server was lost. */
enum rc db_open(struct store *store, struct db **ret_db, struct fault *fault) MUST_USE;
struct db *db_later(struct store *store); /* connects when it is first used, and tries again each
                                             time until it can */
void db_close(struct db *db);

/* Brings the schema up to date: numbered steps, one transaction each, under a lock. RC_CONFLICT
 * when the schema is newer than this program or a step was altered; RC_NONE when this login may not
 * even look, RC_DENIED when it may, steps are missing, and it may not add them. Another migration
 * at the same time is waited for. */
enum rc store_migrate(struct db *db, int64_t now_ms, int *ret_applied,
                      struct fault *fault) MUST_USE;

/* After RC_CONFLICT of store_migrate: may this program, as an older one in a rolling upgrade, go on
 * with the database? *ret_ahead: the steps it does not know; each only adds, or needs none of them
 * ("…_needs_NNNN" in its name). Else RC_CONFLICT. Docs: decisions/0012. */
enum rc store_judge_ahead(struct db *db, int *ret_ahead, struct fault *fault) MUST_USE;

/* Steps of the schema that this program knows. */
int store_schema_known(void);
/* Steps of the schema that the database has; RC_IO when it is no database of this program. */
enum rc store_schema_steps(struct db *db, int *ret_steps, struct fault *fault) MUST_USE;

/* A function run inside a transaction. It may be run again from the start when the engine says that
 * nothing happened, so it changes nothing but the database and memory of the arena it was given.
 * Any answer but RC_OK rolls back. */
typedef enum rc (*tx_function)(struct tx *tx, void *context);

/* Reads one consistent state. */
enum rc store_read(struct db *db, struct arena *arena, tx_function function, void *context,
                   struct fault *fault) MUST_USE;

/* A write must leave a trace in history, unless it says that it has none to leave. */
enum history_rule { HISTORY_REQUIRED, HISTORY_NONE };

/* Writes all or nothing. RC_RETRY: nothing happened, also after several tries. RC_UNCERTAIN: the
 * connection broke at the commit; ask by id. RC_BUG: history was required and none was written
 * (nothing was kept). */
enum rc store_write(struct db *db, struct arena *arena, enum history_rule rule,
                    tx_function function, void *context, struct fault *fault) MUST_USE;

/* This connection is going to write very much at once: it may use some 100 MB to do so. */
enum rc db_expect_bulk(struct db *db, struct fault *fault) MUST_USE;

/* *ret_has: false when the database is empty, or is none of this program. */
enum rc db_has_schema(struct db *db, bool *ret_has, struct fault *fault) MUST_USE;
/* *ret_in_place: false when the file that writers have open was renamed or removed, so that what is
 * written is lost. Always true on PostgreSQL. */
enum rc db_in_place(struct db *db, bool *ret_in_place, struct fault *fault) MUST_USE;

/* From now on transactions of this connection see and write rows of this school only; 0: of all.
 * The application asks for the right rows anyway: this is a second wall, which stands on PostgreSQL
 * when the program signs in with a login of its own (deploy/postgresql/roles.sql). */
void db_wall(struct db *db, int school_id);

struct store *db_store(struct db *db);
bool store_is_postgres(const struct store *store);
/* For tests: the n-th database call from now on fails with RC_IO before it reaches the engine; 0
 * switches this off. */
void db_fail_at(struct db *db, int64_t nth_call);
/* Database calls made so far on this connection. */
int64_t db_calls(const struct db *db);

/* One thing that happened to a subject (a pupil, a staff member, a school by its number). */
struct history_entry {
    int64_t subject_id;
    int64_t at_ms;
    int event;      /* enum history_event */
    int actor_kind; /* enum actor_kind */
    int64_t actor_id;
    int school_id; /* 0: none */
    struct str source;
    struct str detail; /* ids and enums, never names */
};
/* Begins the history of a subject that this transaction makes: there is nothing to look back to.
 * RC_CONFLICT when there is. */
enum rc history_begin(struct tx *tx, struct arena *arena,
                      const struct history_entry *entry) MUST_USE;
/* Appends to the table history (changes) or visit (what happens often), each row chained to the one
 * before it. */
enum rc history_add(struct tx *tx, struct arena *arena, const struct history_entry *entry) MUST_USE;
enum rc visit_add(struct tx *tx, struct arena *arena, const struct history_entry *entry) MUST_USE;
/* The same for many entries at once, one question for every 32 of them. */
enum rc history_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                         size_t count) MUST_USE;
enum rc visit_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                       size_t count) MUST_USE;
/* *ret_broken_seq: 0 when the chain of the subject is whole, else the number of the first row that
 * does not fit. */
/* All changes up to a moment: how many, and their MACs added up. Kept outside the database it tells
 * when the end of a chain, or a whole one, is gone. */
struct history_sum {
    int64_t until_ms, rows;
    unsigned char sum[32];
};
struct history_state {
    int64_t rows;                     /* changes and visits */
    int64_t broken;                   /* chains */
    int64_t first_subject, first_seq; /* where the first is broken */
    struct history_sum sums[2];
};
/* Every chain there is, with the sums up to two moments. A chain of visits may begin in the middle:
 * old ones are dropped. */
enum rc history_verify_all(struct tx *tx, const int64_t until_ms[2],
                           struct history_state *ret_state) MUST_USE;
enum rc history_verify(struct tx *tx, struct arena *arena, int64_t subject_id,
                       int64_t *ret_broken_seq) MUST_USE;
