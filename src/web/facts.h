/* The numbers that pages state about how long something is kept or may take: each comes from the
 * constant or the setting that the code itself uses. Source: GDPR art. 13 (2)(a), WCAG 2.2.1. */
#pragma once

#include "service/service.h"

struct web;
struct facts {
    int retention_months, visit_months, attempt_days, network_days; /* how long data is kept */
    int idle_minutes, own_idle_hours, own_days; /* session of a pupil; own: on an own device */
    int row_minutes, first_minutes,
        link_minutes; /* a row of pictures, the first own password, a link in a mail */
    int device_days, language_days;           /* cookies */
    int staff_idle_minutes, staff_life_hours; /* session of staff */
};
struct facts facts_of(const struct web *web);
