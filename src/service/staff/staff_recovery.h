/* Recovery codes of staff: ten codes of 80 bits. Each can be used once in place of another second
 * factor. Only their verifiers are stored. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "domain/staff_factor.h"
#include "service/staff/staff.h"

/* Creates ten codes and invalidates the earlier ones. ret_codes are texts such as
 * "3-ABCD-EFGH-JKLM-NPQR" in the arena, to be shown to the owner once. Returns RC_DENIED when the
 * proof is too old and RC_LIMIT when the hash queue is full. */
enum rc staff_recovery_make(struct service *service, struct arena *arena,
                            const struct staff_session *session,
                            struct str ret_codes[RECOVERY_CODES], struct fault *fault) MUST_USE;

/* Parses a typed code into its position (0..9) and its secret; ignores spaces and hyphens. Returns
 * RC_INVALID when the text does not have the form of a recovery code. */
enum rc staff_recovery_read(struct arena *arena, struct str typed, int *ret_position,
                            struct str *ret_secret) MUST_USE;
