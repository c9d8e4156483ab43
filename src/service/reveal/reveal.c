#include "service/reveal/reveal.h"

#include <stdlib.h>

#include "domain/session_life.h"
#include "store/queries.h"

enum { JUST_MADE_MS = 60 * 60 * 1000, LOOK_BACK = 10 };
static const int64_t own_ms = (int64_t)REVEAL_OWN_DAYS * 24 * 3600 * 1000;

struct own_batches {
    struct sql_own_batches_row *rows;
    size_t count;
};

enum rc reveal_made_by_actor(struct tx *tx, const struct call *call, int64_t pupil_id,
                             bool *ret_made) {
    const struct actor *actor = call->actor;
    struct sql_history_page_row *rows;
    size_t count, at = 0;
    TRY(sql_history_page(tx, call->arena, pupil_id, INT32_MAX, LOOK_BACK, &rows, &count));
    /* skip events that do not change the secret */
    while (at < count && (rows[at].event == HISTORY_USERNAME || rows[at].event == HISTORY_TYPE))
        at++;
    *ret_made = at < count &&
                (rows[at].event == HISTORY_CREATED || rows[at].event == HISTORY_SECRET_RENEWED) &&
                rows[at].actor_kind == ACTOR_STAFF && actor->kind == ACTOR_STAFF &&
                rows[at].actor_id == actor->id &&
                session_within(rows[at].at_ms, JUST_MADE_MS, service_now(call->service));
    return RC_OK;
}

static enum rc read_own_batches(struct tx *tx, const struct call *call, const struct reveal *reveal,
                                struct own_batches *ret_own) {
    bool some = false;
    for (size_t i = 0; i < reveal->count; i++) some = some || reveal->secrets[i].batch_id > 0;
    *ret_own = (struct own_batches){0};
    if (!some) return RC_OK;
    return sql_own_batches(tx, call->arena, call->school.value, service_now(call->service) - own_ms,
                           call->actor->id, &ret_own->rows, &ret_own->count);
}

/* Tells whether a secret comes from the actor's own batch. A secret newer than the batch was set
 * later by somebody else or by the pupil. */
static bool is_own(const struct own_batches *own, const struct revealed *secret) {
    for (size_t i = 0; i < own->count && !secret->made; i++)
        if (own->rows[i].batch_id == secret->batch_id && secret->secret_ms <= own->rows[i].saved_ms)
            return true;
    return secret->made;
}

static enum rc read_day(struct tx *tx, struct arena *arena, const struct service *service,
                        int64_t staff_id, struct reveal_day *ret_day, struct str *ret_pupils) {
    struct sql_reveal_day_get_row row;
    *ret_day = (struct reveal_day){0};
    *ret_pupils = S("");
    enum rc rc = sql_reveal_day_get(tx, arena, staff_id, service_today(service), &row);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    *ret_day = (struct reveal_day){(int)row.shown, (int)row.extra, row.lifted != 0};
    if (row.pupils.ptr != NULL) *ret_pupils = row.pupils;
    return RC_OK;
}

enum rc reveal_today(struct tx *tx, struct arena *arena, const struct service *service,
                     int64_t staff_id, struct reveal_day *ret_day) {
    struct str pupils;
    return read_day(tx, arena, service, staff_id, ret_day, &pupils);
}

enum rc reveal_note(struct tx *tx, const struct call *call, const struct reveal_note *note) {
    return sql_reveal_add(tx, call->school.value, service_now(call->service),
                          id_draw(&call->service->random), call->actor->id, note->kind, note->cards,
                          note->signs, note->class_code, note->about_id, note->reason, NULL);
}

static int by_pupil(const void *left, const void *right) {
    int64_t a = ((const struct revealed *)left)->pupil_id,
            b = ((const struct revealed *)right)->pupil_id;
    return (a > b) - (a < b);
}

/* Returns the pupils of a request without duplicates; a pupil may have several enrolments. */
static struct revealed *distinct(struct arena *arena, const struct reveal *reveal,
                                 size_t *ret_count) {
    struct revealed *sorted = ARENA_ARRAY(arena, struct revealed, reveal->count);
    size_t count = 0;
    for (size_t i = 0; i < reveal->count; i++) sorted[i] = reveal->secrets[i];
    qsort(sorted, reveal->count, sizeof *sorted, by_pupil);
    for (size_t i = 0; i < reveal->count; i++)
        if (i == 0 || sorted[i].pupil_id != sorted[count - 1].pupil_id) sorted[count++] = sorted[i];
    *ret_count = count;
    return sorted;
}

static struct reveal_note note_of(const struct call *call, enum reveal_kind kind,
                                  const struct revealed *secrets, size_t count,
                                  struct reveal_facts facts) {
    facts.at_ms = service_now(call->service);
    facts.cards = (int)count;
    bool one_class = true;
    for (size_t i = 0; i < count; i++) {
        one_class = one_class && str_eq(secrets[i].class_code, secrets[0].class_code);
        facts.other_class =
            facts.other_class ||
            rights_outside_own_classes(call->actor->rights, call->school, secrets[i].class_code);
    }
    return (struct reveal_note){.kind = kind,
                                .cards = (int)count,
                                .signs = reveal_signs(&facts),
                                .class_code = one_class ? secrets[0].class_code : S(""),
                                .reason = S(""),
                                .about_id = SQL_NULL};
}

enum rc reveal_take(struct tx *tx, const struct call *call, const struct reveal *reveal) {
    const struct actor *actor = call->actor;
    if (actor->kind != ACTOR_STAFF || reveal->count == 0) return RC_OK;
    struct reveal_day day;
    struct own_batches own;
    struct str pupils;
    size_t count, fresh = 0, counted = 0;
    TRY(read_day(tx, call->arena, call->service, actor->id, &day, &pupils));
    TRY(read_own_batches(tx, call, reveal, &own));
    struct revealed *secrets = distinct(call->arena, reveal, &count);
    int64_t *ids = ARENA_ARRAY(call->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        if (reveal_set_has(pupils, secrets[i].pupil_id)) continue;
        ids[fresh++] = secrets[i].pupil_id;
        counted += !is_own(&own, &secrets[i]);
    }
    int missing = reveal_missing(&day, service_today(call->service), (int)counted);
    if (missing > 0 && actor->over_budget != NULL) *actor->over_budget = missing;
    ENSURE(missing == 0, RC_DENIED);
    if (fresh == 0 && reveal->kind == REVEAL_SHOWN) return RC_OK; /* page opened again */
    day.shown += (int)counted;
    if (fresh > 0)
        TRY(sql_reveal_day_put(tx, actor->id, service_today(call->service), day.shown,
                               reveal_set_with(call->arena, pupils, ids, fresh), NULL));
    const struct reveal_facts facts = {.counted = (int)counted, .shown = day.shown};
    const struct reveal_note note = note_of(call, reveal->kind, secrets, count, facts);
    return reveal_note(tx, call, &note);
}
