/* Inside an import: endings that a school's limit holds back (docs/develop/roster-identity.md). */
#pragma once

#include "service/roster/import_people.h"

/* Which endings of a school are held back. */
struct holding {
    bool all;    /* the safety limit is exceeded */
    bool absent; /* those of pupils without a row: some rows of the file could not be read */
};
bool import_is_held(const struct holding *holding, const struct roster_change *change);

/* Decides what is held back; confirmed endings are not. */
enum rc import_limit(const struct import_work *work, const struct change_counts *counts,
                     struct holding *ret_holding) MUST_USE;
/* Replaces the held endings of the school by those of this import. An older one keeps its day. */
enum rc import_keep_held(const struct import_work *work, const struct holding *holding,
                         const struct roster_change *changes, size_t count) MUST_USE;
