/* Inside an import: one school of a file, in one transaction. */
#pragma once

#include "service/roster/import_roster.h"

struct import_ask {
    struct service *service;
    const struct actor *actor;
    const struct import_options *options;
    struct import_report *report; /* counts and messages grow */
    day_count today;
    struct arena *arena; /* of the report */
    struct fault *fault;
};

/*
 * Compares the rows of a school with the database and applies the differences, unless a row has an
 * error, the run is dry, or somebody must confirm first. Adds to the report what it did.
 *   rows   all rows of the school; not changed, because a transaction may run again
 *   arena  of this school
 */
enum rc import_school(const struct import_ask *ask, struct arena *arena, int school,
                      const struct roster_row *rows, size_t count) MUST_USE;
