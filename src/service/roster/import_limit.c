#include "service/roster/import_limit.h"

#include "store/queries.h"

static const int64_t day_ms = (int64_t)24 * 3600 * 1000;

bool import_is_held(const struct holding *holding, const struct roster_change *change) {
    return change->kind == CHANGE_ENDED &&
           (holding->all || (holding->absent && change->entry == NULL));
}

static bool is_confirmed(const struct import_work *w) {
    const struct import_options *options = w->ask->options;
    for (size_t i = 0; i < options->released_count; i++)
        if (options->released[i] == w->school) return true;
    return options->past_limit;
}

enum rc import_limit(const struct import_work *w, const struct change_counts *counts,
                     struct holding *ret_holding) {
    const struct import_ask *ask = w->ask;
    *ret_holding = (struct holding){.absent = ask->report->unread > 0};
    if (is_confirmed(w)) return RC_OK;
    struct sql_roster_limit_row limit;
    TRY(sql_roster_limit(w->tx, w->arena, w->school,
                         service_now(ask->service) - LIMIT_DAYS * day_ms, &limit));
    int percent = limit.ending_limit > 0 ? (int)limit.ending_limit : LIMIT_PERCENT;
    ret_holding->all = roster_holds_endings(counts, (size_t)limit.highest, percent);
    return RC_OK;
}

enum rc import_keep_held(const struct import_work *w, const struct holding *holding,
                         const struct roster_change *changes, size_t count) {
    struct sql_roster_held_row *held;
    size_t held_count;
    int64_t now = service_now(w->ask->service);
    TRY(sql_roster_held(w->tx, w->arena, w->school, &held, &held_count));
    if (held_count > 0) TRY(sql_roster_held_clear(w->tx, w->school, NULL));
    for (size_t i = 0; i < count; i++) {
        const struct roster_change *change = &changes[i];
        if (!import_is_held(holding, change)) continue;
        const struct known_enrolment *known = change->known;
        day_count end_day = change->close_day;
        int64_t since = now;
        for (size_t h = 0; h < held_count; h++) {
            if (held[h].enrolment_id != known->enrolment_id) continue;
            since = held[h].since_ms;
            if (held[h].end_day < end_day) end_day = (day_count)held[h].end_day;
        }
        TRY(sql_roster_held_put(w->tx, w->school, known->enrolment_id, known->pupil_id, end_day,
                                since, NULL));
    }
    return RC_OK;
}

struct release {
    struct call *call;
    size_t ended;
};

static enum rc release_all(struct tx *tx, struct release *r) {
    struct call *call = r->call;
    struct sql_school_get_row school;
    struct sql_roster_held_row *held;
    size_t count;
    TRY(sql_school_get(tx, call->arena, call->school.value, &school));
    TRY(sql_roster_held(tx, call->arena, call->school.value, &held, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(sql_enrolment_close(tx, call->school.value, held[i].enrolment_id, held[i].end_day,
                                NULL));
        TRY(note(tx, call->arena, call->service, call->actor, held[i].pupil_id,
                 HISTORY_ENROLMENT_ENDED, call->school.value, S("")));
    }
    TRY(sql_roster_held_clear(tx, call->school.value, NULL));
    r->ended = count;
    return note(tx, call->arena, call->service, call->actor, call->school.value, HISTORY_IMPORT,
                call->school.value, str_format(call->arena, "released=%zu", count));
}
TX_FUNCTION(release_all, struct release)

enum rc import_release(struct call *call, size_t *ret_ended) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    struct release release = {.call = call};
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, release_all, &release,
                    call->fault));
    *ret_ended = release.ended;
    return RC_OK;
}

struct new_limit {
    const struct call *call;
    int percent;
};

static enum rc write_limit(struct tx *tx, const struct new_limit *limit) {
    const struct call *call = limit->call;
    int64_t changed;
    TRY(sql_school_limit_set(tx, call->school.value, limit->percent, &changed));
    ENSURE(changed == 1, RC_NONE);
    return note(tx, call->arena, call->service, call->actor, call->school.value,
                HISTORY_SCHOOL_CHANGED, call->school.value,
                str_format(call->arena, "ending_limit=%d", limit->percent));
}
TX_FUNCTION(write_limit, const struct new_limit)

enum rc import_set_limit(struct call *call, int percent) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    const struct new_limit limit = {.call = call, .percent = percent};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_limit, &limit,
                       call->fault);
}
