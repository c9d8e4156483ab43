/*
 * Replaces the secret of an account, and restores the old one. Used for a change of one account and
 * for a bulk creation that turns basic accounts into advanced ones. Runs in the caller's
 * transaction.
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
    const struct sql_account_get_row *account; /* as stored now */
    struct str username;
    enum account_type type;
    enum secret_kind kind;
    struct str secret, verifier;
    int64_t batch_id; /* the batch whose cards show the new secret; SQL_NULL: none */
    int64_t undo_ms;  /* how long the change can be undone, in milliseconds */
};

enum { RENEWAL_NOTES = 2 };
/*
 * Writes the account, ends the pupil's sessions, also at applications, and resets the rate limit.
 * The caller appends the *ret_count history entries. RC_CONFLICT: the account changed since it was
 * read.
 */
enum rc account_renew(struct tx *tx, const struct renewal *renewal,
                      struct history_entry ret_notes[RENEWAL_NOTES], size_t *ret_count) MUST_USE;

/* The state that "Maak ongedaan" restores. */
struct renewed {
    int64_t type, kind, must_change, secret_ms, ends_ms, batch_id;
    struct str verifier, sealed;
};
/* Reads that state. RC_INVALID: none is stored. */
enum rc account_renewed(const struct service *service, struct arena *arena, int64_t pupil_id,
                        const struct sql_account_get_row *account,
                        struct renewed *ret_before) MUST_USE;
/*
 * Returns whether the batch turned this account and no newer secret was set since, so that it may
 * be turned back.
 */
bool account_turned_by(const struct service *service, struct arena *arena, int64_t pupil_id,
                       const struct sql_account_get_row *account, int64_t batch_id);
/* Restores the state and marks it in the row of the batch that turned the account. */
enum rc account_restore(struct tx *tx, struct arena *arena, const struct service *service,
                        struct school_id school, int64_t pupil_id,
                        const struct sql_account_get_row *account) MUST_USE;
