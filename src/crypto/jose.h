/*
 * Signatures of OpenID Connect: compact JWS with RS256 and ES256, and their keys.
 *
 * Uses OpenSSL's EVP (docs/decisions/0009-jose.md). This module does not parse JSON: headers are
 * written as text, payloads are bytes.
 *
 * Signing keys are stored in the file "signing" beside the key ring. For each algorithm there is
 * one next key (published, not used yet), one current key, and retired keys (still published, so
 * that older signatures can be verified). struct signing_keys is read-only and shared by all
 * threads. In a server it contains only the public keys and the key process signs (key_process.h).
 *
 * Source: RFC 7515, 7517, 7518 3.3 and 3.4, 7638; OpenID Connect Core 10.1.
 */
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum jose_alg { JOSE_RS256, JOSE_ES256, JOSE_ALGS };
enum signing_state { SIGNING_NEXT, SIGNING_CURRENT, SIGNING_RETIRED };

struct signing_keys;

/*
 * Opens the signing keys of the folder; creates them when none exist and create is set. Errors:
 * RC_NONE when none exist, RC_IO with a fault.
 */
enum rc signing_keys_open(struct arena *arena, const char *folder, bool create, int64_t now_ms,
                          struct signing_keys **ret_keys, struct fault *fault) MUST_USE;
void signing_keys_close(struct signing_keys *keys);
/*
 * Rotates: the next key becomes current, the current one is retired, a new next key is generated,
 * and keys retired for more than 30 days are removed, earlier when there are more than six of an
 * algorithm. Key processes notice within a second.
 */
enum rc signing_keys_rotate(const char *folder, int64_t now_ms, struct fault *fault) MUST_USE;

struct signing_info {
    enum jose_alg alg;
    enum signing_state state;
    struct str kid;
    int64_t since_ms; /* when it entered this state, ms UTC */
};
size_t signing_keys_list(struct arena *arena, const struct signing_keys *keys,
                         struct signing_info **ret_list);

const char *jose_alg_name(enum jose_alg alg); /* e.g. "RS256" */
enum rc jose_alg_by_name(struct str name, enum jose_alg *ret_alg) MUST_USE;

/* Returns the public keys as a JWK Set (JSON), built when the keys were opened. */
struct str signing_keys_jwks(struct arena *arena, const struct signing_keys *keys);
/*
 * Signs with the current key and returns the compact form.
 *   type     "JWT" or "logout+jwt"
 *   payload  JSON
 */
enum rc jose_sign(struct arena *arena, const struct signing_keys *keys, enum jose_alg alg,
                  const char *type, struct str payload, struct str *ret_token) MUST_USE;

/*
 * Splits a compact JWS without verifying anything. Errors: RC_INVALID unless it is three parts of
 * canonical base64url.
 */
struct jose_parts {
    struct str header, payload, signature; /* decoded */
    struct str signed_text;                /* the signed bytes, a view into the token */
};
enum rc jose_cut(struct arena *arena, struct str token, struct jose_parts *ret_parts) MUST_USE;
/*
 * Verifies a signature by one of our own keys, by algorithm and key id. Returns RC_DENIED when it
 * does not match.
 */
enum rc jose_check_own(const struct signing_keys *keys, enum jose_alg alg, struct str kid,
                       const struct jose_parts *parts) MUST_USE;

/*
 * Public key of another party, as the decoded numbers of a JWK. RS256: n (2048 to 4096 bits) and e;
 * ES256: x and y (32 octets each).
 */
struct jose_public {
    enum jose_alg alg;
    struct str n, e, x, y;
};
/*
 * Verifies a signature. Returns RC_DENIED when it does not match, RC_INVALID when the key is
 * unusable.
 */
enum rc jose_check(const struct jose_public *key, const struct jose_parts *parts) MUST_USE;

void jose_sha256(struct str bytes, unsigned char ret_hash[32]);
