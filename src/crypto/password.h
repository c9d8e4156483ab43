/* The one way a secret is hashed and checked, for every kind of secret and every entrance.
 *
 * Argon2id (libsodium), 7 MiB, 5 passes, one lane, 32-byte tag. The verifier record:
 *   version 1 (1 byte) · salt (16) · tag sealed under the pepper key, bound to the owner (keys.h)
 * About 6 ms of CPU. Source: docs/develop/security-decisions.md "Secrets". */
#pragma once

#include "base/clock.h"
#include "crypto/keys.h"

enum {
    PASSWORD_MEMORY = 7 * 1024 * 1024,
    PASSWORD_PASSES = 5,
    VERIFIER_BYTES = 1 + 16 + 32 + SEAL_OVERHEAD
};

/* owner: the id the record belongs to; a record moved to another row never fits. RC_IO when there
 * is no memory or no pepper key, RC_RETRY when the key process did not answer in time. */
enum rc password_make(const struct keys *keys, int64_t owner, struct str secret,
                      unsigned char ret_verifier[VERIFIER_BYTES]) MUST_USE;

/* verifier NULL (ptr): nobody of that name; the same work is done and the answer is RC_DENIED.
 * RC_OK: it fits. RC_IO and RC_RETRY as password_make(): nobody can tell, which is no wrong guess.
 */
enum rc password_check(const struct keys *keys, int64_t owner, struct str verifier,
                       struct str secret) MUST_USE;
