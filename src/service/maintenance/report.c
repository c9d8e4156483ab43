#include "service/maintenance/report.h"

#include "store/queries.h"

struct reporting {
    struct service *service;
    struct arena *arena;
    struct report_day *days;
    size_t count;
    bool *known;
};

static enum rc read_known(struct tx *tx, struct reporting *r) {
    struct sql_report_days_row *rows;
    size_t count;
    day_count first = r->days[0].day;
    TRY(sql_report_days(tx, r->arena, first, r->days[r->count - 1].day, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)(rows[i].day - first);
        r->days[at].signed_in = rows[i].signed_in;
        r->days[at].failed = rows[i].failed;
        r->known[at] = true;
    }
    for (size_t i = 0; i < r->count; i++) {
        struct sql_visits_of_day_row row;
        if (r->known[i]) continue;
        TRY(sql_visits_of_day(tx, r->arena, day_start_ms(r->days[i].day),
                              day_start_ms(r->days[i].day + 1), VISIT_SIGNED_IN, VISIT_FAILED,
                              &row));
        r->days[i].signed_in = row.signed_in;
        r->days[i].failed = row.failed;
    }
    return RC_OK;
}
TX_FUNCTION(read_known, struct reporting)

/*
 * Stores the counts of past days. Today and yesterday are left out, because clocks of other servers
 * may be slightly behind.
 */
static enum rc keep_past(struct tx *tx, const struct reporting *r) {
    for (size_t i = 0; i + 2 < r->count; i++)
        if (!r->known[i])
            TRY(sql_report_day_put(tx, r->days[i].day, r->days[i].signed_in, r->days[i].failed,
                                   NULL));
    return RC_OK;
}
TX_FUNCTION(keep_past, const struct reporting)

enum rc report_days(struct call *call, int days, struct report_day **ret_days, size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    ENSURE(days >= 1 && days <= REPORT_DAYS_MAX, RC_INVALID);
    struct reporting r = {.service = call->service, .arena = call->arena, .count = (size_t)days};
    r.days = ARENA_ARRAY(call->arena, struct report_day, r.count);
    r.known = ARENA_ARRAY(call->arena, bool, r.count);
    for (size_t i = 0; i < r.count; i++)
        r.days[i].day = service_today(call->service) - days + 1 + (day_count)i;
    TRY(store_read(call->service->db, call->arena, read_known, &r, call->fault));
    TRY(store_write(call->service->db, call->arena, HISTORY_NONE, keep_past, &r, call->fault));
    *ret_days = r.days;
    *ret_count = r.count;
    return RC_OK;
}
