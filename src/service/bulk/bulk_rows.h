/* Reads and judges drafts; shared by the editing and the saving part of bulk creation. */
#pragma once

#include "service/bulk/bulk_create.h"

struct bulk_ask {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    struct batch_id batch;
    bool reveal; /* open the sealed proposals of a draft */
};

/*
 * Returns what will happen to an account that is to become advanced, by its current state. `type`
 * counts for active accounts only.
 */
enum batch_outcome bulk_turning_now(enum account_status status, enum account_type type);

/* Judges a password that staff typed for this pupil, without comparing it to other rows. */
enum typed_flaw bulk_typed_flaw(const struct bulk_ask *ask, struct str secret,
                                struct str first_name, struct str last_name, struct str username);

/*
 * Reads a batch with its rows; judges them when it is a draft. RC_NONE: the actor has no such
 * batch.
 */
enum rc bulk_rows_read(struct tx *tx, const struct bulk_ask *ask, struct draft *ret_draft) MUST_USE;
