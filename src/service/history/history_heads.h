/*
 * A record, outside the database, of the history rows that this machine committed.
 *
 * After each commit, 32 bytes per row are appended to a file per hour and process: the number of
 * the row and the first half of its MAC, no names or secrets. Files are kept for eight days.
 * Somebody who cuts off the end of a chain in the database cannot make these files match.
 *
 * Source: docs/develop/security-decisions.md B31, docs/develop/store.md "Altered history".
 */
#pragma once

#include "service/service.h"

struct history_heads;

/*
 * Opens the folder, creating it when needed. RC_IO: not possible; the caller continues without a
 * record.
 */
enum rc history_heads_open(struct arena *arena, struct str folder,
                           struct history_heads **ret_heads) MUST_USE;
void history_heads_close(struct history_heads *heads);
/* Returns the hook for store_on_commit(). heads must outlive the store. */
struct commit_hook history_heads_hook(struct history_heads *heads);
/*
 * Deletes all records. Call it after the database was deliberately restored to an earlier moment.
 */
void history_heads_forget(struct arena *arena, struct str folder);

struct heads_file {
    const char *path;
    int64_t rows; /* rows at the time of listing, all committed */
};
/* Lists the files; none when the folder does not exist. */
enum rc history_heads_list(struct arena *arena, struct str folder, struct heads_file **ret_files,
                           size_t *ret_count) MUST_USE;
/*
 * Counts the recorded rows and those that are missing or different in the database. Call it in a
 * transaction that began after the listing.
 */
enum rc history_heads_compare(struct tx *tx, struct arena *arena, const struct heads_file *files,
                              size_t count, int64_t *ret_rows, int64_t *ret_missing) MUST_USE;
