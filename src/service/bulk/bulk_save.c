#include "domain/account_life.h"
#include "domain/session_life.h"
#include "service/account/account_renew.h"
#include "service/bulk/bulk_rows.h"
#include "service/account/names.h"
#include "service/reveal/reveal.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum { REVEAL_OWN_MS = 60 * 60 * 1000 };

struct saving {
    struct bulk_ask ask;
    struct draft draft;
    struct hash_item *items; /* one per row to create or turn, in order */
    size_t item_count;
    struct history_entry *notes;
    size_t note_count;
    bool saved_before;
    const struct bulk_progress *progress; /* may be NULL */
};

static enum rc read_draft(struct tx *tx, struct saving *s) {
    return bulk_rows_read(tx, &s->ask, &s->draft);
}
TX_FUNCTION(read_draft, struct saving)

static bool is_made(const struct draft_row *row) {
    return row->included && outcome_open(row->outcome);
}

/* Returns the name to number when the wanted name is taken in the last moment. */
static struct str base_of(const struct saving *s, const struct draft_row *row) {
    struct str proposal =
        username_propose(s->ask.arena, s->ask.service->text, row->first_name, row->last_name);
    return str_starts(row->username, proposal) ? proposal : row->username;
}

static enum rc make_account(struct tx *tx, struct saving *s, struct draft_row *row,
                            const struct hash_item *item,
                            const struct sql_school_get_row *settings) {
    struct service *service = s->ask.service;
    struct arena *arena = s->ask.arena;
    int64_t now = service_now(service), changed;
    struct str username, sealed;
    bool temporary = row->kind == SECRET_TEMPORARY;
    TRY(names_reserve(tx, arena, service, row->pupil_id, row->username, base_of(s, row),
                      &username));
    struct str verifier = {(const char *)item->verifier, sizeof item->verifier};
    TRY(secret_seal(arena, service, SEAL_SECRET, row->pupil_id, row->secret, &sealed));
    TRY(sql_account_insert(tx, row->pupil_id, username, row->type, row->kind, verifier, sealed,
                           temporary, now,
                           temporary ? secret_end_ms(now, (int)settings->temporary_days) : SQL_NULL,
                           now, s->ask.school.value, s->ask.batch.value, &changed));
    row->outcome = changed == 1 ? OUTCOME_MADE : OUTCOME_HAS_ACCOUNT;
    if (changed == 0) return RC_OK;
    if (settings->keep_sealed == 0)
        TRY(sql_account_limit_sealed(tx, row->pupil_id, now + SEALED_LEAST_MS, NULL));
    row->username = username;
    struct str detail = str_format(arena, "type=%d kind=%d batch=%.*s", row->type, row->kind,
                                   STR_ARG(id_text(arena, s->ask.batch.value)));
    s->notes[s->note_count++] = note_entry(service, s->ask.actor, row->pupil_id, HISTORY_CREATED,
                                           s->ask.school.value, detail);
    return RC_OK;
}

/*
 * Turns a basic account into an advanced one. Keeps the username and ends all sessions. When
 * somebody changed the account meanwhile, leaves it and records that in the outcome of the row.
 */
static enum rc turn_account(struct tx *tx, struct saving *s, struct draft_row *row,
                            const struct hash_item *item,
                            const struct sql_school_get_row *settings) {
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(tx, s->ask.arena, row->pupil_id, &account);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    bool active = rc == RC_OK && account.inactive_ms == SQL_NULL;
    row->outcome = bulk_turning_now(active ? STATUS_ACTIVE : STATUS_INACTIVE,
                                    active ? (enum account_type)account.type : ACCOUNT_BASIC);
    if (row->outcome != OUTCOME_TURNING) return RC_OK;
    const struct renewal renewal = {
        .service = s->ask.service,
        .arena = s->ask.arena,
        .actor = s->ask.actor,
        .school = s->ask.school,
        .settings = settings,
        .pupil_id = row->pupil_id,
        .account = &account,
        .username = account.username,
        .type = ACCOUNT_ADVANCED,
        .kind = SECRET_TEMPORARY,
        .secret = row->secret,
        .verifier = {(const char *)item->verifier, sizeof item->verifier},
        .batch_id = s->ask.batch.value,
        .undo_ms = UNDO_CREATE_MS};
    size_t note_count;
    TRY(account_renew(tx, &renewal, &s->notes[s->note_count], &note_count));
    s->note_count += note_count;
    row->username = account.username;
    row->outcome = OUTCOME_TURNED;
    return RC_OK;
}

/* Checks the actor's rights again, because they may have been withdrawn during hashing. */
static enum rc still_may(struct tx *tx, const struct saving *s) {
    if (s->ask.actor->kind != ACTOR_STAFF) return RC_OK;
    struct staff_rights now;
    TRY(staff_rights_read(tx, s->ask.arena, s->ask.actor->id, &now));
    const struct actor actor = {.kind = ACTOR_STAFF, .id = s->ask.actor->id, .rights = &now};
    return actor_may(&actor, RIGHT_CREATE, s->ask.school, S(""));
}

static bool goes_on(void *context, size_t done) {
    const struct saving *s = context;
    const struct bulk_progress *progress = s->progress;
    return progress == NULL || progress->report(progress->context, done, s->item_count);
}

static enum rc write_all(struct tx *tx, struct saving *s) {
    TRY(still_may(tx, s));
    struct draft *d = &s->draft;
    int school = s->ask.school.value;
    struct sql_batch_get_row batch;
    TRY(sql_batch_get(tx, s->ask.arena, school, s->ask.batch.value, &batch));
    s->saved_before = batch.state == BATCH_DONE;
    ENSURE(batch.state == BATCH_DRAFT, RC_CONFLICT);
    ENSURE(batch.version == d->version, RC_RETRY); /* edited since it was hashed */
    struct sql_school_get_row settings;
    TRY(sql_school_get(tx, s->ask.arena, school, &settings));
    d->basic = d->advanced = d->turned = d->failed = s->note_count = 0;
    s->notes = ARENA_ARRAY(s->ask.arena, struct history_entry, d->count * RENEWAL_NOTES);
    for (size_t i = 0, item = 0; i < d->count; i++) {
        struct draft_row row = d->rows[i]; /* a copy, because the transaction may be retried */
        ENSURE(goes_on(s, s->item_count), RC_LIMIT);
        if (!row.included) row.outcome = OUTCOME_LEFT_OUT;
        if (row.outcome == OUTCOME_PENDING)
            TRY(make_account(tx, s, &row, &s->items[item++], &settings));
        else if (row.outcome == OUTCOME_TURNING)
            TRY(turn_account(tx, s, &row, &s->items[item++], &settings));
        d->basic += row.outcome == OUTCOME_MADE && row.type == ACCOUNT_BASIC;
        d->advanced += row.outcome == OUTCOME_MADE && row.type == ACCOUNT_ADVANCED;
        d->turned += row.outcome == OUTCOME_TURNED;
        d->failed += outcome_failed(row.outcome);
        TRY(sql_batch_row_outcome(tx, school, s->ask.batch.value, row.pupil_id, row.username,
                                  row.outcome, S(""), NULL));
    }
    TRY(history_add_many(tx, s->ask.arena, s->notes, s->note_count));
    TRY(sql_batch_done(tx, school, s->ask.batch.value, service_now(s->ask.service),
                       (int64_t)d->basic, (int64_t)d->advanced, (int64_t)d->failed, NULL));
    return note(tx, s->ask.arena, s->ask.service, s->ask.actor, s->ask.school.value, HISTORY_BATCH,
                school,
                str_format(s->ask.arena, "basic=%zu advanced=%zu turned=%zu failed=%zu", d->basic,
                           d->advanced, d->turned, d->failed));
}
TX_FUNCTION(write_all, struct saving)

static enum rc hash_all(struct saving *s, int64_t *ret_hash_ms) {
    s->items = ARENA_ARRAY(s->ask.arena, struct hash_item, s->draft.count);
    for (size_t i = 0; i < s->draft.count; i++) {
        const struct draft_row *row = &s->draft.rows[i];
        if (is_made(row))
            s->items[s->item_count++] =
                (struct hash_item){.owner = row->pupil_id, .secret = row->secret};
    }
    return hash_pool_bulk(s->ask.service->hashes, s->items, s->item_count, goes_on, s, ret_hash_ms);
}

enum rc bulk_save(struct call *call, struct batch_id batch, const struct bulk_progress *progress,
                  int64_t *ret_hash_ms) {
    struct saving s = {.ask = {call->service, call->arena, call->actor, call->school, batch, true},
                       .progress = progress};
    int64_t hash_ms = 0;
    TRY(store_read(call->service->db, call->arena, read_draft, &s, call->fault));
    if (s.draft.state == BATCH_DONE) return RC_OK;
    ENSURE(s.draft.state == BATCH_DRAFT, RC_NONE);
    ENSURE(s.draft.flawed == 0, RC_INVALID);
    TRY(hash_all(&s, &hash_ms));
    enum rc rc =
        store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_all, &s, call->fault);
    if (ret_hash_ms != NULL) *ret_hash_ms = hash_ms;
    return rc == RC_CONFLICT && s.saved_before ? RC_OK : rc;
}

/* The accounts of a saved batch whose card the batch still has, one for each row; sealed.ptr NULL:
 * none. */
static enum rc read_accounts(struct tx *tx, const struct saving *s,
                             struct sql_account_get_row *ret_accounts) {
    for (size_t i = 0; i < s->draft.count; i++) {
        const struct draft_row *row = &s->draft.rows[i];
        struct sql_account_get_row *account = &ret_accounts[i];
        enum rc rc = outcome_has_card(row->outcome) && !row->gone
                         ? sql_account_get(tx, s->ask.arena, row->pupil_id, account)
                         : RC_NONE;
        ENSURE(rc == RC_OK || rc == RC_NONE, rc);
        if (rc == RC_NONE || account->batch_id != s->ask.batch.value) account->sealed.ptr = NULL;
    }
    return RC_OK;
}

/* Counts them before any is opened. */
static enum rc take(struct tx *tx, const struct saving *s,
                    const struct sql_account_get_row *accounts) {
    const struct bulk_ask *ask = &s->ask;
    const struct call call = {ask->service, ask->arena, ask->actor, ask->school, NULL};
    struct revealed *secrets = ARENA_ARRAY(ask->arena, struct revealed, s->draft.count);
    struct reveal reveal = {.kind = REVEAL_SHOWN, .secrets = secrets};
    for (size_t i = 0; i < s->draft.count; i++)
        if (accounts[i].sealed.ptr != NULL)
            secrets[reveal.count++] = (struct revealed){.pupil_id = s->draft.rows[i].pupil_id,
                                                        .batch_id = accounts[i].batch_id,
                                                        .secret_ms = accounts[i].secret_ms,
                                                        .class_code = s->draft.rows[i].class_code};
    return reveal_take(tx, &call, &reveal);
}

/*
 * Opens the secrets of a saved batch, for pupils who are still enrolled, and records each one in
 * the history.
 */
static enum rc reveal(struct tx *tx, struct saving *s) {
    struct draft *d = &s->draft;
    struct sql_account_get_row *accounts =
        ARENA_ARRAY(s->ask.arena, struct sql_account_get_row, d->count);
    s->note_count = 0;
    s->notes = ARENA_ARRAY(s->ask.arena, struct history_entry, d->count);
    TRY(read_accounts(tx, s, accounts));
    TRY(take(tx, s, accounts));
    for (size_t i = 0; i < d->count; i++) {
        struct draft_row *row = &d->rows[i];
        row->secret = (struct str){NULL, 0}; /* a retry: the former value was freed */
        if (accounts[i].sealed.ptr == NULL) continue;
        TRY(secret_unseal(s->ask.arena, s->ask.service, SEAL_SECRET, row->pupil_id,
                          accounts[i].sealed, &row->secret));
        row->kind = (enum secret_kind)accounts[i].secret_kind;
        s->notes[s->note_count++] = note_entry(s->ask.service, s->ask.actor, row->pupil_id,
                                               VISIT_SHOWN, s->ask.school.value, S(""));
    }
    return db_visit_add_many(tx, s->ask.arena, s->notes, s->note_count);
}
TX_FUNCTION(reveal, struct saving)

enum rc bulk_get(struct call *call, struct batch_id batch, bool with_secrets,
                 struct draft *ret_draft) {
    struct saving s = {
        .ask = {call->service, call->arena, call->actor, call->school, batch, with_secrets}};
    TRY(store_read(call->service->db, call->arena, read_draft, &s, call->fault));
    if (with_secrets && s.draft.state == BATCH_DONE) {
        bool just_made = s.draft.own && session_within(s.draft.saved_ms, REVEAL_OWN_MS,
                                                       service_now(call->service));
        if (!just_made) TRY(actor_proved(call->service, call->actor));
        TRY(store_write(call->service->db, call->arena, HISTORY_NONE, reveal, &s, call->fault));
    }
    *ret_draft = s.draft;
    return RC_OK;
}
