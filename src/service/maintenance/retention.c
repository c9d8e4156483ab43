#include "service/maintenance/retention.h"

#include "service/account/account_join.h"
#include "store/months.h"
#include "store/queries.h"

enum {
    LOOKED_AT = 2000,
    ERASED_AT_ONCE = 100,
    ROWS_OF_PERSON = 10,
    UNSURE_MS = 60 * 60 * 1000,
    LEASE_LONGEST_MS = 60 * 60 * 1000
};

struct work {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct retention_walk *walk;
    int64_t *pupils; /* to erase */
    size_t count, most;
    day_count before; /* erase persons whose last enrolment ended before this day */
    int64_t before_ms, changed;
    struct str job, holder;
    int64_t until_ms;
};

static enum rc find_expired(struct tx *tx, struct work *w) {
    struct sql_pupil_ends_row *rows;
    size_t count;
    TRY(sql_pupil_ends(tx, w->arena, w->walk->after_pupil, LOOKED_AT, &rows, &count));
    w->pupils = ARENA_ARRAY(w->arena, int64_t, count);
    w->count = 0;
    size_t at = 0;
    for (; at < count && w->count < w->most; at++)
        if (rows[at].last_end == SQL_NULL ||
            rows[at].last_end < w->before) /* NULL: without enrolment, left by an older version when
                                              it joined two pupils */
            w->pupils[w->count++] = rows[at].pupil_id;
    w->changed = at < count || count == LOOKED_AT ? rows[at - 1].pupil_id
                                                  : 0; /* where the next step starts */
    return RC_OK;
}
TX_FUNCTION(find_expired, struct work)

static enum rc erase_person(struct tx *tx, struct work *w, int64_t pupil) {
    static enum rc (*const erasers[])(struct tx * tx, int64_t pupil_id, int64_t * ret_changed) = {
        sql_erase_tokens,     sql_erase_grants,       sql_erase_session_applications,
        sql_erase_mail_links, sql_pupil_sessions_end, sql_erase_batch_rows,
        sql_erase_account,    sql_erase_questions,    sql_erase_held,
        sql_erase_enrolments, sql_erase_pupil};
    for (size_t i = 0; i < COUNT(erasers); i++) TRY(erasers[i](tx, pupil, NULL));
    return note(tx, w->arena, w->service, w->actor, pupil, HISTORY_ERASED, 0, S(""));
}

static enum rc erase_some(struct tx *tx, struct work *w) {
    for (size_t i = 0; i < w->count; i++) TRY(erase_person(tx, w, w->pupils[i]));
    return RC_OK;
}
TX_FUNCTION(erase_some, struct work)

static enum rc purge_visits(struct tx *tx, struct work *w) {
    return sql_visits_purge(tx, w->before_ms, pace_rows(&w->walk->purges), &w->changed);
}
TX_FUNCTION(purge_visits, struct work)

/* Deletes sealed copies that a school does not keep, and the state for undos that have expired. */
static enum rc end_sealed(struct tx *tx, const struct work *w) {
    TRY(sql_sealed_purge(tx, service_now(w->service), NULL));
    TRY(sql_undo_purge(tx, service_now(w->service), NULL));
    struct sql_account_joins_past_row *joins;
    size_t count;
    TRY(sql_account_joins_past(tx, w->arena, service_now(w->service) - JOIN_UNDO_MS, ERASED_AT_ONCE,
                               &joins, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(sql_account_join_forget(tx, joins[i].goes_id, NULL));
        TRY(sql_account_join_drop(tx, joins[i].goes_id, NULL));
    }
    return RC_OK;
}
TX_FUNCTION(end_sealed, const struct work)

/*
 * Returns the same day `months` months earlier, or the last day of that month when it is shorter.
 */
static day_count months_before(day_count day, int months) {
    struct date date = day_to_date(day);
    int month = date.year * 12 + date.month - 1 - months;
    date.year = month / 12;
    date.month = month % 12 + 1;
    while (day_of_date(date, &day) != RC_OK) date.day--;
    return day;
}

/*
 * Returns the earlier of the wall clock and the session clock, so that a clock set ahead deletes
 * nothing.
 */
static int64_t careful_now(const struct service *service) {
    int64_t wall = service_now(service), steady = service_session_now(service);
    return wall < steady ? wall : steady;
}

static enum rc erase_left(struct work *w, struct fault *fault) {
    struct service *service = w->service;
    struct retention_walk *walk = w->walk;
    int64_t persons = pace_rows(&walk->erases) / ROWS_OF_PERSON;
    w->most = persons > ERASED_AT_ONCE ? ERASED_AT_ONCE : (size_t)persons;
    TRY(store_read(service->db, w->arena, find_expired, w, fault));
    int64_t next = w->changed, began = service_now(service);
    if (w->count > 0)
        TRY(store_write(service->db, w->arena, HISTORY_REQUIRED, erase_some, w, fault));
    if (w->count > 0)
        (void)pace_after(&walk->erases, w->count == w->most ? PACE_MOST : 0,
                         service_now(service) - began);
    walk->after_pupil = next;
    walk->erased = (int64_t)w->count;
    return RC_OK;
}

static enum rc purge_old(struct work *w, bool by_month, struct fault *fault) {
    struct service *service = w->service;
    struct pace *pace = &w->walk->purges;
    int64_t began = service_now(service);
    if (by_month)
        TRY(months_purge(service->db, w->arena, w->before_ms, pace_rows(pace), fault));
    else
        TRY(store_write(service->db, w->arena, HISTORY_NONE, purge_visits, w, fault));
    (void)pace_after(pace, by_month ? PACE_MOST : w->changed,
                     service_now(service) - began); /* the number of deleted rows is unknown */
    w->walk->visits = by_month ? 0 : w->changed;
    return RC_OK;
}

enum rc retention_step(struct service *service, struct arena *arena, int months,
                       struct retention_walk *walk, struct fault *fault) {
    const struct actor nobody = {.kind = ACTOR_SYSTEM, .source = S("")};
    day_count today = day_of_ms(careful_now(service));
    struct work w = {.service = service,
                     .arena = arena,
                     .actor = &nobody,
                     .walk = walk,
                     .before = months_before(today, months),
                     .before_ms = day_start_ms(months_before(today, VISIT_MONTHS))};
    walk->erased = walk->visits = 0;
    TRY(store_write(service->db, arena, HISTORY_NONE, end_sealed, &w, fault));
    bool by_month = store_is_postgres(db_store(service->db)),
         sure = service_session_now(service) - walk->began_ms >= UNSURE_MS;
    if (sure) TRY(erase_left(&w, fault));
    if (sure) TRY(purge_old(&w, by_month, fault));
    return by_month ? months_keep(service->db, arena, today, sure, fault) : RC_OK;
}

enum rc retention_erase(struct call *call, int64_t pupil_id) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .pupils = &pupil_id,
                     .count = 1};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, erase_some, &w,
                       call->fault);
}

static enum rc take_lease(struct tx *tx, struct work *w) {
    return sql_lease_take(tx, w->job, w->holder, w->until_ms, w->before_ms,
                          w->before_ms + LEASE_LONGEST_MS, &w->changed);
}
TX_FUNCTION(take_lease, struct work)

enum rc retention_lease_take(struct service *service, struct arena *arena, struct str job,
                             struct str holder, int64_t hold_ms, bool *ret_mine,
                             struct fault *fault) {
    int64_t now = service_now(service);
    struct work w = {.job = job,
                     .holder = holder,
                     .until_ms = hold_ms == 0 ? 0 : now + hold_ms,
                     .before_ms = now};
    TRY(store_write(service->db, arena, HISTORY_NONE, take_lease, &w, fault));
    *ret_mine = w.changed == 1;
    return RC_OK;
}
