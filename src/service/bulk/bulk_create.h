/* Making accounts, for a thousand pupils or for one: a draft that is looked over, then saved at
 * once.
 *
 * A draft is a batch in the database with one row a pupil; proposed secrets are sealed. Saving
 * hashes outside any transaction and then writes batch, accounts, sealed secrets and history in one
 * transaction. The batch id travels with the form: saving it again reads the same result back, and
 * a crash leaves either the draft or the whole result. Source: the manual chapters 2 and 3,
 * docs/develop/requirements.md "Creating accounts".
 */
#pragma once

#include "domain/bulk_plan.h"
#include "service/service.h"

enum batch_state { BATCH_DRAFT = 1, BATCH_DONE = 3, BATCH_DROPPED = 4 };
/* These stand in the database, for ever. Still to be made or turned? */
bool outcome_open(enum batch_outcome outcome);
/* Made or turned: the batch has a card of it. */
bool outcome_has_card(enum batch_outcome outcome);
/* Somebody wanted it, and it could not be done. */
bool outcome_failed(enum batch_outcome outcome);

struct draft_row {
    int64_t pupil_id, roll_number;
    struct str first_name, last_name, group_name, class_code;
    bool included;
    bool turns; /* an account that is turned: username and type stay as they are */
    bool gone;  /* not enrolled here any more, or not the actor's to see: no name, and of a saved
                   batch nothing else */
    struct str username; /* as typed, or as proposed */
    enum account_type type;
    enum secret_kind kind;
    struct str secret; /* ptr NULL unless asked for */
    bool typed;        /* staff typed the secret */
    bool can_restore;  /* an earlier proposal is kept */
    enum username_flaw username_flaw;
    struct str suggestion; /* a free name, for USERNAME_TAKEN and USERNAME_AT; "" none */
    size_t same_as; /* for USERNAME_TAKEN: the row, from 1, of this draft that has the name; 0: it
                       is another person's */
    enum typed_flaw secret_flaw;
    enum batch_outcome outcome;
};

struct draft {
    struct batch_id batch;
    enum batch_state state;
    int64_t created_ms, saved_ms; /* saved_ms negative: not saved */
    bool own;                     /* made by the one who asks */
    int64_t version;              /* counts the changes to the draft */
    struct draft_row *rows;       /* in the order of the alphabet */
    size_t count;
    size_t flawed;                          /* included rows with a flaw */
    size_t basic, advanced, turned, failed; /* basic, advanced: made; of BATCH_DONE */
};

struct draft_wish {
    enum secret_kind kind_for_basic; /* SECRET_PICTURE or SECRET_WORD */
    int type;                        /* enum account_type for everyone, 0: by level and group */
    bool turn;   /* also those whose basic account no longer fits: it becomes advanced */
    bool dialog; /* of one pupil's page: no recent task until something is changed */
};

/* Why a chosen pupil is not in the draft. */
struct draft_skip {
    int64_t pupil_id, roll_number;
    enum batch_outcome reason;
};

/* Proposals for those of the pupils who have no account, and with turn for those whose account is
 * turned. RC_NONE: none of them can get one (no draft is made); *ret_skips tells why. */
enum rc bulk_draft(struct call *call, const int64_t *pupil_ids, size_t count,
                   const struct draft_wish *wish, struct batch_id *ret_batch,
                   struct draft_skip **ret_skips, size_t *ret_skip_count) MUST_USE;

/* A draft or its result. reveal: with secrets; of a saved batch those that are still sealed. */
enum rc bulk_get(struct call *call, struct batch_id batch, bool reveal,
                 struct draft *ret_draft) MUST_USE;

enum draft_action { DRAFT_KEEP, DRAFT_RENEW, DRAFT_RESTORE };
struct draft_edit {
    int64_t pupil_id;
    bool included;
    struct str username; /* ptr NULL: as it was */
    int type;            /* 0: as it was */
    int kind;            /* 0: as it was; another kind draws a new secret */
    struct str secret;   /* ptr NULL or empty: as it was; else typed by staff */
    enum draft_action action;
};
/* Edits rows; for a pupil whose account is turned, only the secret. Pupils that are not in the
 * draft are ignored. RC_CONFLICT: the batch is saved already. */
enum rc bulk_edit(struct call *call, struct batch_id batch, const struct draft_edit *edits,
                  size_t count) MUST_USE;

/* Drops a draft. */
enum rc bulk_drop(struct call *call, struct batch_id batch) MUST_USE;

struct bulk_progress {
    /* Hashed so far, several times a second, and before each row that is written. False: go no
     * further. */
    bool (*report)(void *context, size_t done, size_t total);
    void *context;
};
/* RC_OK also when it was saved before. RC_INVALID: a row has a flaw (bulk_get shows which) and
 * nothing was made. RC_LIMIT: report stopped it; nothing was made and the draft is as it was.
 * RC_RETRY (also: the draft was edited meanwhile) and RC_UNCERTAIN: call again. *ret_hash_ms may be
 * NULL. */
enum rc bulk_save(struct call *call, struct batch_id batch, const struct bulk_progress *progress,
                  int64_t *ret_hash_ms) MUST_USE;

struct batch_line {
    struct batch_id batch;
    enum batch_state state;
    struct str staff_name;              /* "" for the command line */
    struct str first_place, last_place; /* class, or administrative group, of its pupils in the
                                           order of the alphabet; "" unknown */
    bool own;
    int64_t created_ms, saved_ms;
    size_t basic, advanced, turned, failed, undone,
        rows; /* basic, advanced, turned: what is left of them */
};
/* Recent drafts and batches of a school, the newest first. */
enum rc bulk_recent(struct call *call, struct batch_line **ret_lines, size_t *ret_count) MUST_USE;
