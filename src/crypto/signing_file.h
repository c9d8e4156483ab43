/* Shared by crypto/jose.c and crypto/signing_file.c: what signing keys look like inside. */
#pragma once

#include <openssl/evp.h>

#include "crypto/jose.h"

enum { SIGNING_MAX = 16, KID_CHARS = 43 };

struct signing_key {
    enum jose_alg alg;
    enum signing_state state;
    int64_t since_ms;
    char kid[KID_CHARS + 1]; /* RFC 7638 thumbprint */
    EVP_PKEY *pkey;
};

struct signing_keys {
    struct str jwks;
    size_t count;
    struct signing_key list[SIGNING_MAX];
};

const struct signing_key *signing_current(const struct signing_keys *keys, enum jose_alg alg); /* there is always one */
