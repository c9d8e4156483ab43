/*
 * Creates accounts, for one pupil or for a thousand: staff look over a draft and then save it.
 *
 * A draft is a batch in the database with one row per pupil; its proposed secrets are sealed.
 * Saving hashes the secrets outside any transaction, and then writes batch, accounts, sealed
 * secrets and history in one transaction. The batch id is the idempotency key: the form carries it,
 * saving it again returns the same result, and after a crash either the draft or the whole result
 * exists.
 *
 * Source: the manual chapters 2 and 3, docs/develop/requirements.md "Creating accounts".
 */
#pragma once

#include "domain/bulk_plan.h"
#include "service/service.h"

enum batch_state { BATCH_DRAFT = 1, BATCH_DONE = 3, BATCH_DROPPED = 4 };
/*
 * Outcomes are stored in the database: never change or reuse a number. Returns whether the account
 * still has to be created or turned into an advanced one.
 */
bool outcome_open(enum batch_outcome outcome);
/* Returns whether the account was created or turned, so that the batch has a card of it. */
bool outcome_has_card(enum batch_outcome outcome);
/* Returns whether the row was to be done and could not be. */
bool outcome_failed(enum batch_outcome outcome);

struct draft_row {
    int64_t pupil_id, roll_number;
    struct str first_name, last_name, group_name, class_code;
    bool included;
    bool turns; /* an existing account becomes advanced; its username stays */
    bool gone;  /* no longer enrolled here or not visible to the actor: without name, and in a saved
                   batch without all other fields */
    struct str username; /* as typed or proposed */
    enum account_type type;
    enum secret_kind kind;
    struct str secret; /* ptr NULL unless asked for */
    bool typed;        /* staff typed the secret */
    bool can_restore;  /* an earlier proposal can be restored */
    enum username_flaw username_flaw;
    struct str suggestion; /* a free name, for USERNAME_TAKEN and USERNAME_AT; "" for none */
    size_t same_as; /* for USERNAME_TAKEN: the row of this draft that has the name, from 1; 0:
                       another person has it */
    enum typed_flaw secret_flaw;
    enum batch_outcome outcome;
};

struct draft {
    struct batch_id batch;
    enum batch_state state;
    int64_t created_ms, saved_ms; /* saved_ms negative: not saved */
    bool own;                     /* created by the actor */
    int64_t version;              /* counts the changes of the draft */
    struct draft_row *rows;       /* in alphabetical order */
    size_t count;
    size_t flawed;                          /* included rows with a flaw */
    size_t basic, advanced, turned, failed; /* counts of BATCH_DONE; basic and advanced: created */
};

struct draft_wish {
    enum secret_kind kind_for_basic; /* SECRET_PICTURE or SECRET_WORD */
    int type;                        /* enum account_type for all, 0: by level and group */
    bool turn;   /* include basic accounts whose pupil should now have an advanced one */
    bool dialog; /* from a pupil page: not listed as recent until it is changed */
};

/* Why a chosen pupil is not in the draft. */
struct draft_skip {
    int64_t pupil_id, roll_number;
    enum batch_outcome reason;
};

/*
 * Creates a draft for those of the pupils who have no account and, with wish->turn, for those whose
 * basic account becomes advanced. RC_NONE: no draft, because none qualifies; *ret_skips gives the
 * reasons.
 */
enum rc bulk_draft(struct call *call, const int64_t *pupil_ids, size_t count,
                   const struct draft_wish *wish, struct batch_id *ret_batch,
                   struct draft_skip **ret_skips, size_t *ret_skip_count) MUST_USE;

/*
 * Reads a draft or a saved batch.
 *   reveal  with secrets; for a saved batch those that are still sealed. Each one shown is recorded
 *           in the history
 */
enum rc bulk_get(struct call *call, struct batch_id batch, bool reveal,
                 struct draft *ret_draft) MUST_USE;

enum draft_action { DRAFT_KEEP, DRAFT_RENEW, DRAFT_RESTORE };
struct draft_edit {
    int64_t pupil_id;
    bool included;
    struct str username; /* ptr NULL: unchanged */
    int type;            /* 0: unchanged */
    int kind;            /* 0: unchanged; another kind draws a new secret */
    struct str secret;   /* ptr NULL or empty: unchanged; else typed by staff */
    enum draft_action action;
};
/*
 * Edits rows; when an account is turned, only its secret. Ignores pupils that are not in the draft.
 * RC_CONFLICT: the batch is saved already.
 */
enum rc bulk_edit(struct call *call, struct batch_id batch, const struct draft_edit *edits,
                  size_t count) MUST_USE;

/* Drops a draft. RC_CONFLICT: the batch is saved or dropped already. */
enum rc bulk_drop(struct call *call, struct batch_id batch) MUST_USE;

struct bulk_progress {
    /*
     * Called several times a second while hashing, and before each row is written; `done` secrets
     * are hashed. Returning false stops the save.
     */
    bool (*report)(void *context, size_t done, size_t total);
    void *context;
};
/*
 * Saves a draft. Returns RC_OK also when it was saved before. RC_INVALID: a row has a flaw
 * (bulk_get shows which); nothing was saved. RC_LIMIT: report() stopped it; nothing was saved and
 * the draft is unchanged. RC_RETRY (also when the draft was edited meanwhile) and RC_UNCERTAIN:
 * call again.
 *   ret_hash_ms  time spent hashing, in milliseconds; may be NULL
 */
enum rc bulk_save(struct call *call, struct batch_id batch, const struct bulk_progress *progress,
                  int64_t *ret_hash_ms) MUST_USE;

struct batch_line {
    struct batch_id batch;
    enum batch_state state;
    struct str staff_name;              /* "" for the command line */
    struct str first_place, last_place; /* class or administrative group of the first and last pupil
                                           in alphabetical order; "" when unknown */
    bool own;
    int64_t created_ms, saved_ms;
    size_t basic, advanced, turned, failed, undone,
        rows; /* basic, advanced, turned: without undone ones */
};
/* Lists recent drafts and batches of a school, newest first. */
enum rc bulk_recent(struct call *call, struct batch_line **ret_lines, size_t *ret_count) MUST_USE;
