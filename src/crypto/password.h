/*
 * Hashing and verification of all kinds of secrets.
 *
 * Argon2id (libsodium), 7 MiB, 5 passes, one lane, 32-byte tag; about 6 ms of CPU. Verifier record:
 * version 1 (1 byte) · salt (16) · tag sealed with the pepper key and bound to the owner (keys.h).
 *
 * Source: docs/develop/security-decisions.md "Secrets".
 */
#pragma once

#include "base/clock.h"
#include "crypto/keys.h"

enum {
    PASSWORD_MEMORY = 7 * 1024 * 1024,
    PASSWORD_PASSES = 5,
    VERIFIER_BYTES = 1 + 16 + 32 + SEAL_OVERHEAD
};

/*
 * Creates a verifier. owner is the id the record belongs to: a record copied to another row never
 * matches. Errors: RC_IO when out of memory or without a pepper key, RC_RETRY when the key process
 * did not answer in time.
 */
enum rc password_make(const struct keys *keys, int64_t owner, struct str secret,
                      unsigned char ret_verifier[VERIFIER_BYTES]) MUST_USE;

/*
 * Returns RC_OK when secret matches, RC_DENIED when not. For verifier.ptr NULL (no such account)
 * does the same work and returns RC_DENIED. Errors: RC_IO and RC_RETRY as for password_make(): the
 * outcome is unknown, and must not count as a wrong guess.
 */
enum rc password_check(const struct keys *keys, int64_t owner, struct str verifier,
                       struct str secret) MUST_USE;
