/* Who needs help to sign in: a pupil who guessed so often that a pool is closed or waits long. Read
 * from what the guessing defence remembers (domain/throttle.h), only under the username the account
 * has now. Lifted by pupil_release. Source: docs/develop/requirements.md "Account life cycle",
 * docs/develop/security-decisions.md "Guessing". */
#pragma once

#include "service/pupil/pupils.h"

/* Marks the rows of a school. One query, which meets only names with many failures. */
enum rc help_mark(struct tx *tx, struct arena *arena, const struct service *service,
                  struct school_id school, struct pupil_row *rows, size_t count) MUST_USE;
/* The same for one account. */
enum rc help_needed(struct tx *tx, struct arena *arena, const struct service *service,
                    struct str username, bool *ret_needed) MUST_USE;
/* How many pupils of the school need help. */
enum rc help_count(struct tx *tx, struct arena *arena, const struct service *service,
                   struct school_id school, size_t *ret_count) MUST_USE;
