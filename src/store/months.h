/* PostgreSQL keeps visits by month (sql/schema/0005_region.postgresql.sql). */
#pragma once

#include "base/day.h"
#include "domain/history.h"
#include "store/store.h"

/* Makes the months from this one to the one after next, and may drop those that ended more than
 * VISIT_MONTHS ago, two years back. Where somebody reads visits for long, what is left waits for
 * the next call. */
enum rc months_keep(struct db *db, struct arena *arena, day_count today, bool may_drop,
                    struct fault *fault) MUST_USE;
/* Of what lies in no month the oldest before that moment, at most so many rows. */
enum rc months_purge(struct db *db, struct arena *arena, int64_t before_ms, int64_t rows,
                     struct fault *fault) MUST_USE;
/* The months of all visits that are kept, before many are written at once: a month that is made
 * later has to move its rows. */
enum rc months_make(struct tx *tx, struct arena *arena, day_count today) MUST_USE;
