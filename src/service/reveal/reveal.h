/* The secrets of pupils that staff show and print: each request is counted and judged before a
 * secret is opened, and leaves a row for *Wie drukte wat af*. The command line is not counted.
 * Source: docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "domain/reveal_budget.h"
#include "service/service.h"

/* A secret that a request is going to open. */
struct revealed {
    int64_t pupil_id;
    int64_t batch_id;  /* that made the account; SQL_NULL or 0: none */
    int64_t secret_ms; /* when this secret was made */
    struct str class_code;
    bool made; /* the actor made this very secret (reveal_made_by_actor) */
};
struct reveal {
    enum reveal_kind kind;
    const struct revealed *secrets;
    size_t count;
};

/*
 * Counts the secrets of a request for the actor of the call, in the transaction that opens them or
 * in one before it. A pupil counts once a day; secrets that the actor made (in a batch of the last
 * REVEAL_OWN_DAYS, or one of the last hour) do not count. Four statements at most, whatever the
 * number of secrets.
 * RC_DENIED: they do not fit in today's budget, nothing is counted, and actor->over_budget holds
 * how many are missing.
 */
enum rc reveal_take(struct tx *tx, const struct call *call, const struct reveal *reveal) MUST_USE;

/* Did the actor give this pupil the present secret within the last hour? Reads the history. */
enum rc reveal_made_by_actor(struct tx *tx, const struct call *call, int64_t pupil_id,
                             bool *ret_made) MUST_USE;

/* What a member of staff revealed today and how far it may go; zeros when nothing was revealed. */
enum rc reveal_today(struct tx *tx, struct arena *arena, const struct service *service,
                     int64_t staff_id, struct reveal_day *ret_day) MUST_USE;

/* Adds a row to the list of the school of the call. about_id: SQL_NULL, or a colleague. */
struct reveal_note {
    enum reveal_kind kind;
    int cards;
    unsigned signs;
    struct str class_code, reason;
    int64_t about_id;
};
enum rc reveal_note(struct tx *tx, const struct call *call,
                    const struct reveal_note *note) MUST_USE;
