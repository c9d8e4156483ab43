/* Tells who has a SQLite database open, across processes and containers that share its volume.
 * Everybody who opens the database holds the lock file beside it (leerid.db.lock) shared; who puts
 * another file in its place holds it alone. The lock ends with its process. */
#pragma once

#include "base/str.h"

enum lock_kind { LOCK_SHARED, LOCK_ALONE };

/* file: the database. *ret_fd: close it to let the lock go. RC_CONFLICT: others hold it; RC_IO with
 * a fault. */
enum rc database_lock(struct arena *arena, struct str file, enum lock_kind kind, int *ret_fd,
                      struct fault *fault) MUST_USE;
