/* A whole database from one engine to another, and its copy in one file. Source:
 * docs/develop/store.md, "Copies". */
#pragma once

#include "base/day.h"
#include "store/store.h"

struct copy_progress {
    void (*report)(void *context, const char *table,
                   int64_t rows); /* after each page of a table; may be NULL */
    void *context;
};

/* Every row of every table, read from one state and written in one transaction. Both have the
 * newest schema; the target holds nothing yet (else RC_CONFLICT). today: on PostgreSQL the months
 * of visits that are kept by then are made first. */
enum rc store_copy(struct db *from, struct db *to, day_count today,
                   const struct copy_progress *progress, int64_t *ret_rows,
                   struct fault *fault) MUST_USE;

/* One consistent state as a SQLite file, while others go on working; of a PostgreSQL database too.
 * The file must not be there yet. The copy is checked as store_check_copy does; after a failure
 * there is no file. */
enum rc store_backup(struct db *db, const char *file, int64_t now_ms, struct fault *fault) MUST_USE;

/* Looks whether the engine can read everything it holds. RC_IO with what is wrong. */
enum rc store_check(struct db *db, struct fault *fault) MUST_USE;

/* The same for a copy that nobody has open; it must hold a schema too. Nothing is made beside the
 * file. */
enum rc store_check_copy(const char *file, struct fault *fault) MUST_USE;

/* Does this login own the tables (PostgreSQL)? Then neither the wall between schools nor that
 * around the history stands. */
enum rc store_owns_tables(struct db *db, bool *ret_owns, struct fault *fault) MUST_USE;
