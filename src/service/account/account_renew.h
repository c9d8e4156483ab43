/* Another secret in place of the one an account has, and how that is taken back: shared by changing
 * one account and by turning many in a bulk creation. Everything runs in the caller's transaction.
 */
#pragma once

#include "service/service.h"
#include "store/queries.h"

struct renewal {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct sql_school_get_row *settings;
    int64_t pupil_id;
    const struct sql_account_get_row *account; /* as it stands */
    struct str username;
    enum account_type type;
    enum secret_kind kind;
    struct str secret, verifier;
    int64_t batch_id; /* whose cards show the new secret; SQL_NULL: of none */
    int64_t undo_ms;  /* it can be undone for so long */
};

enum { RENEWAL_NOTES = 2 };
/* Writes the account, ends the sessions of whoever came in with the old secret, in applications
 * too, and the waits. The history is the caller's: *ret_count entries. RC_CONFLICT: the account
 * changed since it was read. */
enum rc account_renew(struct tx *tx, const struct renewal *renewal,
                      struct history_entry ret_notes[RENEWAL_NOTES], size_t *ret_count) MUST_USE;

/* What "Maak ongedaan" restores. */
struct renewed {
    int64_t type, kind, must_change, secret_ms, ends_ms, batch_id;
    struct str verifier, sealed;
};
/* RC_INVALID: nothing is kept. */
enum rc account_renewed(const struct service *service, struct arena *arena, int64_t pupil_id,
                        const struct sql_account_get_row *account,
                        struct renewed *ret_before) MUST_USE;
/* Did the batch turn this account, and has it no newer secret? Then it may be turned back. */
bool account_turned_by(const struct service *service, struct arena *arena, int64_t pupil_id,
                       const struct sql_account_get_row *account, int64_t batch_id);
/* Writes it back; a row of the batch that turned the account says so. */
enum rc account_restore(struct tx *tx, struct arena *arena, const struct service *service,
                        struct school_id school, int64_t pupil_id,
                        const struct sql_account_get_row *account) MUST_USE;
