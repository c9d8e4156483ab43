#include "crypto/password.h"

#include <sodium.h>

enum { SALT = 16, TAG = TAG_BYTES, ARENA_MAX = 64 * 1024 };
_Static_assert(SALT == crypto_pwhash_SALTBYTES, "libsodium's salt");

/* An empty secret may have no pointer, which libsodium does not accept. */
static enum rc argon2id(struct str secret, const unsigned char *salt, unsigned char *ret_tag) {
    const char *bytes = secret.ptr != NULL ? secret.ptr : "";
    int bad = crypto_pwhash(ret_tag, TAG, bytes, secret.len, salt, PASSWORD_PASSES, PASSWORD_MEMORY,
                            crypto_pwhash_ALG_ARGON2ID13);
    return bad == 0 ? RC_OK : RC_IO;
}

static struct str bound_to(const int64_t *owner) {
    return (struct str){(const char *)owner, sizeof *owner};
}

enum rc password_make(const struct keys *keys, int64_t owner, struct str secret,
                      unsigned char ret_verifier[VERIFIER_BYTES]) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, true);
    unsigned char *record = arena_alloc(scratch, VERIFIER_BYTES), *tag = arena_alloc(scratch, TAG);
    record[0] = 1;
    randombytes_buf(record + 1, SALT);
    TRY(argon2id(secret, record + 1, tag));
    struct str sealed;
    TRY(keys_pepper(scratch, keys, bound_to(&owner), tag, &sealed));
    memcpy(record + 1 + SALT, sealed.ptr, sealed.len);
    memcpy(ret_verifier, record, VERIFIER_BYTES);
    return RC_OK;
}

enum rc password_check(const struct keys *keys, int64_t owner, struct str verifier,
                       struct str secret) {
    static const unsigned char no_salt[SALT] = {0};
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, true);
    unsigned char *tag = arena_alloc(scratch, TAG);
    bool known = verifier.ptr != NULL && verifier.len == VERIFIER_BYTES && verifier.ptr[0] == 1;
    TRY(argon2id(secret, known ? (const unsigned char *)verifier.ptr + 1 : no_salt, tag));
    struct str kept = known ? str_sub(verifier, 1 + SALT, verifier.len) : (struct str){NULL, 0};
    return keys_pepper_check(keys, bound_to(&owner), kept, tag);
}
