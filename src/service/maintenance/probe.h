/* The health probe: can this server answer with its keys and write to its database? */
#pragma once

#include "service/service.h"

/*
 * Asks the key process for a MAC, checks that the open database is still the file at its path, and
 * takes the write lock in an empty transaction.
 *   row  write a row as well, which detects a full disk and a standby that does not acknowledge
 * Returns RC_IO, and logs event=database_moved, when the file was moved away.
 */
enum rc probe_write(struct service *service, struct arena *arena, bool row) MUST_USE;
