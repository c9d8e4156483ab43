/*
 * Changes to one existing account by staff ("Pas aanmeldgegevens aan"), and their undo.
 *
 * Every function returns RC_NONE for a pupil whom the actor cannot see, and RC_CONFLICT when the
 * account changed since `version` was read.
 *
 * Source: docs/develop/requirements.md "Creating accounts".
 */
#pragma once

#include "domain/username.h"
#include "service/service.h"

struct account_wish {
    int64_t version;
    struct str username; /* as typed; ptr NULL: unchanged */
    int type;            /* enum account_type; 0: unchanged */
    int kind;            /* enum secret_kind; 0: unchanged. Another kind draws a new secret */
    bool renew;          /* draw a new secret */
    struct str secret;   /* typed by staff; empty: draw one */
};

struct account_flaws {
    struct str username; /* case-folded */
    enum username_flaw username_flaw;
    struct str suggestion;
    enum typed_flaw secret_flaw;
};

/*
 * Changes the account. A new secret ends the pupil's sessions and back-off and can be undone for
 * ten minutes. RC_INVALID: nothing changed, see *ret_flaws.
 */
enum rc account_change(struct call *call, int64_t pupil_id, const struct account_wish *wish,
                       struct account_flaws *ret_flaws) MUST_USE;

/* Judges a username for the pupil and suggests a free one; changes nothing. */
enum rc account_judge_username(struct call *call, int64_t pupil_id, struct str typed,
                               struct account_flaws *ret_flaws) MUST_USE;

/* Deactivates the account and ends its sessions, or activates it again. Both need RIGHT_EDIT. */
enum rc account_deactivate(struct call *call, int64_t pupil_id, int64_t version,
                           struct str reason) MUST_USE;
enum rc account_activate(struct call *call, int64_t pupil_id, int64_t version) MUST_USE;

enum undo_kind { UNDO_CREATE, UNDO_SECRET };
/*
 * Undoes the creation of the account or its newest secret. Undoing a creation reserves the username
 * for this pupil. RC_DENIED: too late (the pupil signed in, or the time is over).
 */
enum rc account_undo(struct call *call, int64_t pupil_id, int64_t version,
                     enum undo_kind kind) MUST_USE;
struct undo_result {
    size_t undone, turned_back; /* undone: accounts deleted; turned_back: accounts that are basic
                                   again, with their former secret */
    size_t kept;                /* unchanged, because the pupil signed in or has a newer secret */
};
/*
 * Undoes what a batch did to each account, until a day later. RC_NONE: no such batch. RC_DENIED:
 * too late for every account.
 */
enum rc account_batch_undo(struct call *call, int64_t batch_id,
                           struct undo_result *ret_result) MUST_USE;

/*
 * Returns the secret of one pupil for display, and records that in the history. RC_DENIED: a fresh
 * proof is needed first, or the budget of the day does not suffice (service/reveal/reveal.h).
 * RC_LIMIT: the secret cannot be shown (the pupil chose it, or it is no longer stored).
 */
enum rc account_reveal(struct call *call, int64_t pupil_id, struct str *ret_secret) MUST_USE;
