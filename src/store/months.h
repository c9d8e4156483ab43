/* PostgreSQL keeps visits by month (sql/schema/0005_region.postgresql.sql). */
#pragma once

#include "base/day.h"
#include "store/store.h"

/* Makes the months from this one to the one after next, and drops those that ended more than `months` months ago, two years back. */
enum rc months_keep(struct db *db, struct arena *arena, day_count today, int months, struct fault *fault) MUST_USE;
