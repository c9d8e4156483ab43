/*
 * Public keys of applications as a JWK Set, and verification of a signature with them. Source: RFC
 * 7517.
 */
#pragma once

#include "crypto/jose.h"

/* Returns RC_OK for a JWK Set with at least one usable key and no private key, else RC_INVALID. */
enum rc oidc_keys_judge(struct arena *arena, struct str keys) MUST_USE;
/*
 * Verifies a signature with the keys that fit `alg` and kid; kid "" tries all keys of that
 * algorithm. RC_NONE: no key fits. RC_DENIED: none that fits made the signature.
 */
enum rc oidc_keys_check(struct arena *arena, struct str keys, enum jose_alg alg, struct str kid,
                        const struct jose_parts *parts) MUST_USE;

/*
 * Splits a token and reads its header. RC_INVALID: not a JWS, or it uses something unsupported
 * ("none", HS256, crit, b64).
 */
struct jose_head {
    enum jose_alg alg;
    struct str kid, type; /* "" when absent */
};
enum rc oidc_keys_read(struct arena *arena, struct str token, struct jose_parts *ret_parts,
                       struct jose_head *ret_head) MUST_USE;
