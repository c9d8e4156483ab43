/*
 * The durations that pages mention. Each comes from the constant or setting that the code uses.
 * Source: GDPR art. 13 (2)(a), WCAG 2.2.1.
 */
#pragma once

#include "service/service.h"

struct web;
struct facts {
    int retention_months, visit_months, attempt_days, network_days; /* how long data is kept */
    int idle_minutes, own_idle_hours,
        own_days; /* of a pupil session; own: on the pupil's own device */
    int row_minutes, first_minutes,
        link_minutes; /* time for a row of pictures, the first own password, a mailed link */
    int device_days, language_days;           /* lifetime of cookies */
    int staff_idle_minutes, staff_life_hours; /* of a staff session */
};
/* Returns the durations of this installation. */
struct facts facts_of(const struct web *web);
