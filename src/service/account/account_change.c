#include "service/account/account_change.h"

#include "crypto/token.h"
#include "domain/bulk_plan.h"
#include "service/account/account_renew.h"
#include "service/account/names.h"
#include "service/application/session_end.h"
#include "service/pupil/pupils.h"
#include "service/reveal/reveal.h"
#include "store/queries.h"

struct change {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    int64_t pupil_id, version;
    const struct account_wish *wish;
    struct account_flaws *flaws;
    enum right right;
    struct str reason;
    bool active;
    enum undo_kind undo;
    int64_t batch_id;
    struct undo_result result;
    /* read in the transaction */
    struct pupil_data pupil;
    struct sql_account_get_row account;
    struct secret_policy policy;
    /* made before the transaction */
    enum account_type type;
    enum secret_kind kind;
    struct str secret, username;
    bool new_secret;
    unsigned char verifier[VERIFIER_BYTES];
};

static enum rc load(struct tx *tx, struct change *c) {
    TRY(pupil_read(tx, c->arena, c->service, c->actor, c->school, c->pupil_id, &c->pupil));
    ENSURE(actor_over_pupil(c->actor, c->right, c->school, c->pupil.class_code), RC_NONE);
    return sql_account_get(tx, c->arena, c->pupil_id, &c->account);
}

/* Loads the account and returns RC_CONFLICT when it changed since the form was shown. */
static enum rc load_version(struct tx *tx, struct change *c) {
    TRY(load(tx, c));
    return c->account.version == c->version ? RC_OK : RC_CONFLICT;
}

static enum rc note_change(struct tx *tx, const struct change *c, enum history_event event,
                           struct str detail) {
    return note(tx, c->arena, c->service, c->actor, c->pupil_id, event, c->school.value, detail);
}

static enum rc judge_username(struct tx *tx, struct change *c) {
    const struct name_owner owner = {c->pupil_id, c->pupil.first_name, c->pupil.last_name};
    return names_judge(tx, c->arena, c->service, &owner, c->wish->username, NULL,
                       &c->flaws->username, &c->flaws->username_flaw, &c->flaws->suggestion);
}
TX_FUNCTION(judge_username, struct change)

static enum rc load_and_judge(struct tx *tx, struct change *c) {
    TRY(load(tx, c));
    return judge_username(tx, c);
}
TX_FUNCTION(load_and_judge, struct change)

enum rc account_judge_username(struct call *call, int64_t pupil_id, struct str typed,
                               struct account_flaws *ret_flaws) {
    *ret_flaws = (struct account_flaws){.username = S(""), .suggestion = S("")};
    const struct account_wish wish = {.username = typed};
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .wish = &wish,
                       .flaws = ret_flaws,
                       .right = RIGHT_EDIT};
    return store_read(call->service->db, call->arena, load_and_judge, &c, call->fault);
}

static void judge_secret(struct change *c) {
    struct str canonical = c->wish->secret;
    if (secret_read(c->arena, c->service->text, c->kind, c->wish->secret, &canonical) != RC_OK)
        canonical = c->wish->secret;
    const struct str words[] = {c->pupil.first_name, c->pupil.last_name, c->username};
    c->secret = canonical;
    c->flaws->secret_flaw = secret_typed_flaw(
        c->arena, c->service->text, canonical, c->pupil.first_name, c->pupil.last_name,
        token_guesses(c->arena, canonical, words, COUNT(words)));
}

static enum rc decide(struct change *c) {
    const struct account_wish *wish = c->wish;
    c->type = wish->type != 0 ? (enum account_type)wish->type : (enum account_type)c->account.type;
    enum secret_kind now = (enum secret_kind)c->account.secret_kind;
    c->kind = wish->kind != 0 ? (enum secret_kind)wish->kind : now;
    if (!secret_kind_fits(c->type, c->kind)) c->kind = secret_kind_default(c->type);
    bool typed = wish->secret.len > 0 && c->kind != SECRET_PICTURE;
    c->new_secret = wish->renew || typed || c->kind != now;
    if (c->new_secret && c->kind == SECRET_OWN) c->kind = secret_kind_default(c->type);
    if (!c->new_secret) return RC_OK;
    if (typed) judge_secret(c);
    if (!typed) c->secret = secret_draw(c->arena, &c->service->random, &c->policy, c->kind);
    if (c->flaws->secret_flaw != TYPED_FINE) return RC_OK;
    return hash_pool_make(c->service->hashes, HASH_SCHOOL_NETWORK, c->pupil_id, c->secret,
                          c->verifier);
}

/* Ends all sessions of the pupil, also at applications. */
static enum rc sign_out(struct tx *tx, const struct change *c) {
    TRY(session_end_all(tx, c->arena, c->service, c->pupil_id));
    return sql_pupil_sessions_end(tx, c->pupil_id, NULL);
}

static enum rc write_change(struct tx *tx, struct change *c) {
    TRY(load_version(tx, c));
    const struct sql_account_get_row *a = &c->account;
    bool renamed = !str_eq(c->username, a->username);
    int64_t changed = 1;
    struct str username = a->username;
    if (renamed) {
        TRY(names_reserve(tx, c->arena, c->service, c->pupil_id, c->username, c->username,
                          &username));
        ENSURE(str_eq(username, c->username), RC_RETRY); /* taken meanwhile: judge again */
        TRY(note_change(tx, c, HISTORY_USERNAME, S("")));
    }
    if (!c->new_secret) {
        if ((int)c->type != a->type)
            TRY(note_change(tx, c, HISTORY_TYPE, str_format(c->arena, "type=%d", c->type)));
        TRY(sql_account_rename(tx, c->pupil_id, c->version, username, &changed));
        return changed == 1 ? RC_OK : RC_CONFLICT;
    }
    struct sql_school_get_row settings;
    struct history_entry notes[RENEWAL_NOTES];
    size_t note_count;
    TRY(sql_school_get(tx, c->arena, c->school.value, &settings));
    const struct renewal renewal = {.service = c->service,
                                    .arena = c->arena,
                                    .actor = c->actor,
                                    .school = c->school,
                                    .settings = &settings,
                                    .pupil_id = c->pupil_id,
                                    .account = a,
                                    .username = username,
                                    .type = c->type,
                                    .kind = c->kind,
                                    .secret = c->secret,
                                    .verifier = {(const char *)c->verifier, VERIFIER_BYTES},
                                    .batch_id = a->batch_id,
                                    .undo_ms = UNDO_SECRET_MS};
    TRY(account_renew(tx, &renewal, notes, &note_count));
    return history_add_many(tx, c->arena, notes, note_count);
}
TX_FUNCTION(write_change, struct change)

static enum rc read_settings(struct tx *tx, struct change *c) {
    TRY(load_version(tx, c));
    struct sql_school_get_row settings;
    TRY(sql_school_get(tx, c->arena, c->school.value, &settings));
    c->policy = (struct secret_policy){(int)settings.picture_count, (int)settings.word_digits};
    return RC_OK;
}
TX_FUNCTION(read_settings, struct change)

enum rc account_change(struct call *call, int64_t pupil_id, const struct account_wish *wish,
                       struct account_flaws *ret_flaws) {
    *ret_flaws = (struct account_flaws){.username = S(""), .suggestion = S("")};
    bool edits = wish->username.ptr != NULL || wish->type != 0;
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .version = wish->version,
                       .wish = wish,
                       .flaws = ret_flaws,
                       .right = edits ? RIGHT_EDIT : RIGHT_RESET};
    TRY(store_read(call->service->db, call->arena, read_settings, &c, call->fault));
    c.username = c.account.username;
    if (wish->username.ptr != NULL && !str_eq(wish->username, c.account.username)) {
        TRY(store_read(call->service->db, call->arena, judge_username, &c, call->fault));
        c.username = ret_flaws->username;
    }
    TRY(decide(&c));
    ENSURE(ret_flaws->username_flaw == USERNAME_FINE && ret_flaws->secret_flaw == TYPED_FINE,
           RC_INVALID);
    bool nothing =
        !c.new_secret && str_eq(c.username, c.account.username) && (int)c.type == c.account.type;
    if (nothing) return RC_OK;
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_change, &c,
                       call->fault);
}

static enum rc write_state(struct tx *tx, struct change *c) {
    TRY(load_version(tx, c));
    enum account_status status = c->pupil.account.status;
    bool may = c->active
                   ? account_may_activate(status, c->pupil.last_day, service_today(c->service))
                   : account_may_deactivate(status);
    ENSURE(may, RC_CONFLICT);
    int64_t changed;
    TRY(sql_account_set_inactive(tx, c->pupil_id, c->version,
                                 c->active ? SQL_NULL : service_now(c->service),
                                 c->active ? S("") : c->reason, &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    if (!c->active)
        TRY(sign_out(tx, c)); /* else the sessions would be valid again after activation */
    return note_change(tx, c, c->active ? HISTORY_ACTIVATED : HISTORY_DEACTIVATED, c->reason);
}
TX_FUNCTION(write_state, struct change)

enum rc account_deactivate(struct call *call, int64_t pupil_id, int64_t version,
                           struct str reason) {
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .version = version,
                       .right = RIGHT_EDIT,
                       .reason = reason};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_state, &c,
                       call->fault);
}

enum rc account_activate(struct call *call, int64_t pupil_id, int64_t version) {
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .version = version,
                       .right = RIGHT_EDIT,
                       .active = true,
                       .reason = S("")};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_state, &c,
                       call->fault);
}

static enum rc undo_create(struct tx *tx, struct change *c) {
    ENSURE(c->pupil.account.may_undo_create, RC_DENIED);
    int64_t changed;
    TRY(sql_account_delete(tx, c->pupil_id, c->account.version, &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    TRY(sql_batch_row_undone(tx, c->school.value, c->account.batch_id, c->pupil_id, NULL));
    return note_change(tx, c, HISTORY_UNDONE, str_format(c->arena, "event=%d", HISTORY_CREATED));
}

static enum rc undo_secret(struct tx *tx, struct change *c) {
    ENSURE(c->pupil.account.may_undo_secret, RC_DENIED);
    TRY(account_restore(tx, c->arena, c->service, c->school, c->pupil_id, &c->account));
    return note_change(tx, c, HISTORY_UNDONE,
                       str_format(c->arena, "event=%d", HISTORY_SECRET_RENEWED));
}

static enum rc write_undo(struct tx *tx, struct change *c) {
    TRY(load_version(tx, c));
    TRY(c->undo == UNDO_SECRET ? undo_secret(tx, c) : undo_create(tx, c));
    return sql_batch_recount(tx, c->school.value, c->account.batch_id, NULL);
}
TX_FUNCTION(write_undo, struct change)

enum rc account_undo(struct call *call, int64_t pupil_id, int64_t version, enum undo_kind kind) {
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .version = version,
                       .right = kind == UNDO_CREATE ? RIGHT_CREATE : RIGHT_RESET,
                       .undo = kind};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_undo, &c,
                       call->fault);
}

/*
 * Undoes what the batch did to one account: deletes an account that it created, or restores the
 * secret of one that it turned into an advanced account. Skips it when the pupil has signed in with
 * it or has a newer secret.
 */
static enum rc undo_row(struct tx *tx, struct change *c, bool turned) {
    const struct account_data *account = &c->pupil.account;
    bool back = turned && account->may_undo_secret &&
                account_turned_by(c->service, c->arena, c->pupil_id, &c->account, c->batch_id);
    bool gone = !turned && account->may_undo_create;
    if (back) TRY(undo_secret(tx, c));
    if (gone) TRY(undo_create(tx, c));
    c->result.turned_back += back;
    c->result.undone += gone;
    c->result.kept += !back && !gone;
    return RC_OK;
}

static enum rc write_batch_undo(struct tx *tx, struct change *c) {
    struct sql_batch_rows_row *rows;
    struct sql_batch_get_row batch;
    size_t count;
    TRY(sql_batch_get(tx, c->arena, c->school.value, c->batch_id, &batch));
    TRY(sql_batch_rows(tx, c->arena, c->school.value, c->batch_id, &rows, &count));
    ENSURE(count > 0, RC_NONE);
    c->result = (struct undo_result){0};
    for (size_t i = 0; i < count; i++) {
        c->pupil_id = rows[i].pupil_id;
        enum rc rc = load(tx, c);
        if (rc == RC_NONE) continue;
        TRY(rc);
        if (c->account.batch_id != c->batch_id) continue;
        TRY(undo_row(tx, c, rows[i].outcome == OUTCOME_TURNED));
    }
    ENSURE(c->result.undone + c->result.turned_back > 0, RC_DENIED);
    return sql_batch_recount(tx, c->school.value, c->batch_id, NULL);
}
TX_FUNCTION(write_batch_undo, struct change)

enum rc account_batch_undo(struct call *call, int64_t batch_id, struct undo_result *ret_result) {
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .right = RIGHT_CREATE,
                       .batch_id = batch_id};
    TRY(actor_may(call->actor, RIGHT_CREATE, call->school, S("")));
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_batch_undo, &c,
                    call->fault));
    *ret_result = c.result;
    return RC_OK;
}

/* Counts it before it is opened. */
static enum rc take(struct tx *tx, const struct change *c) {
    const struct call call = {c->service, c->arena, c->actor, c->school, NULL};
    struct revealed secret = {.pupil_id = c->pupil_id,
                              .batch_id = c->account.batch_id,
                              .secret_ms = c->account.secret_ms,
                              .class_code = c->pupil.class_code};
    TRY(reveal_made_by_actor(tx, &call, c->pupil_id, &secret.made));
    return reveal_take(tx, &call, &(struct reveal){REVEAL_SHOWN, &secret, 1});
}

static enum rc write_reveal(struct tx *tx, struct change *c) {
    TRY(load(tx, c));
    ENSURE(c->account.sealed.ptr != NULL, RC_LIMIT);
    TRY(actor_proved(c->service, c->actor));
    TRY(take(tx, c));
    TRY(secret_unseal(c->arena, c->service, SEAL_SECRET, c->pupil_id, c->account.sealed,
                      &c->secret));
    return note_visit(tx, c->arena, c->service, c->actor, c->pupil_id, VISIT_SHOWN, c->school.value,
                      S(""));
}
TX_FUNCTION(write_reveal, struct change)

enum rc account_reveal(struct call *call, int64_t pupil_id, struct str *ret_secret) {
    struct change c = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .school = call->school,
                       .pupil_id = pupil_id,
                       .right = RIGHT_PRINT};
    TRY(store_write(call->service->db, call->arena, HISTORY_NONE, write_reveal, &c, call->fault));
    *ret_secret = c.secret;
    return RC_OK;
}
