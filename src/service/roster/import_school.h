/* Imports one school of a file in one transaction. Private to the import. */
#pragma once

#include "service/roster/import_roster.h"

/* Data shared by all schools of one import. */
struct import_ask {
    struct service *service;
    const struct actor *actor;
    const struct import_options *options;
    struct import_report *report; /* result; counts and messages are added */
    day_count today;
    struct arena *arena; /* lifetime of the report */
    struct fault *fault;
};

/*
 * Compares the rows of a school with the database and applies the differences. Does not apply them
 * when a row has an error, the run is dry, or confirmation is needed. Adds the result to the
 * report.
 *   rows   all rows of the school; not modified, because a transaction may be retried
 *   arena  lifetime of this school
 */
enum rc import_school(const struct import_ask *ask, struct arena *arena, int school,
                      const struct roster_row *rows, size_t count) MUST_USE;
