/*
 * Copies a whole database from one engine to another, or to a backup file. Source:
 * docs/develop/store.md, "Copies".
 */
#pragma once

#include "base/day.h"
#include "store/store.h"

struct copy_progress {
    void (*report)(void *context, const char *table,
                   int64_t rows); /* called after each page of a table; may be NULL */
    void *context;
};

/*
 * Copies every row of every table from one consistent state in one transaction. Both databases have
 * the current schema; the target must be empty, otherwise RC_CONFLICT.
 *   today  on PostgreSQL the monthly partitions of the retention period up to this day are created
 *          first
 */
enum rc store_copy(struct db *from, struct db *to, day_count today,
                   const struct copy_progress *progress, int64_t *ret_rows,
                   struct fault *fault) MUST_USE;

/*
 * Writes a consistent state to a new SQLite file while others continue to work; also for
 * PostgreSQL. The file must not exist. The copy is verified as by store_check_copy(); after a
 * failure the file is removed.
 */
enum rc store_backup(struct db *db, const char *file, int64_t now_ms, struct fault *fault) MUST_USE;

/* Checks that the engine can read all its data. Errors: RC_IO with a fault. */
enum rc db_check(struct db *db, struct fault *fault) MUST_USE;

/*
 * As db_check(), for a copy that is not open elsewhere; it must contain a schema too. Creates no
 * files beside it.
 */
enum rc store_check_copy(const char *file, struct fault *fault) MUST_USE;

/*
 * Tells whether this login owns the tables (PostgreSQL). If so, neither row security between
 * schools nor the write protection of the history is effective.
 */
enum rc db_owns_tables(struct db *db, bool *ret_owns, struct fault *fault) MUST_USE;
