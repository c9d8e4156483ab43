/* What the installation knows of itself. */
#pragma once

#include "service/service.h"

/* Do these keys belong to this database? The first who asks binds them. RC_DENIED: they are those
 * of another installation, and every secret in the database would be lost on them. */
enum rc installation_check_keys(struct db *db, const struct keys *keys,
                                struct fault *fault) MUST_USE;

/* Keys that were used know that a database exists: with them no empty one may take its place. The
 * mark is a file in their folder, made when they are bound, or put back from a backup; the sum of a
 * history check (history_check.h) tells the same. */
bool installation_keys_are_used(struct arena *arena, struct str keys_folder);
/* Where the folder cannot be written (a read-only volume) there is no mark. */
void installation_mark_keys(struct arena *arena, struct str keys_folder);
