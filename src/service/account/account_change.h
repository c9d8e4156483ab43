/* "Pas aanmeldgegevens aan": what staff change of an account that exists, and how it is undone.
 * Every function answers RC_NONE for a pupil the actor cannot see and RC_CONFLICT when somebody
 * else changed the account since version was read. Source: docs/develop/requirements.md "Creating
 * accounts". */
#pragma once

#include "domain/username.h"
#include "service/service.h"

struct account_wish {
    int64_t version;
    struct str username; /* as typed; ptr NULL: as it is */
    int type;            /* enum account_type; 0: as it is */
    int kind;            /* enum secret_kind; 0: as it is. Another kind draws a new secret */
    bool renew;          /* draw a new secret */
    struct str secret;   /* typed by staff; empty: drawn */
};

struct account_flaws {
    struct str username; /* folded */
    enum username_flaw username_flaw;
    struct str suggestion;
    enum typed_flaw secret_flaw;
};

/* RC_INVALID: see the flaws, nothing changed. A new secret ends the pupil's sessions and waits; it
 * can be undone for ten minutes. */
enum rc account_change(struct call *call, int64_t pupil_id, const struct account_wish *wish,
                       struct account_flaws *ret_flaws) MUST_USE;

/* What would be wrong with that username for this pupil, and a free form of it; nothing changes. */
enum rc account_judge_username(struct call *call, int64_t pupil_id, struct str typed,
                               struct account_flaws *ret_flaws) MUST_USE;

enum rc account_deactivate(struct call *call, int64_t pupil_id, int64_t version,
                           struct str reason) MUST_USE;
enum rc account_activate(struct call *call, int64_t pupil_id, int64_t version) MUST_USE;

enum undo_kind { UNDO_CREATE, UNDO_SECRET };
/* RC_DENIED: too late (signed in, or the time is over). Undoing a creation keeps the username for
 * this pupil. */
enum rc account_undo(struct call *call, int64_t pupil_id, int64_t version,
                     enum undo_kind kind) MUST_USE;
struct undo_result {
    size_t undone,
        turned_back; /* accounts that are gone; that are basic again, with the secret they had */
    size_t kept;     /* it is too late for these: somebody signed in, or gave another secret */
};
/* Undoes the making and the turning of every account of a batch, for a day. RC_NONE: no such batch;
 * RC_DENIED: too late for all. */
enum rc batch_undo(struct call *call, int64_t batch_id, struct undo_result *ret_result) MUST_USE;

/* The sealed secret of one pupil, for showing; leaves a line. RC_DENIED: the password must be given
 * again first. RC_LIMIT: this secret cannot be shown (chosen by the pupil, or no longer kept). */
enum rc account_reveal(struct call *call, int64_t pupil_id, struct str *ret_secret) MUST_USE;
