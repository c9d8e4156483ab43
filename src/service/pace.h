/* How many rows a step of a purge may take: as many as go in some 25 ms on this machine, this
 * database and this load, so that nobody waits for one. A step that took longer halves it at once,
 * one that was quick and full lets it grow. Source: docs/develop/security-decisions.md B30. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PACE_MS = 25, PACE_FIRST = 100, PACE_LEAST = 20, PACE_MOST = 5000 };

struct pace {
    int64_t rows; /* 0: none was made yet */
};

static inline int64_t pace_rows(const struct pace *pace) {
    return pace->rows == 0 ? PACE_FIRST : pace->rows;
}

/* After a step of pace_rows that took rows in so long. Answers whether it was full: there may be
 * more. */
static inline bool pace_after(struct pace *pace, int64_t rows, int64_t spent_ms) {
    int64_t asked = pace_rows(pace), next = asked;
    bool full = rows >= asked;
    if (spent_ms > PACE_MS)
        next = asked / 2;
    else if (full && spent_ms < PACE_MS / 2)
        next = asked + asked / 2;
    pace->rows = next < PACE_LEAST ? PACE_LEAST : next > PACE_MOST ? PACE_MOST : next;
    return full;
}
