/* Signatures of OpenID Connect: JWS in its compact form, RS256 and ES256, and the keys they are
 * made with. The one file that knows the library (OpenSSL's EVP; docs/decisions/0009-jose.md). JSON
 * is not this room's business: headers are written as text, payloads come in and go out as bytes.
 *
 * Signing keys live in a file beside the key ring ("signing"): for each algorithm one next key
 * (published, not used yet), one current, and retired ones (still published, so that what they
 * signed can be checked). Read-only, shared by all threads. While it serves, the program knows
 * their public halves only and asks the key process to sign (key_process.h). Source: RFC 7515,
 * 7517, 7518 3.3 and 3.4, 7638; OpenID Connect Core 10.1. */
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum jose_alg { JOSE_RS256, JOSE_ES256, JOSE_ALGS };
enum signing_state { SIGNING_NEXT, SIGNING_CURRENT, SIGNING_RETIRED };

struct signing_keys;

/* Opens the folder's signing keys; makes them when there are none and create is true. RC_NONE:
 * there are none; RC_IO with a fault. */
enum rc signing_keys_open(struct arena *arena, const char *folder, bool create, int64_t now_ms,
                          struct signing_keys **ret_keys, struct fault *fault) MUST_USE;
void signing_keys_close(struct signing_keys *keys);
/* Next becomes current, current retires, a new next is drawn; retired keys over 30 days old go. Key
 * processes see it within a second. */
enum rc signing_keys_rotate(const char *folder, int64_t now_ms, struct fault *fault) MUST_USE;

struct signing_info {
    enum jose_alg alg;
    enum signing_state state;
    struct str kid;
    int64_t since_ms; /* in this state */
};
size_t signing_keys_list(struct arena *arena, const struct signing_keys *keys,
                         struct signing_info **ret_list);

const char *jose_alg_name(enum jose_alg alg); /* "RS256" */
enum rc jose_alg_by_name(struct str name, enum jose_alg *ret_alg) MUST_USE;

/* The public half of every key as a JWK Set (JSON), made at opening. */
struct str signing_keys_jwks(struct arena *arena, const struct signing_keys *keys);
/* type: "JWT", "logout+jwt". payload: JSON. The compact form, signed with the current key. */
enum rc jose_sign(struct arena *arena, const struct signing_keys *keys, enum jose_alg alg,
                  const char *type, struct str payload, struct str *ret_token) MUST_USE;

/* A compact JWS cut in its parts, nothing proved yet. RC_INVALID unless it is three parts of
 * canonical base64url. */
struct jose_parts {
    struct str header, payload, signature; /* decoded */
    struct str signed_text;                /* what the signature is over: a view into the token */
};
enum rc jose_cut(struct arena *arena, struct str token, struct jose_parts *ret_parts) MUST_USE;
/* Was it signed by a key of ours, by that algorithm and key id? RC_DENIED when not. */
enum rc jose_check_own(const struct signing_keys *keys, enum jose_alg alg, struct str kid,
                       const struct jose_parts *parts) MUST_USE;

/* Somebody else's public key, from a JWK: decoded numbers. RS256: n (2048 to 4096 bits) and e;
 * ES256: x and y (32 octets each). */
struct jose_public {
    enum jose_alg alg;
    struct str n, e, x, y;
};
/* RC_DENIED: the signature does not fit. RC_INVALID: no usable key. */
enum rc jose_check(const struct jose_public *key, const struct jose_parts *parts) MUST_USE;

void jose_sha256(struct str bytes, unsigned char ret_hash[32]);
