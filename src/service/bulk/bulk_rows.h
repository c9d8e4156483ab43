/* Inside bulk creation: how a draft is read and judged, shared by its two halves (looking over,
 * saving). */
#pragma once

#include "service/bulk/bulk_create.h"

struct bulk_ask {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    struct batch_id batch;
    bool reveal; /* open the proposals of a draft */
};

/* What becomes of a row that is to be turned, by what the account is now (type: of one that is
 * active). */
enum batch_outcome turning_now(enum account_status status, enum account_type type);

/* Judges a password that staff typed for this pupil, apart from the other rows. */
enum typed_flaw bulk_typed_flaw(const struct bulk_ask *ask, struct str secret,
                                struct str first_name, struct str last_name, struct str username);

/* The batch with its rows, judged if it is a draft. RC_NONE: no such batch for this actor. */
enum rc bulk_rows_read(struct tx *tx, const struct bulk_ask *ask, struct draft *ret_draft) MUST_USE;
