/* Monthly partitions of the table visit on PostgreSQL (sql/schema/0005_region.postgresql.sql). */
#pragma once

#include "base/day.h"
#include "domain/history.h"
#include "store/store.h"

/*
 * Creates the partitions of this month and the next two. With may_drop, drops those that ended more
 * than VISIT_MONTHS ago, up to two years back. When the table is locked by a long read, the rest
 * waits for the next call.
 */
enum rc months_keep(struct db *db, struct arena *arena, day_count today, bool may_drop,
                    struct fault *fault) MUST_USE;
/*
 * Deletes at most `rows` of the oldest rows before a time from the default partition, which holds
 * rows outside all months.
 */
enum rc months_purge(struct db *db, struct arena *arena, int64_t before_ms, int64_t rows,
                     struct fault *fault) MUST_USE;
/*
 * Creates the partitions of all months within the retention period, before a bulk insert: creating
 * a partition later has to move its rows.
 */
enum rc months_make(struct tx *tx, struct arena *arena, day_count today) MUST_USE;
