/*
 * Lock that shows whether a SQLite database is in use, across processes and containers that share
 * its volume.
 *
 * Every process that opens the database holds a shared lock on the file beside it (leerid.db.lock);
 * restore holds an exclusive one while it replaces the database. The lock ends with the process.
 */
#pragma once

#include "base/str.h"

enum lock_kind { LOCK_SHARED, LOCK_EXCLUSIVE };

/*
 * Takes the lock without waiting.
 *   file    path of the database
 *   ret_fd  close it to release the lock
 * Errors: RC_CONFLICT when others hold it, RC_IO (see fault).
 */
enum rc database_lock(struct arena *arena, struct str file, enum lock_kind kind, int *ret_fd,
                      struct fault *fault) MUST_USE;
