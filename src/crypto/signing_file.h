/* Shared inside src/crypto: what signing keys look like inside. */
#pragma once

#include <openssl/evp.h>

#include "crypto/jose.h"

enum { SIGNING_MAX = 16, KID_CHARS = 43, SIGNATURE_MAX = 512 };

struct signing_key {
    enum jose_alg alg;
    enum signing_state state;
    int64_t since_ms;
    char kid[KID_CHARS + 1]; /* RFC 7638 thumbprint */
    EVP_PKEY *pkey;          /* its public half only, when the key process has the other */
};

struct signing_link;
struct signing_keys {
    struct str jwks;
    size_t count;
    struct signing_key list[SIGNING_MAX];
    struct signing_link
        *link; /* to the key process, which is asked for the keys; NULL: they are here */
};

/* The keys as they are now: of a key process that rotated, the newest; else the same. What was
 * taken stays whole until it is given back. */
const struct signing_keys *signing_take(const struct signing_keys *keys);
void signing_give_back(const struct signing_keys *keys, const struct signing_keys *taken);
const struct signing_key *signing_current(const struct signing_keys *keys,
                                          enum jose_alg alg); /* there is always one */
const struct signing_key *signing_by_id(const struct signing_keys *keys, enum jose_alg alg,
                                        struct str kid);           /* NULL: none */
void signing_name(struct arena *scratch, struct signing_key *key); /* fills in the key id */
struct str signing_make_jwks(struct arena *arena, const struct signing_keys *keys);

/* The signature over a SHA-256 as JOSE writes it; by the key itself, or by the process that has it.
 */
enum rc signing_make(const struct signing_key *key, const unsigned char hash[32],
                     unsigned char ret_signature[SIGNATURE_MAX], size_t *ret_len) MUST_USE;
enum rc signing_ask(const struct signing_link *link, const struct signing_key *key,
                    const unsigned char hash[32], unsigned char ret_signature[SIGNATURE_MAX],
                    size_t *ret_len) MUST_USE;
void signing_link_close(struct signing_link *link);
/* What the key process says of a key: algorithm (1), state (1), since (8), the public half as
 * SubjectPublicKeyInfo; and back. */
enum rc signing_tell(struct arena *arena, const struct signing_key *key,
                     struct str *ret_told) MUST_USE;
