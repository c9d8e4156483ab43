/* Formats days and times in the user's language: "19 maart 2007", "20 augustus 2026, 23.40 uur". */
#pragma once

#include "base/day.h"
#include "web/page.h"

struct str when_day(struct arena *arena, enum language language,
                    day_count day); /* "" for DAY_NONE */
/* Returns date and time in Brussels. */
struct str when_moment(struct arena *arena, enum language language, int64_t at_ms);
struct str when_iso(struct arena *arena, int64_t at_ms); /* RFC 3339 in UTC, for machines */
