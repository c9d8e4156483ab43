#include "crypto/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

enum {
    RP_ID_HASH = 32,
    FLAG_PRESENT = 0x01,
    FLAG_VERIFIED = 0x04,
    FLAG_EXTENDED = 0x80,
    FLAGS_AT = RP_ID_HASH,
    AUTH_DATA_MIN = 37
};

static const int algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256};

static void free_credential(fido_cred_t **credential) {
    fido_cred_free(credential);
}

static void free_assertion(fido_assert_t **assertion) {
    fido_assert_free(assertion);
}

static const unsigned char *bytes_of(struct str s) {
    return (const unsigned char *)s.ptr;
}

static bool is_for_site(struct str rp_id, struct str auth_data) {
    unsigned char hash[RP_ID_HASH];
    crypto_hash_sha256(hash, bytes_of(rp_id), rp_id.len);
    return sodium_memcmp(hash, auth_data.ptr, sizeof hash) == 0;
}

/*
 * Creates a credential with this authenticator data. libfido2 parses the data only after the
 * algorithm is set.
 */
static fido_cred_t *read_credential(struct str auth_data, int algorithm) {
    fido_cred_t *credential = fido_cred_new();
    if (credential != NULL && fido_cred_set_type(credential, algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(credential, bytes_of(auth_data), auth_data.len) == FIDO_OK)
        return credential;
    fido_cred_free(&credential);
    return NULL;
}

static struct str kept(struct arena *arena, const unsigned char *bytes, size_t len) {
    return str_copy(arena, (struct str){(const char *)bytes, len});
}

enum rc passkey_read(struct arena *arena, struct str rp_id, struct str auth_data,
                     struct passkey *ret_passkey) {
    ENSURE(auth_data.len >= AUTH_DATA_MIN && auth_data.len <= PASSKEY_AUTH_DATA_MAX, RC_INVALID);
    ENSURE(is_for_site(rp_id, auth_data), RC_INVALID);
    CLEANUP(free_credential) fido_cred_t *credential = NULL;
    int algorithm = 0;
    for (size_t i = 0; i < COUNT(algorithms) && credential == NULL; i++) {
        algorithm = algorithms[i];
        credential = read_credential(auth_data, algorithm);
    }
    ENSURE(credential != NULL, RC_INVALID);
    uint8_t flags = fido_cred_flags(credential);
    ENSURE((flags & FLAG_PRESENT) != 0 && (flags & FLAG_VERIFIED) != 0, RC_INVALID);
    size_t id_len = fido_cred_id_len(credential), key_len = fido_cred_pubkey_len(credential);
    ENSURE(id_len > 0 && id_len <= PASSKEY_ID_MAX && key_len > 0, RC_INVALID);
    *ret_passkey = (struct passkey){.id = kept(arena, fido_cred_id_ptr(credential), id_len),
                                    .key = kept(arena, fido_cred_pubkey_ptr(credential), key_len),
                                    .algorithm = algorithm,
                                    .counter = fido_cred_sigcount(credential)};
    return RC_OK;
}

/* A key in the form that libfido2 verifies with; each union member is its public key type. */
union public_key {
    es256_pk_t *es256;
    rs256_pk_t *rs256;
    eddsa_pk_t *eddsa;
    void *any;
};

static bool load_key(const struct passkey *passkey, union public_key *key) {
    const void *bytes = passkey->key.ptr;
    size_t len = passkey->key.len;
    switch (passkey->algorithm) {
        case COSE_ES256:
            key->es256 = es256_pk_new();
            return key->any != NULL && es256_pk_from_ptr(key->es256, bytes, len) == FIDO_OK;
        case COSE_RS256:
            key->rs256 = rs256_pk_new();
            return key->any != NULL && rs256_pk_from_ptr(key->rs256, bytes, len) == FIDO_OK;
        case COSE_EDDSA:
            key->eddsa = eddsa_pk_new();
            return key->any != NULL && eddsa_pk_from_ptr(key->eddsa, bytes, len) == FIDO_OK;
        default: return false;
    }
}

static void free_key(int algorithm, union public_key *key) {
    if (key->any == NULL) return;
    if (algorithm == COSE_ES256) es256_pk_free(&key->es256);
    if (algorithm == COSE_RS256) rs256_pk_free(&key->rs256);
    if (algorithm == COSE_EDDSA) eddsa_pk_free(&key->eddsa);
}

static bool fill_assertion(fido_assert_t *assertion, const char *rp_id, struct str client_data,
                           struct str auth_data, struct str signature) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes_of(client_data), client_data.len);
    return fido_assert_set_count(assertion, 1) == FIDO_OK &&
           fido_assert_set_rp(assertion, rp_id) == FIDO_OK &&
           fido_assert_set_clientdata_hash(assertion, hash, sizeof hash) == FIDO_OK &&
           fido_assert_set_authdata_raw(assertion, 0, bytes_of(auth_data), auth_data.len) ==
               FIDO_OK &&
           fido_assert_set_sig(assertion, 0, bytes_of(signature), signature.len) == FIDO_OK &&
           fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_uv(assertion, FIDO_OPT_TRUE) == FIDO_OK;
}

/* Authenticator data of an assertion ends after the counter, unless extensions follow; libfido2
 * ignores bytes behind it. */
static bool ends_where_it_should(struct str auth_data) {
    bool is_extended = ((unsigned char)auth_data.ptr[FLAGS_AT] & FLAG_EXTENDED) != 0;
    return is_extended || auth_data.len == AUTH_DATA_MIN;
}

enum rc passkey_check(struct arena *arena, struct str rp_id, const struct passkey *passkey,
                      struct str client_data, struct str auth_data, struct str signature,
                      int64_t *ret_counter) {
    ENSURE(auth_data.len >= AUTH_DATA_MIN && auth_data.len <= PASSKEY_AUTH_DATA_MAX, RC_INVALID);
    ENSURE(ends_where_it_should(auth_data), RC_INVALID);
    ENSURE(client_data.len > 0 && client_data.len <= PASSKEY_CLIENT_DATA_MAX, RC_INVALID);
    ENSURE(signature.len > 0 && signature.len <= PASSKEY_SIGNATURE_MAX, RC_INVALID);
    CLEANUP(free_assertion) fido_assert_t *assertion = fido_assert_new();
    ENSURE(assertion != NULL, RC_IO);
    ENSURE(fill_assertion(assertion, str_c(arena, rp_id), client_data, auth_data, signature),
           RC_INVALID);
    union public_key key = {.any = NULL};
    int code = load_key(passkey, &key)
                   ? fido_assert_verify(assertion, 0, passkey->algorithm, key.any)
                   : FIDO_ERR_INVALID_ARGUMENT;
    free_key(passkey->algorithm, &key);
    ENSURE(code == FIDO_OK, RC_DENIED);
    int64_t counter = fido_assert_sigcount(assertion, 0);
    ENSURE((counter == 0 && passkey->counter == 0) || counter > passkey->counter, RC_CONFLICT);
    *ret_counter = counter;
    return RC_OK;
}
