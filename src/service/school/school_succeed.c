#include "service/school/school_succeed.h"

#include "store/queries.h"

struct succession {
    const struct call *call;
    int old_school, new_school;
    day_count day;
    size_t moved;
};

static enum rc copy_settings(struct tx *tx, const struct succession *s) {
    static enum rc (*const copies[])(struct tx * tx, int64_t old_school, int64_t new_school,
                                     int64_t * ret_changed) = {
        sql_succeed_networks, sql_succeed_roles, sql_succeed_groups, sql_succeed_switches};
    for (size_t i = 0; i < COUNT(copies); i++)
        TRY(copies[i](tx, s->old_school, s->new_school, NULL));
    return RC_OK;
}

/* Continues one enrolment in the new school; one that begins later moves as a whole. */
static enum rc move_enrolment(struct tx *tx, const struct succession *s,
                              const struct sql_roster_known_row *e) {
    const struct call *call = s->call;
    bool later = e->begin_day >= s->day;
    TRY(sql_succeed_enrolment(tx, s->old_school, e->enrolment_id, s->new_school,
                              id_draw(&call->service->random), later ? e->begin_day : s->day,
                              NULL));
    if (later)
        TRY(sql_enrolment_delete(tx, s->old_school, e->enrolment_id, NULL));
    else
        TRY(sql_enrolment_close(tx, s->old_school, e->enrolment_id, s->day - 1, NULL));
    return note(tx, call->arena, call->service, call->actor, e->pupil_id, HISTORY_MOVED,
                s->new_school, S(""));
}

static enum rc succeed(struct tx *tx, struct succession *s) {
    const struct call *call = s->call;
    struct sql_school_get_row school;
    struct sql_succeed_shared_rolls_row shared;
    struct sql_roster_known_row *known;
    size_t count;
    TRY(sql_school_get(tx, call->arena, s->old_school, &school));
    TRY(sql_school_get(tx, call->arena, s->new_school, &school));
    TRY(sql_succeed_shared_rolls(tx, call->arena, s->old_school, s->new_school, s->day, &shared));
    ENSURE(shared.rolls == 0, RC_CONFLICT);
    TRY(copy_settings(tx, s));
    TRY(sql_succession_add(tx, s->new_school, s->old_school, s->day, NULL));
    TRY(sql_roster_known(tx, call->arena, s->old_school, &known, &count));
    s->moved = 0;
    TRY(sql_roster_held_clear(tx, s->old_school, NULL));
    for (size_t i = 0; i < count; i++) {
        if (known[i].end_day < s->day) continue;
        TRY(move_enrolment(tx, s, &known[i]));
        s->moved++;
    }
    struct str detail =
        str_format(call->arena, "succeeds=%06d pupils=%zu", s->old_school, s->moved);
    TRY(note(tx, call->arena, call->service, call->actor, s->old_school, HISTORY_SCHOOL_CHANGED,
             s->old_school, detail));
    return note(tx, call->arena, call->service, call->actor, s->new_school, HISTORY_SCHOOL_CHANGED,
                s->new_school, detail);
}
TX_FUNCTION(succeed, struct succession)

enum rc school_succeed(struct call *call, int old_school, day_count day, size_t *ret_moved) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    ENSURE(old_school != call->school.value, RC_INVALID);
    struct succession s = {
        .call = call, .old_school = old_school, .new_school = call->school.value, .day = day};
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, succeed, &s, call->fault));
    *ret_moved = s.moved;
    return RC_OK;
}
