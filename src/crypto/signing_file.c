/*
 * The file of signing keys: reading, creating, rotating, and the public keys. One line per key:
 * algorithm, state, since, PKCS #8 in hexadecimal digits.
 */
#include "crypto/signing_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/encode.h"
#include "crypto/key_file.h"

enum {
    SIGNING_FILE_MAX = 256 * 1024,
    DER_MAX = 4096,
    JWKS_MAX = 32 * 1024,
    RSA_BITS = 2048,
    COORDINATE = 32
};
static const int64_t retired_ms = (int64_t)30 * 86400 * 1000;
static const char *const states[] = {
    [SIGNING_NEXT] = "next", [SIGNING_CURRENT] = "current", [SIGNING_RETIRED] = "retired"};

static void free_bn(BIGNUM **bn) {
    BN_free(*bn);
}

static struct str number_text(struct arena *arena, const EVP_PKEY *key, const char *name, int len) {
    BIGNUM *n CLEANUP(free_bn) = NULL;
    unsigned char bytes[RSA_BITS / 8];
    if (EVP_PKEY_get_bn_param(key, name, &n) != 1) return S("");
    if (len == 0) len = BN_num_bytes(n); /* no leading zero octet */
    if (len > (int)sizeof bytes || BN_bn2binpad(n, bytes, len) != len) return S("");
    return base64url_encode(arena, bytes, (size_t)len);
}

/*
 * Returns the members of a public key in the order that RFC 7638 requires for the thumbprint; they
 * are published in the same order.
 */
static struct str public_members(struct arena *arena, const struct signing_key *key) {
    if (key->alg == JOSE_RS256)
        return str_format(arena, "\"e\":\"%.*s\",\"kty\":\"RSA\",\"n\":\"%.*s\"",
                          STR_ARG(number_text(arena, key->pkey, OSSL_PKEY_PARAM_RSA_E, 0)),
                          STR_ARG(number_text(arena, key->pkey, OSSL_PKEY_PARAM_RSA_N, 0)));
    return str_format(arena, "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%.*s\",\"y\":\"%.*s\"",
                      STR_ARG(number_text(arena, key->pkey, OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE)),
                      STR_ARG(number_text(arena, key->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE)));
}

void signing_name(struct arena *scratch, struct signing_key *key) {
    struct str thumb = str_format(scratch, "{%.*s}", STR_ARG(public_members(scratch, key)));
    unsigned char hash[32];
    jose_sha256(thumb, hash);
    memcpy(key->kid, base64url_encode(scratch, hash, sizeof hash).ptr, KID_CHARS);
}

struct str signing_make_jwks(struct arena *arena, const struct signing_keys *keys) {
    struct buf out = buf_make(arena, JWKS_MAX);
    buf_c(&out, "{\"keys\":[");
    for (size_t i = 0; i < keys->count; i++) {
        const struct signing_key *key = &keys->list[i];
        buf_format(&out, "%s{%.*s,\"use\":\"sig\",\"alg\":\"%s\",\"kid\":\"%s\"}", i > 0 ? "," : "",
                   STR_ARG(public_members(arena, key)), jose_alg_name(key->alg), key->kid);
    }
    buf_c(&out, "]}");
    return buf_view(&out);
}

static enum rc draw_key(struct arena *scratch, struct signing_keys *keys, enum jose_alg alg,
                        enum signing_state state, int64_t now_ms) {
    ENSURE(keys->count < SIGNING_MAX, RC_LIMIT);
    EVP_PKEY *pkey = alg == JOSE_RS256 ? EVP_RSA_gen(RSA_BITS) : EVP_EC_gen("P-256");
    ENSURE(pkey != NULL, RC_IO);
    struct signing_key *key = &keys->list[keys->count++];
    *key = (struct signing_key){.alg = alg, .state = state, .since_ms = now_ms, .pkey = pkey};
    signing_name(scratch, key);
    return RC_OK;
}

static enum rc file_text(struct arena *scratch, const struct signing_keys *keys,
                         struct str *ret_text) {
    struct buf out = buf_make(scratch, SIGNING_FILE_MAX);
    buf_c(&out, "leerid-signing 1\n");
    for (size_t i = 0; i < keys->count; i++) {
        const struct signing_key *key = &keys->list[i];
        unsigned char *der = arena_alloc(scratch, DER_MAX), *end = der;
        PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
        int len = info == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
        if (len > 0 && len <= DER_MAX) i2d_PKCS8_PRIV_KEY_INFO(info, &end);
        PKCS8_PRIV_KEY_INFO_free(info);
        ENSURE(len > 0 && len <= DER_MAX, RC_IO);
        buf_format(&out, "%s %s %lld ", jose_alg_name(key->alg), states[key->state],
                   (long long)key->since_ms);
        buf_str(&out, hex_encode(scratch, der, (size_t)len));
        buf_char(&out, '\n');
    }
    ENSURE(!out.overflow, RC_LIMIT);
    *ret_text = buf_view(&out);
    return RC_OK;
}

static enum rc read_key(struct arena *scratch, struct signing_keys *keys, struct str line) {
    struct str alg = str_cut(&line, ' ', NULL), state = str_cut(&line, ' ', NULL),
               since = str_cut(&line, ' ', NULL);
    ENSURE(keys->count < SIGNING_MAX, RC_INVALID);
    struct signing_key key = {.state = SIGNING_RETIRED};
    TRY(jose_alg_by_name(alg, &key.alg));
    TRY(str_to_i64(since, 0, INT64_MAX, &key.since_ms));
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq(state, str_of(states[i]))) key.state = (enum signing_state)i;
    unsigned char *der = arena_alloc(scratch, line.len / 2 + 1);
    TRY(hex_decode(line, der, line.len / 2));
    const unsigned char *at = der;
    key.pkey = d2i_AutoPrivateKey(NULL, &at, (long)(line.len / 2));
    ENSURE(key.pkey != NULL && EVP_PKEY_is_a(key.pkey, key.alg == JOSE_RS256 ? "RSA" : "EC"),
           RC_INVALID);
    signing_name(scratch, &key);
    keys->list[keys->count++] = key;
    return RC_OK;
}

static const struct signing_key *in_state(const struct signing_keys *keys, enum jose_alg alg,
                                          enum signing_state state) {
    for (size_t i = 0; i < keys->count; i++)
        if (keys->list[i].alg == alg && keys->list[i].state == state) return &keys->list[i];
    return NULL;
}

const struct signing_key *signing_current(const struct signing_keys *keys, enum jose_alg alg) {
    return in_state(keys, alg, SIGNING_CURRENT);
}

const struct signing_key *signing_by_id(const struct signing_keys *keys, enum jose_alg alg,
                                        struct str kid) {
    for (size_t i = 0; i < keys->count; i++)
        if (keys->list[i].alg == alg && str_eq(str_of(keys->list[i].kid), kid))
            return &keys->list[i];
    return NULL;
}

static enum rc read_keys(struct arena *scratch, struct signing_keys *keys, struct str text) {
    ENSURE(str_eq(str_cut(&text, '\n', NULL), S("leerid-signing 1")), RC_INVALID);
    while (text.len > 0) TRY(read_key(scratch, keys, str_cut(&text, '\n', NULL)));
    for (int alg = 0; alg < JOSE_ALGS; alg++)
        ENSURE(in_state(keys, (enum jose_alg)alg, SIGNING_CURRENT) != NULL &&
                   in_state(keys, (enum jose_alg)alg, SIGNING_NEXT) != NULL,
               RC_INVALID);
    return RC_OK;
}

static enum rc make_keys(struct arena *scratch, struct signing_keys *keys, const char *path,
                         int64_t now_ms, struct fault *fault) {
    for (int alg = 0; alg < JOSE_ALGS; alg++) {
        TRY(draw_key(scratch, keys, (enum jose_alg)alg, SIGNING_CURRENT, now_ms));
        TRY(draw_key(scratch, keys, (enum jose_alg)alg, SIGNING_NEXT, now_ms));
    }
    struct str text;
    TRY(file_text(scratch, keys, &text));
    return key_file_put(path, text, KEY_FILE_ONLY_NEW, fault);
}

/* keys starts empty and belongs to the caller, also after a failure. */
static enum rc load(struct arena *scratch, struct signing_keys *keys, const char *path,
                    struct fault *fault) {
    struct str text;
    enum rc rc = key_file_read(scratch, path, SIGNING_FILE_MAX, &text);
    if (rc == RC_NONE) return rc;
    if (rc != RC_OK) return FAULT(fault, rc, "%s: %s", path, strerror(errno));
    return read_keys(scratch, keys, text) == RC_OK ? RC_OK : key_file_damaged(path, fault);
}

enum rc signing_keys_open(struct arena *arena, const char *folder, bool create, int64_t now_ms,
                          struct signing_keys **ret_keys, struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    const char *path = str_c(scratch, str_format(scratch, "%s/signing", folder));
    struct signing_keys *keys = ARENA_NEW(arena, struct signing_keys);
    enum rc rc = load(scratch, keys, path, fault);
    if (rc == RC_NONE && !create)
        return FAULT(fault, rc, "%s: no signing keys; `leerid migrate` creates them", path);
    if (rc == RC_NONE) rc = make_keys(scratch, keys, path, now_ms, fault);
    if (rc == RC_CONFLICT) { /* two processes started at once: the keys of the first one are kept */
        signing_keys_close(keys);
        rc = load(scratch, keys, path, fault);
    }
    if (rc != RC_OK) {
        signing_keys_close(keys);
        return rc == RC_NONE ? RC_IO : rc;
    }
    keys->jwks = signing_make_jwks(arena, keys);
    *ret_keys = keys;
    return RC_OK;
}

void signing_keys_close(struct signing_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) EVP_PKEY_free(keys->list[i].pkey);
    keys->count = 0;
    if (keys->link != NULL) signing_link_close(keys->link);
}

static void close_at(struct signing_keys **keys) {
    signing_keys_close(*keys);
}

/*
 * Removes retired keys that are too old, and the oldest one of each algorithm when the new keys
 * need room.
 */
static void step(struct signing_keys *keys, int64_t now_ms) {
    bool full = keys->count + JOSE_ALGS > SIGNING_MAX, dropped[JOSE_ALGS] = {false};
    size_t kept = 0;
    for (size_t i = 0; i < keys->count; i++) {
        struct signing_key key = keys->list[i];
        bool old = now_ms - key.since_ms > retired_ms;
        if (key.state == SIGNING_RETIRED && (old || (full && !dropped[key.alg]))) {
            dropped[key.alg] = true;
            EVP_PKEY_free(key.pkey);
            continue;
        }
        if (key.state != SIGNING_RETIRED) {
            key.state++;
            key.since_ms = now_ms;
        }
        keys->list[kept++] = key;
    }
    keys->count = kept;
}

enum rc signing_keys_rotate(const char *folder, int64_t now_ms, struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    const char *path = str_c(scratch, str_format(scratch, "%s/signing", folder));
    struct signing_keys *keys CLEANUP(close_at) = ARENA_NEW(scratch, struct signing_keys);
    enum rc rc = load(scratch, keys, path, fault);
    if (rc == RC_NONE)
        return FAULT(fault, rc, "%s: no signing keys yet; `leerid migrate` creates them", path);
    TRY(rc);
    step(keys, now_ms);
    for (int alg = 0; alg < JOSE_ALGS; alg++)
        TRY(draw_key(scratch, keys, (enum jose_alg)alg, SIGNING_NEXT, now_ms));
    struct str text;
    TRY(file_text(scratch, keys, &text));
    return key_file_put(path, text, KEY_FILE_REPLACE, fault);
}

size_t signing_keys_list(struct arena *arena, const struct signing_keys *keys,
                         struct signing_info **ret_list) {
    const struct signing_keys *now = signing_take(keys);
    size_t count = now->count;
    struct signing_info *list = ARENA_ARRAY(arena, struct signing_info, count);
    for (size_t i = 0; i < count; i++) {
        const struct signing_key *key = &now->list[i];
        list[i] = (struct signing_info){key->alg, key->state, str_copy(arena, str_of(key->kid)),
                                        key->since_ms};
    }
    signing_give_back(keys, now);
    *ret_list = list;
    return count;
}

struct str signing_keys_jwks(struct arena *arena, const struct signing_keys *keys) {
    const struct signing_keys *now = signing_take(keys);
    struct str jwks = str_copy(arena, now->jwks);
    signing_give_back(keys, now);
    return jwks;
}
