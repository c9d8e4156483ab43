/* Budget of revealed secrets: counts the pupil secrets that staff show and print. Each request is
 * counted and checked before a secret is unsealed, and adds a row to the list *Wie drukte wat af*.
 * The command line is not counted. Source: docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "domain/reveal_budget.h"
#include "service/service.h"

/* A secret that a request will unseal. */
struct revealed {
    int64_t pupil_id;
    int64_t batch_id;  /* batch that created the account; SQL_NULL or 0: none */
    int64_t secret_ms; /* time of creation of this secret */
    struct str class_code;
    bool made; /* the actor created this secret (reveal_made_by_actor) */
};
struct reveal {
    enum reveal_kind kind;
    const struct revealed *secrets;
    size_t count;
};

/*
 * Counts the secrets of a request for the actor of the call. Call it in or before the transaction
 * that unseals them. A pupil counts once a day. Secrets that the actor created do not count: those
 * of a batch of the last REVEAL_OWN_DAYS, and those of the last hour. Runs at most four statements
 * for any number of secrets.
 * Returns RC_DENIED when the secrets exceed today's budget; nothing is counted then, and
 * actor->over_budget is the number that exceeds it.
 */
enum rc reveal_take(struct tx *tx, const struct call *call, const struct reveal *reveal) MUST_USE;

/* Tells whether the actor gave the pupil the present secret within the last hour. Reads the
 * history. */
enum rc reveal_made_by_actor(struct tx *tx, const struct call *call, int64_t pupil_id,
                             bool *ret_made) MUST_USE;

/* Returns what a staff member revealed today and the extensions; zeros when there is no row. */
enum rc reveal_today(struct tx *tx, struct arena *arena, const struct service *service,
                     int64_t staff_id, struct reveal_day *ret_day) MUST_USE;

/* Adds a row to the list for the school of the call. about_id is a colleague or SQL_NULL. */
struct reveal_note {
    enum reveal_kind kind;
    int cards;
    unsigned signs;
    struct str class_code, reason;
    int64_t about_id;
};
enum rc reveal_note(struct tx *tx, const struct call *call,
                    const struct reveal_note *note) MUST_USE;
