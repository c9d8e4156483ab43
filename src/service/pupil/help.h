/*
 * Pupils who need help to sign in, because a rate-limit pool of the account is closed or the wait
 * is long.
 *
 * Reads the counters of domain/throttle.h, only for the current username of the account.
 * pupil_release() lets the pupil try again.
 *
 * Source: docs/develop/requirements.md "Account life cycle", docs/develop/security-decisions.md
 * "Guessing".
 */
#pragma once

#include "service/pupil/pupils.h"

/*
 * Sets needs_help in the rows of a school, with one query that reads only counters with many
 * failures.
 */
enum rc help_mark(struct tx *tx, struct arena *arena, const struct service *service,
                  struct school_id school, struct pupil_row *rows, size_t count) MUST_USE;
/* Tells whether one account needs help. */
enum rc help_needed(struct tx *tx, struct arena *arena, const struct service *service,
                    struct str username, bool *ret_needed) MUST_USE;
/* Counts the pupils of the school that need help. */
enum rc help_count(struct tx *tx, struct arena *arena, const struct service *service,
                   struct school_id school, size_t *ret_count) MUST_USE;
