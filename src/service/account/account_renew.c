#include "service/account/account_renew.h"

#include "service/mail/mail_work.h"
#include "base/buf.h"
#include "domain/account_life.h"
#include "service/application/session_end.h"

/*
 * Seals the state to restore on undo: numbers, then verifier and sealed secret, which may contain
 * any byte.
 */
static enum rc undo_seal(const struct renewal *r, struct str *ret_sealed) {
    const struct sql_account_get_row *a = r->account;
    struct buf text = buf_make(r->arena, 4096);
    buf_format(&text, "%d %d %d %lld %lld %zu %zu %lld\n", (int)a->type, (int)a->secret_kind,
               (int)a->must_change, (long long)a->secret_ms, (long long)a->secret_ends_ms,
               a->verifier.len, a->sealed.ptr == NULL ? (size_t)0 : a->sealed.len,
               (long long)a->batch_id);
    buf_str(&text, a->verifier);
    buf_str(&text, a->sealed);
    return secret_seal(r->arena, r->service, SEAL_UNDO, r->pupil_id, buf_view(&text), ret_sealed);
}

enum rc account_renewed(const struct service *service, struct arena *arena, int64_t pupil_id,
                        const struct sql_account_get_row *account, struct renewed *ret_before) {
    struct str rest;
    ENSURE(account->undo.ptr != NULL, RC_INVALID);
    TRY(secret_unseal(arena, service, SEAL_UNDO, pupil_id, account->undo, &rest));
    struct str head = str_cut(&rest, '\n', NULL);
    int64_t numbers[8] = {[7] = account->batch_id}; /* older versions sealed seven numbers, without
                                                       the batch: it stays as it is */
    for (size_t i = 0; i < COUNT(numbers) && (i < 7 || head.len > 0); i++)
        TRY(str_to_i64(str_cut(&head, ' ', NULL), INT64_MIN, INT64_MAX, &numbers[i]));
    ENSURE(numbers[5] >= 0 && numbers[6] >= 0 &&
               (uint64_t)numbers[5] + (uint64_t)numbers[6] == rest.len,
           RC_INVALID);
    *ret_before = (struct renewed){numbers[0],
                                   numbers[1],
                                   numbers[2],
                                   numbers[3],
                                   numbers[4],
                                   numbers[7],
                                   str_sub(rest, 0, (size_t)numbers[5]),
                                   str_sub(rest, (size_t)numbers[5], (size_t)numbers[6])};
    if (ret_before->sealed.len == 0) ret_before->sealed.ptr = NULL;
    return RC_OK;
}

bool account_turned_by(const struct service *service, struct arena *arena, int64_t pupil_id,
                       const struct sql_account_get_row *account, int64_t batch_id) {
    struct renewed before;
    return account->batch_id == batch_id &&
           account_renewed(service, arena, pupil_id, account, &before) == RC_OK &&
           before.batch_id != batch_id;
}

/* Ends the sealed copy a day after the secret was made when the school keeps none. */
static enum rc limit_sealed(struct tx *tx, const struct sql_school_get_row *settings,
                            int64_t pupil_id, int64_t secret_ms) {
    return settings->keep_sealed != 0
               ? RC_OK
               : sql_account_limit_sealed(tx, pupil_id, secret_ms + SEALED_LEAST_MS, NULL);
}

enum rc account_renew(struct tx *tx, const struct renewal *r,
                      struct history_entry ret_notes[RENEWAL_NOTES], size_t *ret_count) {
    int64_t changed, now = service_now(r->service);
    bool temporary = r->kind == SECRET_TEMPORARY;
    struct str sealed, undo, mac;
    TRY(secret_seal(r->arena, r->service, SEAL_SECRET, r->pupil_id, r->secret, &sealed));
    TRY(undo_seal(r, &undo));
    TRY(service_username_mac(r->arena, r->service, r->username, &mac));
    TRY(sql_account_renew(
        tx, r->pupil_id, r->account->version, r->username, r->type, r->kind, r->verifier, sealed,
        temporary, now, temporary ? secret_end_ms(now, (int)r->settings->temporary_days) : SQL_NULL,
        undo, now + r->undo_ms, r->batch_id, &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    TRY(limit_sealed(tx, r->settings, r->pupil_id, now));
    TRY(mail_notify_pupil(tx, r->arena, r->service, r->pupil_id, r->service->renewed));
    TRY(session_end_all(tx, r->arena, r->service, r->pupil_id));
    TRY(sql_pupil_sessions_end(tx, r->pupil_id, NULL));
    TRY(sql_throttle_forget(tx, mac, NULL)); /* failures counted against the old secret */
    *ret_count = 0;
    if ((int)r->type != r->account->type)
        ret_notes[(*ret_count)++] =
            note_entry(r->service, r->actor, r->pupil_id, HISTORY_TYPE, r->school.value,
                       str_format(r->arena, "type=%d", r->type));
    ret_notes[(*ret_count)++] =
        note_entry(r->service, r->actor, r->pupil_id, HISTORY_SECRET_RENEWED, r->school.value,
                   str_format(r->arena, "kind=%d", r->kind));
    return RC_OK;
}

enum rc account_restore(struct tx *tx, struct arena *arena, const struct service *service,
                        struct school_id school, int64_t pupil_id,
                        const struct sql_account_get_row *account) {
    struct renewed old;
    struct sql_school_get_row settings;
    int64_t changed;
    TRY(account_renewed(service, arena, pupil_id, account, &old));
    TRY(sql_school_get(tx, arena, school.value, &settings));
    TRY(sql_account_renew(tx, pupil_id, account->version, account->username, old.type, old.kind,
                          old.verifier, old.sealed, old.must_change, old.secret_ms, old.ends_ms,
                          (struct str){NULL, 0}, SQL_NULL, old.batch_id, &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    if (old.batch_id != account->batch_id)
        TRY(sql_batch_row_undone(tx, school.value, account->batch_id, pupil_id, NULL));
    return limit_sealed(tx, &settings, pupil_id, old.secret_ms);
}
