/*
 * Tells whether this server can write. GET /healthz and /metrics share one probe.
 *
 * Anybody may request them, so the database is probed at most once a second. A database that does
 * not answer within a second counts as not writable.
 */
#pragma once

#include "web/web.h"

/* Opens the shared state of the probe; it lives in the arena. */
struct health *health_open(struct arena *arena);
struct health_state {
    bool writable;
    double seconds; /* duration of the latest probe */
};
/* Returns the state, probing when it is too old. Any thread may call this with its own service. */
struct health_state health_look(struct health *health, struct service *service,
                                struct arena *arena);
