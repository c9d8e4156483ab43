#include "web/facts.h"

#include "service/housekeeping.h"
#include "service/mail.h"
#include "service/staff.h"
#include "web/web.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

struct facts facts_of(const struct web *web) {
    return (struct facts){
        .retention_months = web->retention_months,
        .visit_months = VISIT_MONTHS,
        .attempt_days = ATTEMPTS_KEPT_DAYS,
        .network_days = NETWORKS_KEPT_DAYS,
        .idle_minutes = PUPIL_IDLE_MS / MINUTE_MS,
        .own_idle_hours = PUPIL_OWN_IDLE_MS / HOUR_MS,
        .own_days = PUPIL_OWN_LIFE_DAYS,
        .row_minutes = STEP_MS / MINUTE_MS,
        .first_minutes = FIRST_STEP_MS / MINUTE_MS,
        .link_minutes = MAIL_LINK_MS / MINUTE_MS,
        .device_days = DEVICE_COOKIE_DAYS,
        .language_days = LANGUAGE_COOKIE_DAYS,
        .staff_idle_minutes = STAFF_IDLE_MS / MINUTE_MS,
        .staff_life_hours = STAFF_LIFE_MS / HOUR_MS,
    };
}
