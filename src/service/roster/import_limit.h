/* Safety limit of an import: endings of enrolments that are held back
 * (docs/develop/roster-identity.md). Private to the import. */
#pragma once

#include "service/roster/import_people.h"

/* The endings of a school that are held back. */
struct holding {
    bool all;    /* all, because the safety limit is exceeded */
    bool absent; /* those of pupils without a row, because some rows of the file are unreadable */
};
/* Tells whether a change is an ending that is held back. */
bool import_is_held(const struct holding *holding, const struct roster_change *change);

/* Decides which endings are held back. Confirmed endings are not. */
enum rc import_limit(const struct import_work *work, const struct change_counts *counts,
                     struct holding *ret_holding) MUST_USE;
/* Replaces the stored held endings of the school by those of this import. An ending that was
 * already held keeps its original date. */
enum rc import_keep_held(const struct import_work *work, const struct holding *holding,
                         const struct roster_change *changes, size_t count) MUST_USE;
