/*
 * Adapts the number of rows that one step of a purge deletes.
 *
 * A step should take about PACE_MS, so that no request waits long for the writer. A slower step
 * halves the number of rows; a full step that took less than half of PACE_MS grows it by half.
 *
 * Source: docs/develop/security-decisions.md B30.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PACE_MS = 25, PACE_FIRST = 100, PACE_LEAST = 20, PACE_MOST = 5000 };

struct pace {
    int64_t rows; /* rows of the next step; 0 before the first */
};

static inline int64_t pace_rows(const struct pace *pace) {
    return pace->rows == 0 ? PACE_FIRST : pace->rows;
}

/*
 * Adjusts the pace after a step that processed `rows` rows in spent_ms milliseconds. Returns
 * whether the step was full, which means that more rows may be left.
 */
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
