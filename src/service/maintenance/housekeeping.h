/*
 * Deletes data that is no longer needed: ended sessions, sign-in steps, links, rate-limit counters,
 * old drafts.
 *
 * Each call deletes a few rows per table, so that no lock is held for long; call again while
 * *ret_more is set.
 *
 * Source: docs/develop/security-decisions.md "Data", B30.
 */
#pragma once

#include "service/pace.h"
#include "service/service.h"

enum { HOUSEKEEPING_PURGES = 21 };
/* Days that counters of failed attempts and networks of pupils are kept after the last change. */
enum { ATTEMPTS_KEPT_DAYS = 400, NETWORKS_KEPT_DAYS = 30, REVEALS_KEPT_DAYS = 400 };
struct housekeeping_pace {
    struct pace purges[HOUSEKEEPING_PURGES];
};

/* Runs one round. The caller zeroes *pace once and passes it to every round. */
enum rc housekeeping(struct service *service, struct arena *arena, struct housekeeping_pace *pace,
                     bool *ret_more, struct fault *fault) MUST_USE;
