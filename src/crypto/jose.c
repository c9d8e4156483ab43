#include "crypto/jose.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/buf.h"
#include "base/encode.h"
#include "crypto/signing_file.h"

enum { ES_HALF = 32, RSA_BITS_MIN = 2048, RSA_BITS_MAX = 4096, TOKEN_MAX = 64 * 1024 };

static void free_ctx(EVP_MD_CTX **ctx) {
    EVP_MD_CTX_free(*ctx);
}
static void free_sig(ECDSA_SIG **sig) {
    ECDSA_SIG_free(*sig);
}
static void free_key(EVP_PKEY **key) {
    EVP_PKEY_free(*key);
}
static void free_builder(OSSL_PARAM_BLD **builder) {
    OSSL_PARAM_BLD_free(*builder);
}
static void free_params(OSSL_PARAM **params) {
    OSSL_PARAM_free(*params);
}
static void free_pkey_ctx(EVP_PKEY_CTX **ctx) {
    EVP_PKEY_CTX_free(*ctx);
}
static void free_bn(BIGNUM **bn) {
    BN_free(*bn);
}

static const char *const alg_names[JOSE_ALGS] = {[JOSE_RS256] = "RS256", [JOSE_ES256] = "ES256"};

const char *jose_alg_name(enum jose_alg alg) {
    return alg_names[alg];
}

enum rc jose_alg_by_name(struct str name, enum jose_alg *ret_alg) {
    for (int i = 0; i < JOSE_ALGS; i++) {
        if (!str_eq(name, str_of(alg_names[i]))) continue;
        *ret_alg = (enum jose_alg)i;
        return RC_OK;
    }
    return RC_INVALID;
}

void jose_sha256(struct str bytes, unsigned char ret_hash[32]) {
    unsigned int len = 32;
    if (EVP_Digest(bytes.ptr, bytes.len, ret_hash, &len, EVP_sha256(), NULL) != 1)
        abort(); /* only when out of memory */
}

/* Converts a DER signature of ECDSA to r and s at full length, concatenated (RFC 7518, 3.4). */
static enum rc raw_of_der(const unsigned char *der, size_t len,
                          unsigned char ret_raw[2 * ES_HALF]) {
    ECDSA_SIG *sig CLEANUP(free_sig) = d2i_ECDSA_SIG(NULL, &der, (long)len);
    ENSURE(sig != NULL, RC_BUG);
    ENSURE(BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret_raw, ES_HALF) == ES_HALF, RC_BUG);
    ENSURE(BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret_raw + ES_HALF, ES_HALF) == ES_HALF, RC_BUG);
    return RC_OK;
}

static enum rc der_of_raw(struct str raw, unsigned char der[SIGNATURE_MAX], size_t *ret_len) {
    ENSURE(raw.len == 2 * ES_HALF, RC_DENIED);
    const unsigned char *in = (const unsigned char *)raw.ptr;
    ECDSA_SIG *sig CLEANUP(free_sig) = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(in, ES_HALF, NULL), *s = BN_bin2bn(in + ES_HALF, ES_HALF, NULL);
    if (sig == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(sig, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return RC_IO;
    }
    int len = i2d_ECDSA_SIG(sig, NULL);
    ENSURE(len > 0 && len <= SIGNATURE_MAX, RC_DENIED);
    *ret_len = (size_t)i2d_ECDSA_SIG(sig, &der);
    return RC_OK;
}

enum rc signing_make(const struct signing_key *key, const unsigned char hash[32],
                     unsigned char ret_signature[SIGNATURE_MAX], size_t *ret_len) {
    EVP_PKEY_CTX *ctx CLEANUP(free_pkey_ctx) = EVP_PKEY_CTX_new(key->pkey, NULL);
    unsigned char made[SIGNATURE_MAX];
    size_t len = sizeof made;
    ENSURE(ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
               EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1,
           RC_IO);
    if (key->alg == JOSE_RS256)
        ENSURE(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1, RC_IO);
    ENSURE(EVP_PKEY_sign(ctx, made, &len, hash, 32) == 1, RC_IO);
    if (key->alg == JOSE_ES256) {
        TRY(raw_of_der(made, len, ret_signature));
        *ret_len = 2 * ES_HALF;
        return RC_OK;
    }
    memcpy(ret_signature, made, len);
    *ret_len = len;
    return RC_OK;
}

static enum rc check_bytes(EVP_PKEY *key, enum jose_alg alg, struct str text,
                           struct str signature) {
    unsigned char der[SIGNATURE_MAX];
    size_t len = signature.len;
    ENSURE(len <= SIGNATURE_MAX, RC_DENIED);
    if (alg == JOSE_ES256) TRY(der_of_raw(signature, der, &len));
    if (alg == JOSE_RS256) memcpy(der, signature.ptr, len);
    EVP_MD_CTX *ctx CLEANUP(free_ctx) = EVP_MD_CTX_new();
    ENSURE(ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1, RC_IO);
    return EVP_DigestVerify(ctx, der, len, (const unsigned char *)text.ptr, text.len) == 1
               ? RC_OK
               : RC_DENIED;
}

static enum rc sign(struct arena *arena, const struct signing_link *link,
                    const struct signing_key *key, const char *type, struct str payload,
                    struct str *ret_token) {
    enum jose_alg alg = key->alg;
    struct str header = str_format(arena, "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":\"%s\"}",
                                   alg_names[alg], type, key->kid);
    struct buf out = buf_make(arena, TOKEN_MAX);
    buf_str(&out, base64url_encode(arena, header.ptr, header.len));
    buf_char(&out, '.');
    buf_str(&out, base64url_encode(arena, payload.ptr, payload.len));
    ENSURE(!out.overflow, RC_LIMIT);
    unsigned char hash[32], signature[SIGNATURE_MAX];
    size_t len;
    jose_sha256(buf_view(&out), hash);
    TRY(link == NULL ? signing_make(key, hash, signature, &len)
                     : signing_ask(link, key, hash, signature, &len));
    buf_char(&out, '.');
    buf_str(&out, base64url_encode(arena, signature, len));
    ENSURE(!out.overflow, RC_LIMIT);
    *ret_token = buf_view(&out);
    return RC_OK;
}

enum rc jose_sign(struct arena *arena, const struct signing_keys *keys, enum jose_alg alg,
                  const char *type, struct str payload, struct str *ret_token) {
    const struct signing_keys *now = signing_take(keys);
    enum rc rc = sign(arena, keys->link, signing_current(now, alg), type, payload, ret_token);
    signing_give_back(keys, now);
    return rc;
}

static enum rc decode_part(struct arena *arena, struct str part, struct str *ret_bytes) {
    ENSURE(part.len > 0 && part.len % 4 != 1, RC_INVALID);
    size_t len = part.len * 3 / 4;
    char *bytes = arena_alloc(arena, len + 1);
    TRY(base64url_decode(part, bytes, len));
    *ret_bytes = (struct str){bytes, len};
    return RC_OK;
}

enum rc jose_cut(struct arena *arena, struct str token, struct jose_parts *ret_parts) {
    ENSURE(token.len <= TOKEN_MAX, RC_INVALID);
    bool first, second, third;
    struct str rest = token, header = str_cut(&rest, '.', &first),
               payload = str_cut(&rest, '.', &second), signature = str_cut(&rest, '.', &third);
    ENSURE(first && second && !third, RC_INVALID);
    struct jose_parts parts = {.signed_text = str_sub(token, 0, header.len + 1 + payload.len)};
    TRY(decode_part(arena, header, &parts.header));
    TRY(decode_part(arena, payload, &parts.payload));
    TRY(decode_part(arena, signature, &parts.signature));
    *ret_parts = parts;
    return RC_OK;
}

enum rc jose_check_own(const struct signing_keys *keys, enum jose_alg alg, struct str kid,
                       const struct jose_parts *parts) {
    const struct signing_keys *now = signing_take(keys);
    const struct signing_key *key = signing_by_id(now, alg, kid);
    enum rc rc =
        key == NULL ? RC_DENIED : check_bytes(key->pkey, alg, parts->signed_text, parts->signature);
    signing_give_back(keys, now);
    return rc;
}

static enum rc key_from(const char *type, OSSL_PARAM *params, EVP_PKEY **ret_key) {
    EVP_PKEY_CTX *ctx CLEANUP(free_pkey_ctx) = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    ENSURE(ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1, RC_IO);
    ENSURE(EVP_PKEY_fromdata(ctx, ret_key, EVP_PKEY_PUBLIC_KEY, params) == 1, RC_INVALID);
    return RC_OK;
}

static enum rc rsa_public(const struct jose_public *from, EVP_PKEY **ret_key) {
    ENSURE(from->n.len <= RSA_BITS_MAX / 8 + 1 && from->e.len > 0 && from->e.len <= 4, RC_INVALID);
    BIGNUM *n CLEANUP(free_bn) =
        BN_bin2bn((const unsigned char *)from->n.ptr, (int)from->n.len, NULL);
    BIGNUM *e CLEANUP(free_bn) =
        BN_bin2bn((const unsigned char *)from->e.ptr, (int)from->e.len, NULL);
    ENSURE(n != NULL && e != NULL, RC_IO);
    ENSURE(BN_num_bits(n) >= RSA_BITS_MIN && BN_num_bits(n) <= RSA_BITS_MAX && BN_is_odd(n) &&
               BN_is_odd(e) && BN_num_bits(e) >= 2,
           RC_INVALID);
    OSSL_PARAM_BLD *builder CLEANUP(free_builder) = OSSL_PARAM_BLD_new();
    ENSURE(builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
               OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1,
           RC_IO);
    OSSL_PARAM *params CLEANUP(free_params) = OSSL_PARAM_BLD_to_param(builder);
    ENSURE(params != NULL, RC_IO);
    return key_from("RSA", params, ret_key);
}

static enum rc ec_public(const struct jose_public *from, EVP_PKEY **ret_key) {
    ENSURE(from->x.len == ES_HALF && from->y.len == ES_HALF, RC_INVALID);
    unsigned char point[1 + 2 * ES_HALF] = {POINT_CONVERSION_UNCOMPRESSED};
    memcpy(point + 1, from->x.ptr, ES_HALF);
    memcpy(point + 1 + ES_HALF, from->y.ptr, ES_HALF);
    OSSL_PARAM_BLD *builder CLEANUP(free_builder) = OSSL_PARAM_BLD_new();
    ENSURE(builder != NULL &&
               OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) ==
                   1 &&
               OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                sizeof point) == 1,
           RC_IO);
    OSSL_PARAM *params CLEANUP(free_params) = OSSL_PARAM_BLD_to_param(builder);
    ENSURE(params != NULL, RC_IO);
    return key_from("EC", params, ret_key); /* rejects points that are not on the curve */
}

enum rc jose_check(const struct jose_public *from, const struct jose_parts *parts) {
    EVP_PKEY *key CLEANUP(free_key) = NULL;
    TRY(from->alg == JOSE_RS256 ? rsa_public(from, &key) : ec_public(from, &key));
    return check_bytes(key, from->alg, parts->signed_text, parts->signature);
}
