/*
 * Detects changes to the history that were made behind the application's back.
 *
 * Verifies every hash chain, and that all rows of the last check still exist: their sum is stored
 * in a file outside the database, beside the keys (the anchor).
 *
 * Source: docs/develop/security-decisions.md B31.
 */
#pragma once

#include "service/service.h"

struct history_verdict {
    int64_t rows; /* verified */
    int64_t broken_chains;
    int64_t subject, seq; /* the first broken row */
    bool had_anchor;
    bool shrunk;          /* rows from before the last check are missing or different */
    int64_t anchor_ms;    /* time of the last check */
    int64_t told, untrue; /* rows that this machine wrote in the last eight days; those that are
                             missing or different */
};
/*
 * Checks the history. Returns RC_OK with a verdict, good or bad. After a good verdict the anchor
 * covers all rows older than ten minutes; by then every transaction that wrote them has ended.
 *   heads_folder  what this machine committed (history_heads.h)
 */
enum rc history_check(struct service *service, struct arena *arena, const char *anchor_file,
                      struct str heads_folder, struct history_verdict *ret_verdict,
                      struct fault *fault) MUST_USE;
