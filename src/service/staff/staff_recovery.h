/* Recovery codes of staff: ten codes of 80 bits, each usable once instead of another second factor.
 * Only their verifiers are kept. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "domain/staff_factor.h"
#include "service/staff/staff.h"

/* Makes ten new codes and voids those before. codes: "3-ABCD-EFGH-JKLM-NPQR", in the arena; shown
 * to their owner once. RC_DENIED: the proof is old. RC_LIMIT: the hash queue is full. */
enum rc staff_recovery_make(struct service *service, struct arena *arena,
                            const struct staff_session *session,
                            struct str ret_codes[RECOVERY_CODES], struct fault *fault) MUST_USE;

/* Splits what was typed, whatever blanks and hyphens it has, into the position of the code and its
 * secret. RC_INVALID: it has not the shape of a recovery code. */
enum rc staff_recovery_read(struct arena *arena, struct str typed, int *ret_position,
                            struct str *ret_secret) MUST_USE;
