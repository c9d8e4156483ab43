#include "web/facts.h"

#include "domain/account_life.h"
#include "service/maintenance/housekeeping.h"
#include "service/sign_in/email.h"
#include "service/oidc/oidc_refusals.h"
#include "service/staff/staff.h"
#include "web/web.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

/*
 * Texts that contain a number. When a constant changes, change these texts in src/web and lang/
 * too.
 */
_Static_assert(MAIL_LINK_MS == 30 * MINUTE_MS, "Een link werkt één keer, en een half uur lang.");
_Static_assert(OWN_PASSWORD_MIN == 10, "Minstens 10 tekens");
_Static_assert(STAFF_INVITE_MS == 24 * HOUR_MS, "Een uitnodiging werkt één keer, en 24 uur lang.");
_Static_assert(UNDO_SECRET_MS == 10 * MINUTE_MS,
               "Je kunt nog 10 minuten het vorige wachtwoord terugzetten.");
_Static_assert(SEALED_PRINTED_MS == 15 * MINUTE_MS && SEALED_LEAST_MS == 24 * HOUR_MS,
               "Zonder vinkje verdwijnt elk wachtwoord een kwartier na de eerste download, en in "
               "elk geval na 24 uur.");
_Static_assert(REFUSALS_KEPT_DAYS == 30, "Geweigerd in de laatste 30 dagen");
_Static_assert(PAGE_MAX == 16 << 20, "Een pagina kan tot 16 MB groot zijn");

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
