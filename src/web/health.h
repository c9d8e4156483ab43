/* Can this server write? GET /healthz and /metrics share one probe. Anybody may ask, so the
 * database is asked at most once a second however often that is. A database that says nothing for a
 * second cannot be written. */
#pragma once

#include "web/web.h"

struct health *health_open(struct arena *arena);
struct health_state {
    bool writable;
    double seconds; /* what the last probe took */
};
/* Any thread, with its own service. */
struct health_state health_look(struct health *health, struct service *service,
                                struct arena *arena);
