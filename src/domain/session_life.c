#include "domain/session_life.h"

bool session_lives(const struct session_rule *rule, int64_t created_ms, int64_t seen_ms,
                   int64_t now_ms) {
    bool possible = seen_ms - now_ms <= CLOCK_BACK_MS && created_ms - now_ms <= CLOCK_BACK_MS;
    return possible && now_ms - seen_ms <= rule->idle_ms && now_ms - created_ms <= rule->life_ms;
}

bool session_within(int64_t at_ms, int64_t max_ms, int64_t now_ms) {
    return now_ms - at_ms <= max_ms && at_ms - now_ms <= CLOCK_JITTER_MS;
}
