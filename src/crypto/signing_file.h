/* Internals of signing keys. Private to src/crypto. */
#pragma once

#include <openssl/evp.h>

#include "crypto/jose.h"

enum { SIGNING_MAX = 16, KID_CHARS = 43, SIGNATURE_MAX = 512 };

struct signing_key {
    enum jose_alg alg;
    enum signing_state state;
    int64_t since_ms;
    char kid[KID_CHARS + 1]; /* RFC 7638 thumbprint */
    EVP_PKEY *pkey;          /* only the public key when the key process holds the private one */
};

struct signing_link;
struct signing_keys {
    struct str jwks;
    size_t count;
    struct signing_key list[SIGNING_MAX];
    /* to the key process; NULL: the private keys are here */
    struct signing_link *link;
};

/*
 * Takes a snapshot of the keys, the newest ones when the key process rotated. It stays valid until
 * it is given back.
 */
const struct signing_keys *signing_take(const struct signing_keys *keys);
void signing_give_back(const struct signing_keys *keys, const struct signing_keys *taken);
/* Returns the current key, which always exists. */
const struct signing_key *signing_current(const struct signing_keys *keys, enum jose_alg alg);
/* Returns NULL when there is none. */
const struct signing_key *signing_by_id(const struct signing_keys *keys, enum jose_alg alg,
                                        struct str kid);
void signing_name(struct arena *scratch, struct signing_key *key); /* Computes the key id. */
/* Returns the public keys as a JWK Set (JSON). */
struct str signing_make_jwks(struct arena *arena, const struct signing_keys *keys);

/* Signs a SHA-256 hash in JOSE's format: with the private key, or through the key process. */
enum rc signing_make(const struct signing_key *key, const unsigned char hash[32],
                     unsigned char ret_signature[SIGNATURE_MAX], size_t *ret_len) MUST_USE;
enum rc signing_ask(const struct signing_link *link, const struct signing_key *key,
                    const unsigned char hash[32], unsigned char ret_signature[SIGNATURE_MAX],
                    size_t *ret_len) MUST_USE;
void signing_link_close(struct signing_link *link);
/*
 * Serialises a key for the protocol: algorithm (1 byte), state (1), since (8), public key as
 * SubjectPublicKeyInfo.
 */
enum rc signing_encode(struct arena *arena, const struct signing_key *key,
                       struct str *ret_told) MUST_USE;
