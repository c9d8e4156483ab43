#include "service/bulk/bulk_rows.h"

#include <stdlib.h>

#include "crypto/token.h"
#include "service/account/names.h"
#include "service/pupil/pupils.h"
#include "store/queries.h"

static int by_pupil(const void *left, const void *right) {
    int64_t a = ((const struct pupil_row *)left)->pupil_id,
            b = ((const struct pupil_row *)right)->pupil_id;
    return (a > b) - (a < b);
}

bool outcome_open(enum batch_outcome outcome) {
    return outcome == OUTCOME_PENDING || outcome == OUTCOME_TURNING;
}

bool outcome_has_card(enum batch_outcome outcome) {
    return outcome == OUTCOME_MADE || outcome == OUTCOME_TURNED;
}

bool outcome_failed(enum batch_outcome outcome) {
    return outcome == OUTCOME_HAS_ACCOUNT || outcome == OUTCOME_NOT_ENROLLED ||
           outcome == OUTCOME_FITS || outcome == OUTCOME_NO_ACCOUNT;
}

enum batch_outcome bulk_turning_now(enum account_status status, enum account_type type) {
    if (status != STATUS_ACTIVE) return OUTCOME_NO_ACCOUNT;
    return type == ACCOUNT_BASIC ? OUTCOME_TURNING : OUTCOME_FITS;
}

static enum batch_outcome outcome_now(enum batch_state state, const struct sql_batch_rows_row *row,
                                      const struct pupil_row *pupil) {
    if (state != BATCH_DRAFT) return (enum batch_outcome)row->outcome;
    if (pupil == NULL) return OUTCOME_NOT_ENROLLED;
    if (row->outcome == OUTCOME_TURNING)
        return bulk_turning_now(pupil_row_status(pupil), pupil->type);
    return pupil->has_account ? OUTCOME_HAS_ACCOUNT : OUTCOME_PENDING;
}

static enum rc draft_row_of(const struct bulk_ask *ask, enum batch_state state,
                            const struct sql_batch_rows_row *row, const struct pupil_row *pupil,
                            struct draft_row *ret_row) {
    static const struct pupil_row gone = {.first_name = {"", 0}};
    const struct pupil_row *p = pupil == NULL ? &gone : pupil;
    struct str username = pupil == NULL && state != BATCH_DRAFT ? S("") : row->username;
    bool turning = state == BATCH_DRAFT && row->outcome == OUTCOME_TURNING;
    if (turning && p->has_account) username = p->username; /* it may have been changed meanwhile */
    *ret_row = (struct draft_row){.pupil_id = row->pupil_id,
                                  .gone = pupil == NULL,
                                  .roll_number = p->roll_number,
                                  .first_name = p->first_name,
                                  .last_name = p->last_name,
                                  .group_name = p->group_name,
                                  .class_code = p->class_code,
                                  .included = row->included != 0,
                                  .turns = turning || row->outcome == OUTCOME_TURNED,
                                  .username = username,
                                  .type = (enum account_type)row->type,
                                  .kind = (enum secret_kind)row->secret_kind,
                                  .typed = row->typed != 0,
                                  .can_restore = row->older.len > 0,
                                  .suggestion = S(""),
                                  .outcome = outcome_now(state, row, pupil)};
    bool open = state == BATCH_DRAFT && (ask->reveal || ret_row->typed);
    if (!open) return RC_OK;
    return secret_unseal(ask->arena, ask->service, SEAL_DRAFT, row->pupil_id, row->sealed,
                         &ret_row->secret);
}

static bool counts(const struct draft_row *row) {
    return row->included && outcome_open(row->outcome);
}

enum typed_flaw bulk_typed_flaw(const struct bulk_ask *ask, struct str secret,
                                struct str first_name, struct str last_name, struct str username) {
    const struct str words[] = {first_name, last_name, username};
    double guesses = token_guesses(ask->arena, secret, words, COUNT(words));
    return secret_typed_flaw(ask->arena, ask->service->text, secret, first_name, last_name,
                             guesses);
}

static void judge_typed(const struct bulk_ask *ask, struct draft_row *row,
                        struct name_set *secrets) {
    row->secret_flaw =
        bulk_typed_flaw(ask, row->secret, row->first_name, row->last_name, row->username);
    if (row->secret_flaw == TYPED_FINE && !name_set_add(secrets, row->secret))
        row->secret_flaw = TYPED_TWICE;
}

/* Returns the earlier row that has the name, from 1; 0 when there is none. */
static size_t taken_by(const struct draft *draft, size_t row, struct str username) {
    for (size_t i = 0; i < row; i++) {
        const struct draft_row *other = &draft->rows[i];
        if (counts(other) && other->username_flaw == USERNAME_FINE &&
            str_eq(other->username, username))
            return i + 1;
    }
    return 0;
}

static enum rc judge_name(struct tx *tx, const struct bulk_ask *ask, const struct draft *draft,
                          size_t at, struct name_set *names) {
    struct draft_row *row = &draft->rows[at];
    const struct name_owner owner = {row->pupil_id, row->first_name, row->last_name};
    struct str username;
    TRY(names_judge(tx, ask->arena, ask->service, &owner, row->username, names, &username,
                    &row->username_flaw, &row->suggestion));
    if (row->username_flaw == USERNAME_FINE) row->username = username;
    if (row->username_flaw == USERNAME_TAKEN) row->same_as = taken_by(draft, at, username);
    return RC_OK;
}

static enum rc judge(struct tx *tx, const struct bulk_ask *ask, struct draft *draft) {
    struct name_set *names = name_set_make(ask->arena, draft->count),
                    *secrets = name_set_make(ask->arena, draft->count);
    for (size_t i = 0; i < draft->count; i++) {
        struct draft_row *row = &draft->rows[i];
        if (!counts(row)) continue;
        if (!row->turns) TRY(judge_name(tx, ask, draft, i, names));
        if (row->typed) judge_typed(ask, row, secrets);
        draft->flawed += row->username_flaw != USERNAME_FINE || row->secret_flaw != TYPED_FINE;
    }
    return RC_OK;
}

enum rc bulk_rows_read(struct tx *tx, const struct bulk_ask *ask, struct draft *ret_draft) {
    TRY(actor_may(ask->actor, RIGHT_CREATE, ask->school, S("")));
    struct sql_batch_get_row batch;
    TRY(sql_batch_get(tx, ask->arena, ask->school.value, ask->batch.value, &batch));
    bool own = ask->actor->kind == ACTOR_COMMAND || batch.staff_id == ask->actor->id;
    ENSURE(own || batch.state == BATCH_DONE, RC_NONE);
    struct draft draft = {.batch = ask->batch,
                          .state = (enum batch_state)batch.state,
                          .version = batch.version,
                          .created_ms = batch.created_ms,
                          .saved_ms = batch.saved_ms == SQL_NULL ? -1 : batch.saved_ms,
                          .own = own,
                          .basic = (size_t)batch.basic_count,
                          .advanced = (size_t)batch.advanced_count,
                          .failed = (size_t)batch.failed_count};
    struct pupil_row *pupils;
    size_t pupil_count;
    TRY(pupils_read(tx, ask->arena, ask->actor, ask->school, service_today(ask->service), &pupils,
                    &pupil_count));
    qsort(pupils, pupil_count, sizeof *pupils, by_pupil);
    struct sql_batch_rows_row *rows;
    TRY(sql_batch_rows(tx, ask->arena, ask->school.value, ask->batch.value, &rows, &draft.count));
    draft.rows = ARENA_ARRAY(ask->arena, struct draft_row, draft.count);
    for (size_t i = 0; i < draft.count; i++) {
        const struct pupil_row key = {.pupil_id = rows[i].pupil_id};
        const struct pupil_row *pupil =
            bsearch(&key, pupils, pupil_count, sizeof *pupils, by_pupil);
        TRY(draft_row_of(ask, draft.state, &rows[i], pupil, &draft.rows[i]));
        draft.turned += rows[i].outcome == OUTCOME_TURNED;
    }
    if (draft.state == BATCH_DRAFT) TRY(judge(tx, ask, &draft));
    *ret_draft = draft;
    return RC_OK;
}
