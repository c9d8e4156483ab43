/* What this machine committed to the histories, told outside the database: after each commit the
 * number and the first half of the MAC of every row it wrote, in a file for each hour and process,
 * kept eight days. Who cuts off the end of a chain behind the application's back cannot make these
 * fit. Neither names nor secrets: 32 bytes a row. Source: docs/develop/security-decisions.md B31,
 * docs/develop/store.md "Altered history". */
#pragma once

#include "service/service.h"

struct history_heads;

/* The folder is made when it is not there. RC_IO: it cannot be; then nothing is told. */
enum rc history_heads_open(struct arena *arena, struct str folder,
                           struct history_heads **ret_heads) MUST_USE;
void history_heads_close(struct history_heads *heads);
struct commit_hook history_heads_hook(struct history_heads *heads);
/* The database was put back to an earlier moment, as somebody wished: what was told before is
 * forgotten. */
void history_heads_forget(struct arena *arena, struct str folder);

struct heads_file {
    const char *path;
    int64_t rows; /* at the moment of listing: all of them are committed */
};
/* A folder that is not there has none. */
enum rc history_heads_list(struct arena *arena, struct str folder, struct heads_file **ret_files,
                           size_t *ret_count) MUST_USE;
/* Inside a transaction that began after the listing: how many rows of them are not there any more,
 * or are others. */
enum rc history_heads_compare(struct tx *tx, struct arena *arena, const struct heads_file *files,
                              size_t count, int64_t *ret_rows, int64_t *ret_missing) MUST_USE;
