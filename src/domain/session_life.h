/* How long a session lives. Clocks are set: back, and nobody may be signed out for it; forward and
 * back again, and no session may be left that lives for a year. Pure. Source: ASVS 5.0 7.3.1 (idle)
 * and 7.3.2 (in all); SECURITY bar B26. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    CLOCK_BACK_MS =
        2 * 3600 * 1000, /* a time this much ahead may come from a clock that was set back since */
    CLOCK_JITTER_MS = 60 * 1000, /* between servers, and leap seconds */
};

struct session_rule {
    int64_t idle_ms; /* without activity */
    int64_t life_ms; /* in all, whatever the activity */
};

bool session_lives(const struct session_rule *rule, int64_t created_ms, int64_t seen_ms,
                   int64_t now_ms);
/* Is what happened at_ms at most max_ms ago? What is yet to happen is not. */
bool lately(int64_t at_ms, int64_t max_ms, int64_t now_ms);
