/* Inside an import: one school's rows against what is there. */
#pragma once

#include "service/roster/import_roster.h"

struct import_ask {
    struct service *service;
    const struct actor *actor;
    const struct import_options *options;
    struct import_report *report; /* counts and messages grow */
    day_count today;
    struct arena *arena; /* of the report */
};

/* Nothing stands in the way of applying, so far. */
bool import_may_apply(const struct import_ask *ask);

/* Compares, tells what is wrong, and applies as long as everything may be applied. rows: all rows
 * of the school; sorted in place. */
enum rc import_school(struct tx *tx, const struct import_ask *ask, struct arena *scratch,
                      int school, struct roster_row *rows, size_t count) MUST_USE;
