/* Identity of the installation: which keys belong to which database. */
#pragma once

#include "service/service.h"

/*
 * Checks that the keys belong to the database; the first call binds them. RC_DENIED: the keys are
 * of another installation and could not open any secret.
 */
enum rc installation_check_keys(struct db *db, const struct keys *keys,
                                struct fault *fault) MUST_USE;

/*
 * Returns whether the keys have been used with a database. If so, the program must not create an
 * empty one. True when the key folder has the mark file, which is written when keys are bound or
 * restored from a backup, or the file of a history check (history_check.h).
 */
bool installation_keys_are_used(struct arena *arena, struct str keys_folder);
/* Writes the mark file. Does nothing when the folder is read-only. */
void installation_mark_keys(struct arena *arena, struct str keys_folder);
