/* What may be forgotten: ended sessions, steps, links, counters of the guessing defence, old
 * drafts. In steps of a few rows a table, so that no lock is held for long; call again as long as
 * there are more. Source: docs/develop/security-decisions.md "Data", B30. */
#pragma once

#include "service/pace.h"
#include "service/service.h"

enum { HOUSEKEEPING_PURGES = 17 };
/* Days that counters of failed attempts and networks of pupils are kept after the last change. */
enum { ATTEMPTS_KEPT_DAYS = 400, NETWORKS_KEPT_DAYS = 30 };
struct housekeeping_pace {
    struct pace purges[HOUSEKEEPING_PURGES];
};

/* pace is kept by the caller from round to round, zeroed first. */
enum rc housekeeping(struct service *service, struct arena *arena, struct housekeeping_pace *pace,
                     bool *ret_more, struct fault *fault) MUST_USE;
