/* Somebody else's keys: a JWK Set as text, and whether one of them signed. Source: RFC 7517. */
#pragma once

#include "crypto/jose.h"

/* RC_INVALID unless it is a JWK Set with at least one key that can be used, and none that is
 * private. */
enum rc oidc_keys_judge(struct arena *arena, struct str keys) MUST_USE;
/* kid "": any key of that algorithm may have signed. RC_NONE: there is no key that could have.
 * RC_DENIED: those there are did not. */
enum rc oidc_keys_check(struct arena *arena, struct str keys, enum jose_alg alg, struct str kid,
                        const struct jose_parts *parts) MUST_USE;

/* A token in parts with its header read. RC_INVALID: no JWS, or one that asks for what we do not do
 * ("none", HS256, crit, b64). */
struct jose_head {
    enum jose_alg alg;
    struct str kid, type; /* "" when absent */
};
enum rc jose_read(struct arena *arena, struct str token, struct jose_parts *ret_parts,
                  struct jose_head *ret_head) MUST_USE;
