/* Was history altered behind the application's back? Every chain is checked, and what there was at
 * the last check must still be there: its sum is kept in a file outside the database, beside the
 * keys. Source: docs/develop/security-decisions.md B31. */
#pragma once

#include "service/service.h"

struct history_verdict {
    int64_t rows;
    int64_t broken_chains;
    int64_t subject, seq; /* where the first is broken */
    bool had_anchor;
    bool shrunk;          /* rows of before the last check are gone or others */
    int64_t anchor_ms;    /* of the last check */
    int64_t told, untrue; /* rows that this machine wrote in the last eight days; those of them that
                             are gone or others */
};
/* heads_folder: what this machine committed (history_heads.h).
 * RC_OK with a verdict, good or bad. A good one becomes the new anchor: changes older than ten
 * minutes, by then no transaction is open. */
enum rc history_check(struct service *service, struct arena *arena, const char *anchor_file,
                      struct str heads_folder, struct history_verdict *ret_verdict,
                      struct fault *fault) MUST_USE;
