#include <stdlib.h>

#include "service/bulk/bulk_rows.h"
#include "service/account/names.h"
#include "service/pupil/pupils.h"
#include "store/queries.h"

enum {
    OLDER_MAX = 5,
    OLDER_TYPED = 4,
    RECENT_MAX = 50,
    TYPED_NAME_MAX = 200,
    UNTOUCHED = 1 /* version of a dialog that was opened and not changed */
};
static const int64_t recent_ms = INT64_C(60) * 24 * 3600 * 1000;

struct drafting {
    struct bulk_ask ask;
    const int64_t *pupil_ids;
    size_t count;
    const struct draft_wish *wish;
    const struct draft_edit *edits;
    struct draft_skip *skips;
    size_t skip_count;
    struct draft draft;
    struct batch_line *lines;
    size_t line_count;
};

static int by_draft_id(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int by_alphabet(const void *left, const void *right) {
    const struct pupil_row *a = left, *b = right;
    int order = str_cmp(a->sort_key, b->sort_key);
    return order != 0 ? order
                      : (a->roll_number > b->roll_number) - (a->roll_number < b->roll_number);
}

static int override_of(const struct draft_wish *wish, const struct pupil_row *row) {
    return wish->type != 0 ? wish->type : row->type_override;
}

static enum batch_outcome eligible(const struct draft_wish *wish, const struct pupil_row *row,
                                   bool planned) {
    struct pupil_row as_wished = *row;
    as_wished.type_override = override_of(wish, row);
    bool turns = wish->turn && pupil_row_turns(&as_wished);
    if (row->has_account && !turns) return OUTCOME_HAS_ACCOUNT;
    if (planned) return OUTCOME_LEFT_OUT;
    return turns ? OUTCOME_TURNING : OUTCOME_PENDING;
}

static enum rc insert_draft(struct tx *tx, struct drafting *d, const struct plan_row *plan,
                            size_t count) {
    struct service *service = d->ask.service;
    int school = d->ask.school.value;
    d->ask.batch.value = id_draw(&service->random);
    TRY(sql_batch_insert(tx, school, d->ask.batch.value, d->ask.actor->id, BATCH_DRAFT,
                         service_now(service), NULL));
    if (!d->wish->dialog) TRY(sql_batch_touch(tx, school, d->ask.batch.value, NULL));
    for (size_t i = 0; i < count; i++) {
        const struct plan_row *row = &plan[i];
        struct str sealed;
        TRY(secret_seal(d->ask.arena, service, SEAL_DRAFT, row->pupil_id, row->secret, &sealed));
        TRY(sql_batch_row_insert(tx, school, d->ask.batch.value, row->pupil_id, (int64_t)i,
                                 row->username, row->type, row->kind, sealed,
                                 row->turns ? OUTCOME_TURNING : OUTCOME_PENDING, NULL));
    }
    return RC_OK;
}

static enum rc make_draft(struct tx *tx, struct drafting *d) {
    struct arena *arena = d->ask.arena;
    struct service *service = d->ask.service;
    struct pupil_row *rows;
    size_t row_count, plan_count = 0;
    TRY(pupils_read(tx, arena, d->ask.actor, d->ask.school, service_today(service), &rows,
                    &row_count));
    qsort(rows, row_count, sizeof *rows, by_alphabet);
    struct sql_school_get_row settings;
    TRY(sql_school_get(tx, arena, d->ask.school.value, &settings));
    struct plan_pupil *pupils = ARENA_ARRAY(arena, struct plan_pupil, row_count);
    d->skips = ARENA_ARRAY(arena, struct draft_skip, row_count);
    d->skip_count = 0;
    bool *planned = ARENA_ARRAY(
        arena, bool,
        d->count); /* per entry of pupil_ids; a pupil may be enrolled twice, with different names */
    for (size_t i = 0; i < row_count; i++) {
        const struct pupil_row *row = &rows[i];
        const int64_t *chosen =
            bsearch(&row->pupil_id, d->pupil_ids, d->count, sizeof *d->pupil_ids, by_draft_id);
        if (chosen == NULL) continue;
        enum batch_outcome outcome = eligible(d->wish, row, planned[chosen - d->pupil_ids]);
        if (!outcome_open(outcome)) {
            d->skips[d->skip_count++] =
                (struct draft_skip){row->pupil_id, row->roll_number, outcome};
            continue;
        }
        planned[chosen - d->pupil_ids] = true;
        pupils[plan_count++] =
            (struct plan_pupil){.pupil_id = row->pupil_id,
                                .first_name = row->first_name,
                                .last_name = row->last_name,
                                .level = row->level,
                                .type_override = override_of(d->wish, row),
                                .username = outcome == OUTCOME_TURNING ? row->username : S("")};
    }
    ENSURE(plan_count > 0, RC_NONE);
    const struct secret_policy policy = {(int)settings.picture_count, (int)settings.word_digits};
    struct name_reader reader = {tx, arena, service};
    struct name_book book = names_book(&reader);
    struct plan_row *plan;
    TRY(bulk_plan(arena, service->text, &service->random, &policy, &book, d->wish->kind_for_basic,
                  pupils, plan_count, &plan));
    return insert_draft(tx, d, plan, plan_count);
}
TX_FUNCTION(make_draft, struct drafting)

enum rc bulk_draft(struct call *call, const int64_t *pupil_ids, size_t count,
                   const struct draft_wish *wish, struct batch_id *ret_batch,
                   struct draft_skip **ret_skips, size_t *ret_skip_count) {
    TRY(actor_may(call->actor, RIGHT_CREATE, call->school, S("")));
    int64_t *sorted = ARENA_ARRAY(call->arena, int64_t, count);
    if (count > 0) memcpy(sorted, pupil_ids, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_draft_id);
    struct drafting d = {.ask = {call->service, call->arena, call->actor, call->school, {0}, false},
                         .pupil_ids = sorted,
                         .count = count,
                         .wish = wish};
    enum rc rc =
        store_write(call->service->db, call->arena, HISTORY_NONE, make_draft, &d, call->fault);
    *ret_skips = d.skips;
    *ret_skip_count = d.skip_count;
    if (rc == RC_OK) *ret_batch = d.ask.batch;
    return rc;
}

/*
 * A row being edited. `older` has a line "<kind><secret>\n" per earlier proposal, newest first. The
 * kind of a typed secret is raised by OLDER_TYPED, because it is judged again when it is restored.
 */
struct editing {
    struct str username, secret, older;
    int type, kind;
    bool typed, turns, changed;
    bool refused; /* the typed secret has a flaw; the next change of this row restores the proposal
                     before it */
};

static void keep_older(struct arena *arena, struct editing *e) {
    struct str kept = str_format(arena, "%d%.*s\n%.*s", e->kind + (e->typed ? OLDER_TYPED : 0),
                                 STR_ARG(e->secret), STR_ARG(e->older));
    size_t lines = 0, end = 0;
    while (end < kept.len && lines < OLDER_MAX) lines += kept.ptr[end++] == '\n';
    e->older = str_sub(kept, 0, end);
}

static void put_secret(struct arena *arena, struct editing *e, int kind, struct str secret,
                       bool typed) {
    keep_older(arena, e);
    e->kind = kind;
    e->secret = secret;
    e->typed = typed;
    e->changed = true;
}

static void restore_older(struct editing *e) {
    struct str line = str_cut(&e->older, '\n', NULL);
    if (line.len < 2) return;
    int kind = line.ptr[0] - '0';
    e->typed = kind > OLDER_TYPED;
    e->kind = e->typed ? kind - OLDER_TYPED : kind;
    e->secret = str_sub(line, 1, line.len - 1);
    e->changed = true;
    e->type = e->kind == SECRET_TEMPORARY ? ACCOUNT_ADVANCED : ACCOUNT_BASIC;
}

static void type_secret(const struct bulk_ask *ask, struct editing *e, struct str typed) {
    if (typed.len == 0 || e->kind == SECRET_PICTURE) return;
    struct str secret = typed;
    if (secret_read(ask->arena, ask->service->text, (enum secret_kind)e->kind, typed, &secret) !=
        RC_OK)
        secret = typed;
    if (str_eq(secret, e->secret)) return;
    if (e->refused) restore_older(e); /* a refused secret is not kept as an earlier proposal */
    put_secret(ask->arena, e, e->kind, secret, true);
}

static void edit_row(const struct bulk_ask *ask, const struct secret_policy *policy,
                     const struct draft_edit *edit, struct editing *e) {
    if (edit->username.ptr != NULL && !e->turns) {
        struct str name = text_first(str_trim(edit->username), TYPED_NAME_MAX);
        e->changed = e->changed || !str_eq(name, e->username);
        e->username = name;
    }
    int type = edit->type != 0 && !e->turns ? edit->type : e->type;
    int kind = edit->kind != 0 ? edit->kind : e->kind;
    if (!secret_kind_fits((enum account_type)type, (enum secret_kind)kind))
        kind = secret_kind_default((enum account_type)type);
    bool renew = kind != e->kind || edit->action == DRAFT_RENEW;
    e->changed = e->changed || type != e->type;
    e->type = type;
    bool restore = edit->action == DRAFT_RESTORE;
    bool gives_way = e->refused && (renew || restore || edit->secret.len == 0);
    if (gives_way) restore_older(e);
    if (renew)
        put_secret(ask->arena, e, kind,
                   secret_draw(ask->arena, &ask->service->random, policy, (enum secret_kind)kind),
                   false);
    if (!renew && !restore) type_secret(ask, e, edit->secret);
    if (restore && !gives_way) restore_older(e);
}

static int by_edit(const void *left, const void *right) {
    int64_t a = ((const struct draft_edit *)left)->pupil_id,
            b = ((const struct draft_edit *)right)->pupil_id;
    return (a > b) - (a < b);
}

static enum rc judge_old(struct tx *tx, const struct bulk_ask *ask,
                         const struct sql_batch_rows_row *row, struct editing *e) {
    struct pupil_data pupil;
    enum rc rc =
        pupil_read(tx, ask->arena, ask->service, ask->actor, ask->school, row->pupil_id, &pupil);
    if (rc == RC_NONE) return RC_OK; /* no longer enrolled: the row is left out */
    TRY(rc);
    e->refused = bulk_typed_flaw(ask, e->secret, pupil.first_name, pupil.last_name, e->username) !=
                 TYPED_FINE;
    return RC_OK;
}

static enum rc save_row(struct tx *tx, const struct bulk_ask *ask,
                        const struct secret_policy *policy, const struct sql_batch_rows_row *row,
                        const struct draft_edit *edit, bool *changed) {
    struct editing e = {.username = row->username,
                        .type = (int)row->type,
                        .kind = (int)row->secret_kind,
                        .typed = row->typed != 0,
                        .turns = row->outcome == OUTCOME_TURNING,
                        .changed = edit->included != (row->included != 0),
                        .older = S("")};
    TRY(secret_unseal(ask->arena, ask->service, SEAL_DRAFT, row->pupil_id, row->sealed, &e.secret));
    if (row->older.len > 0)
        TRY(secret_unseal(ask->arena, ask->service, SEAL_DRAFT, row->pupil_id, row->older,
                          &e.older));
    if (e.typed) TRY(judge_old(tx, ask, row, &e));
    edit_row(ask, policy, edit, &e);
    if (!e.changed) return RC_OK;
    *changed = true;
    struct str sealed, older = {NULL, 0};
    TRY(secret_seal(ask->arena, ask->service, SEAL_DRAFT, row->pupil_id, e.secret, &sealed));
    if (e.older.len > 0)
        TRY(secret_seal(ask->arena, ask->service, SEAL_DRAFT, row->pupil_id, e.older, &older));
    return sql_batch_row_edit(tx, ask->school.value, ask->batch.value, row->pupil_id,
                              edit->included, e.username, e.type, e.kind, sealed, e.typed, older,
                              NULL);
}

/*
 * Checks that the batch is a draft that the actor may change. RC_NONE: not found. RC_CONFLICT: it
 * is saved or dropped.
 */
static enum rc open_draft(struct tx *tx, const struct bulk_ask *ask) {
    struct sql_batch_get_row batch;
    TRY(sql_batch_get(tx, ask->arena, ask->school.value, ask->batch.value, &batch));
    ENSURE(ask->actor->kind == ACTOR_COMMAND || batch.staff_id == ask->actor->id, RC_NONE);
    return batch.state == BATCH_DRAFT ? RC_OK : RC_CONFLICT;
}

static enum rc edit_rows(struct tx *tx, struct drafting *d) {
    TRY(open_draft(tx, &d->ask));
    struct sql_school_get_row settings;
    TRY(sql_school_get(tx, d->ask.arena, d->ask.school.value, &settings));
    const struct secret_policy policy = {(int)settings.picture_count, (int)settings.word_digits};
    struct sql_batch_rows_row *rows;
    size_t count;
    bool changed = false;
    TRY(sql_batch_rows(tx, d->ask.arena, d->ask.school.value, d->ask.batch.value, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        const struct draft_edit key = {.pupil_id = rows[i].pupil_id};
        const struct draft_edit *edit = bsearch(&key, d->edits, d->count, sizeof key, by_edit);
        if (edit != NULL) TRY(save_row(tx, &d->ask, &policy, &rows[i], edit, &changed));
    }
    return changed ? sql_batch_touch(tx, d->ask.school.value, d->ask.batch.value, NULL) : RC_OK;
}
TX_FUNCTION(edit_rows, struct drafting)

enum rc bulk_edit(struct call *call, struct batch_id batch, const struct draft_edit *edits,
                  size_t count) {
    TRY(actor_may(call->actor, RIGHT_CREATE, call->school, S("")));
    struct draft_edit *sorted = ARENA_ARRAY(call->arena, struct draft_edit, count);
    if (count > 0) memcpy(sorted, edits, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_edit);
    struct drafting d = {
        .ask = {call->service, call->arena, call->actor, call->school, batch, true},
        .edits = sorted,
        .count = count};
    return store_write(call->service->db, call->arena, HISTORY_NONE, edit_rows, &d, call->fault);
}

static enum rc drop(struct tx *tx, struct drafting *d) {
    TRY(open_draft(tx, &d->ask));
    return sql_batch_set_state(tx, d->ask.school.value, d->ask.batch.value, BATCH_DROPPED, NULL);
}
TX_FUNCTION(drop, struct drafting)

enum rc bulk_drop(struct call *call, struct batch_id batch) {
    TRY(actor_may(call->actor, RIGHT_CREATE, call->school, S("")));
    struct drafting d = {
        .ask = {call->service, call->arena, call->actor, call->school, batch, false}};
    return store_write(call->service->db, call->arena, HISTORY_NONE, drop, &d, call->fault);
}

static void set_places(struct batch_line *line, const struct sql_batch_places_row *places,
                       size_t count) {
    line->first_place = line->last_place = S("");
    for (size_t i = 0; i < count; i++) {
        if (places[i].batch_id != line->batch.value) continue;
        line->first_place = places[i].first;
        line->last_place = places[i].last;
    }
}

static enum rc read_recent(struct tx *tx, struct drafting *d) {
    struct sql_batch_recent_row *rows;
    struct sql_batch_places_row *places;
    size_t count, place_count;
    int64_t since_ms = service_now(d->ask.service) - recent_ms;
    TRY(sql_batch_recent(tx, d->ask.arena, d->ask.school.value, since_ms, d->ask.actor->id,
                         UNTOUCHED, RECENT_MAX, &rows, &count));
    TRY(sql_batch_places(tx, d->ask.arena, d->ask.school.value, since_ms,
                         service_today(d->ask.service), &places, &place_count));
    d->lines = ARENA_ARRAY(d->ask.arena, struct batch_line, count);
    d->line_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sql_batch_recent_row *r = &rows[i];
        d->lines[d->line_count++] =
            (struct batch_line){.batch = {r->batch_id},
                                .state = (enum batch_state)r->state,
                                .staff_name = r->staff_name.ptr == NULL ? S("") : r->staff_name,
                                .own = r->staff_id == d->ask.actor->id,
                                .created_ms = r->created_ms,
                                .saved_ms = r->saved_ms == SQL_NULL ? -1 : r->saved_ms,
                                .basic = (size_t)r->basic_count,
                                .advanced = (size_t)r->advanced_count,
                                .failed = (size_t)r->failed_count,
                                .undone = (size_t)r->undone,
                                .turned = (size_t)r->turned,
                                .rows = (size_t)r->rows};
        set_places(&d->lines[d->line_count - 1], places, place_count);
    }
    return RC_OK;
}
TX_FUNCTION(read_recent, struct drafting)

enum rc bulk_recent(struct call *call, struct batch_line **ret_lines, size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_CREATE, call->school, S("")));
    struct drafting d = {
        .ask = {call->service, call->arena, call->actor, call->school, {0}, false}};
    TRY(store_read(call->service->db, call->arena, read_recent, &d, call->fault));
    *ret_lines = d.lines;
    *ret_count = d.line_count;
    return RC_OK;
}
