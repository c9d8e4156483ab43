/*
 * Session lifetime. When a server's clock is set back, nobody is signed out; when it is set forward
 * and back again, no session stays valid for much longer than allowed. Pure. Source: ASVS 5.0 7.3.1
 * (idle) and 7.3.2 (total); docs/develop/security-decisions.md B26.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    CLOCK_BACK_MS = 2 * 3600 * 1000, /* a stored time up to this far in the future is accepted: the
                                        clock was set back since */
    CLOCK_JITTER_MS = 60 * 1000,     /* difference between servers, and leap seconds */
};

struct session_rule {
    int64_t idle_ms; /* maximum time without activity */
    int64_t life_ms; /* maximum lifetime, regardless of activity */
};

/* Tells whether a session is still valid. */
bool session_lives(const struct session_rule *rule, int64_t created_ms, int64_t seen_ms,
                   int64_t now_ms);
/* Tells whether at_ms is at most max_ms ago. False for the future, apart from CLOCK_JITTER_MS. */
bool session_within(int64_t at_ms, int64_t max_ms, int64_t now_ms);
