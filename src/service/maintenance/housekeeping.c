#include "service/maintenance/housekeeping.h"

#include "service/application/session_end.h"
#include "service/oidc/oidc_refusals.h"
#include "service/staff/staff_message.h"
#include "store/queries.h"

enum { SESSION_KEPT_HOURS = 24, LEFT_ROUNDS = 20, HOUR_MS = 3600 * 1000 };

/* One row per table: what to delete, and how many hours after the last change. */
static const struct {
    enum rc (*purge)(struct tx *tx, int64_t before_ms, int64_t count, int64_t *ret_changed);
    int64_t kept_hours;
    bool of_sessions; /* timed by the session clock */
} purges[HOUSEKEEPING_PURGES] = {
    {sql_staff_sessions_purge, 24, true},
    {sql_pupil_sessions_purge, SESSION_KEPT_HOURS, true},
    {sql_sign_in_steps_purge, 0, false},
    {sql_throttle_purge, ATTEMPTS_KEPT_DAYS * 24, false},
    {sql_buckets_purge, 48, false},
    {sql_network_pupils_purge, NETWORKS_KEPT_DAYS * 24, false},
    {sql_mail_links_purge, 24, false},
    {sql_batch_rows_purge, 48, false},
    {sql_oidc_requests_purge, 0, false},
    {sql_oidc_tokens_purge, 1, false},
    {sql_oidc_grants_purge, 24, false},
    {sql_oidc_assertions_purge, 0, false},
    {sql_form_drafts_purge, 24, false},
    {sql_batches_purge, 48, false},
    {sql_staff_devices_purge, 0, false},
    {sql_staff_challenges_purge, 0, false},
    {sql_staff_places_purge, STAFF_PLACES_KEPT_DAYS * 24, false},
    {sql_staff_messages_purge, STAFF_MESSAGES_KEPT_DAYS * 24, false},
    {sql_reveal_days_purge, 24, false},
    {sql_reveals_purge, REVEALS_KEPT_DAYS * 24, false},
    {sql_application_refusals_purge, REFUSALS_KEPT_DAYS * 24, false},
};

struct work {
    size_t number;
    int64_t now_ms, count, rows;
};

static enum rc purge(struct tx *tx, struct work *w) {
    return purges[w->number].purge(tx, w->now_ms - purges[w->number].kept_hours * HOUR_MS, w->count,
                                   &w->rows);
}
TX_FUNCTION(purge, struct work)

/*
 * Ends forgotten sessions at the applications. This happens only when a session is deleted, not
 * when it is idle, because a pupil may work in an application long after the last request here.
 */
static enum rc end_left(struct service *service, struct arena *arena, struct fault *fault) {
    bool more = true;
    for (int i = 0; i < LEFT_ROUNDS && more; i++)
        TRY(session_end_left(service, arena,
                             service_session_now(service) - SESSION_KEPT_HOURS * (int64_t)HOUR_MS,
                             &more, fault));
    return RC_OK;
}

enum rc housekeeping(struct service *service, struct arena *arena, struct housekeeping_pace *pace,
                     bool *ret_more, struct fault *fault) {
    bool more = false;
    TRY(end_left(service, arena, fault));
    for (size_t i = 0; i < COUNT(purges); i++) {
        int64_t now = service_now(service);
        struct work w = {.number = i,
                         .now_ms = purges[i].of_sessions ? service_session_now(service) : now,
                         .count = pace_rows(&pace->purges[i])};
        TRY(store_write(service->db, arena, HISTORY_NONE, purge, &w, fault));
        more = pace_after(&pace->purges[i], w.rows, service_now(service) - now) || more;
    }
    *ret_more = more;
    return RC_OK;
}
