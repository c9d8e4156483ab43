#include "crypto/keys.h"

#include <sodium.h>

#include "crypto/key_wire.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    AEAD_TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_KEY = KEY + SEAL_OVERHEAD
};
static const char long_text[] = "a text too long for one message";

static const struct {
    const char *name;
    enum key_purpose purpose;
} labels[SEAL_LABELS] = {
    [SEAL_TAG] = {"tag", KEY_PEPPER},          [SEAL_SECRET] = {"secret", KEY_SECRETS},
    [SEAL_UNDO] = {"undo", KEY_SECRETS},       [SEAL_DRAFT] = {"draft", KEY_SECRETS},
    [SEAL_TOTP] = {"totp", KEY_SECRETS},       [SEAL_TOTP_OFFER] = {"totp-offer", KEY_SECRETS},
    [SEAL_KEPT_FORM] = {"form", KEY_SECRETS},  [SEAL_MAIL] = {"mail", KEY_FORMS},
    [SEAL_PICTURES] = {"pictures", KEY_FORMS}, [SEAL_OUTSIDE_STEP] = {"outside", KEY_FORMS},
};

enum key_purpose key_wire_seal_purpose(enum seal_label label) {
    return labels[label].purpose;
}

const char *key_wire_label_name(enum seal_label label) {
    return labels[label].name;
}

enum rc keys_open(struct arena *arena, const char *folder, bool create, struct keys **ret_keys,
                  struct fault *fault) {
    struct keys *keys = ARENA_NEW(arena, struct keys);
    keys->ring = ARENA_NEW(arena, struct key_ring);
    TRY(ring_open(keys->ring, folder, create, fault));
    TRY(key_wire_begin(arena, keys));
    *ret_keys = keys;
    return RC_OK;
}

enum rc key_wire_begin(struct arena *arena, struct keys *keys) {
    const unsigned char none[TAG_BYTES] = {0};
    struct str kept;
    TRY(keys_pepper(arena, keys, S(""), none, &kept));
    ENSURE(kept.len == sizeof keys->nobody, RC_BUG);
    memcpy(keys->nobody, kept.ptr, kept.len);
    return keys_mac(keys, KEY_WEB, S("the key of form tokens"), keys->form_key);
}

struct keys *keys_with_short_timeout(struct arena *arena, const struct keys *keys) {
    struct keys *same = ARENA_NEW(arena, struct keys);
    *same = *keys;
    same->short_timeout = true;
    return same;
}

void keys_close(struct keys *keys) {
    if (keys->ring != NULL) explicit_bzero(keys->ring, sizeof *keys->ring);
    explicit_bzero(keys->form_key, sizeof keys->form_key);
    if (keys->link != NULL) key_link_close(keys->link);
}

/* Aborts when an argument exceeds its documented maximum. */
static void must_fit(enum rc rc) {
    if (rc != RC_OK) abort();
}

enum rc keys_mac(const struct keys *keys, enum key_purpose purpose, struct str bytes,
                 unsigned char ret_mac[MAC_BYTES]) {
    unsigned char shorter[sizeof long_text + MAC_BYTES];
    if (bytes.len > SHORT_TEXT_MAX) {
        memcpy(shorter, long_text, sizeof long_text);
        crypto_generichash(shorter + sizeof long_text, MAC_BYTES, (const unsigned char *)bytes.ptr,
                           bytes.len, NULL, 0);
        bytes = (struct str){(const char *)shorter, sizeof shorter};
    }
    if (keys->ring != NULL) {
        ring_mac(keys->ring, purpose, bytes, ret_mac);
        return RC_OK;
    }
    struct key_message m = {.op = KEY_OP_MAC, .kind = (uint8_t)purpose};
    must_fit(key_message_put(&m, S(""), bytes));
    TRY(key_link_ask(keys->link, keys->short_timeout, &m));
    ENSURE(m.rc == RC_OK && m.text_len == MAC_BYTES, RC_BUG);
    memcpy(ret_mac, key_message_text(&m).ptr, MAC_BYTES);
    explicit_bzero(m.bytes, sizeof m.bytes);
    return RC_OK;
}

void keys_form_mac(const struct keys *keys, struct str bytes, unsigned char ret_mac[MAC_BYTES]) {
    crypto_generichash(ret_mac, MAC_BYTES, (const unsigned char *)bytes.ptr, bytes.len,
                       keys->form_key, KEY);
}

/* Builds the additional data: the label, then the owner. */
static struct str aad_of(enum seal_label label, struct str bound, char aad[1 + BOUND_MAX]) {
    must_fit(bound.len <= BOUND_MAX ? RC_OK : RC_LIMIT);
    aad[0] = (char)label;
    if (bound.len > 0) memcpy(aad + 1, bound.ptr, bound.len);
    return (struct str){aad, 1 + bound.len};
}

/* op is SEAL or OPEN; both return a text. */
static enum rc ask_key_process(struct arena *arena, const struct keys *keys, enum key_op op,
                               enum seal_label label, struct str aad, struct str text,
                               struct str *ret) {
    struct key_message m = {.op = (uint8_t)op, .kind = (uint8_t)label};
    TRY(key_message_put(&m, aad, text));
    TRY(key_link_ask(keys->link, keys->short_timeout, &m));
    if (m.rc == RC_OK) *ret = str_copy(arena, key_message_text(&m));
    enum rc rc = (enum rc)m.rc;
    explicit_bzero(m.bytes, sizeof m.bytes);
    return rc;
}

static enum rc seal_short(struct arena *arena, const struct keys *keys, enum seal_label label,
                          struct str aad, struct str plain, struct str *ret_sealed) {
    if (keys->ring == NULL)
        return ask_key_process(arena, keys, KEY_OP_SEAL, label, aad, plain, ret_sealed);
    *ret_sealed = ring_seal(arena, keys->ring, key_wire_seal_purpose(label), aad, plain);
    return RC_OK;
}

static enum rc unseal_short(struct arena *arena, const struct keys *keys, enum seal_label label,
                            struct str aad, struct str sealed, struct str *ret_plain) {
    if (keys->ring != NULL)
        return ring_unseal(arena, keys->ring, key_wire_seal_purpose(label), aad, sealed, ret_plain);
    ENSURE(sealed.len <= SHORT_TEXT_MAX + SEAL_OVERHEAD, RC_INVALID);
    return ask_key_process(arena, keys, KEY_OP_OPEN, label, aad, sealed, ret_plain);
}

enum rc keys_seal(struct arena *arena, const struct keys *keys, enum seal_label label,
                  struct str bound, struct str plain, struct str *ret_sealed) {
    char aad_bytes[1 + BOUND_MAX];
    struct str aad = aad_of(label, bound, aad_bytes), sealed_key;
    if (plain.len <= SHORT_TEXT_MAX) return seal_short(arena, keys, label, aad, plain, ret_sealed);
    unsigned char key[KEY],
        *out = arena_alloc(arena, 1 + SEALED_KEY + NONCE + plain.len + AEAD_TAG),
        *nonce = out + 1 + SEALED_KEY;
    randombytes_buf(key, KEY);
    enum rc rc =
        seal_short(arena, keys, label, aad, (struct str){(const char *)key, KEY}, &sealed_key);
    if (rc != RC_OK) {
        explicit_bzero(key, KEY);
        return rc;
    }
    out[0] = 3;
    memcpy(out + 1, sealed_key.ptr, SEALED_KEY);
    randombytes_buf(nonce, NONCE);
    unsigned long long len;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        nonce + NONCE, &len, (const unsigned char *)plain.ptr, plain.len,
        (const unsigned char *)aad.ptr, aad.len, NULL, nonce, key);
    explicit_bzero(key, KEY);
    *ret_sealed = (struct str){(const char *)out, 1 + SEALED_KEY + NONCE + (size_t)len};
    return RC_OK;
}

enum rc keys_unseal(struct arena *arena, const struct keys *keys, enum seal_label label,
                    struct str bound, struct str sealed, struct str *ret_plain) {
    char aad_bytes[1 + BOUND_MAX];
    struct str aad = aad_of(label, bound, aad_bytes), key;
    ENSURE(sealed.len >= SEAL_OVERHEAD && label != SEAL_TAG, RC_INVALID);
    if (sealed.ptr[0] != 3) return unseal_short(arena, keys, label, aad, sealed, ret_plain);
    ENSURE(sealed.len >= 1 + SEALED_KEY + NONCE + AEAD_TAG, RC_INVALID);
    TRY(unseal_short(arena, keys, label, aad, str_sub(sealed, 1, SEALED_KEY), &key));
    ENSURE(key.len == KEY, RC_INVALID);
    const unsigned char *nonce = (const unsigned char *)sealed.ptr + 1 + SEALED_KEY;
    unsigned char *plain = arena_alloc(arena, sealed.len);
    unsigned long long len;
    int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, &len, NULL, nonce + NONCE, sealed.len - 1 - SEALED_KEY - NONCE,
        (const unsigned char *)aad.ptr, aad.len, nonce, (const unsigned char *)key.ptr);
    ENSURE(bad == 0, RC_INVALID);
    *ret_plain = (struct str){(const char *)plain, (size_t)len};
    return RC_OK;
}

enum rc keys_parts(const struct keys *keys, enum seal_label label, struct str bound,
                   struct str sealed, int *ret_parts) {
    char aad_bytes[1 + BOUND_MAX];
    if (sealed.ptr == NULL || sealed.len > SHORT_TEXT_MAX)
        sealed = (struct str){(const char *)keys->nobody, sizeof keys->nobody};
    struct str aad = aad_of(label, bound, aad_bytes);
    if (keys->ring != NULL) {
        *ret_parts = ring_parts(keys->ring, key_wire_seal_purpose(label), aad, sealed);
        return RC_OK;
    }
    struct key_message m = {.op = KEY_OP_PARTS, .kind = (uint8_t)label};
    must_fit(key_message_put(&m, aad, sealed));
    TRY(key_link_ask(keys->link, keys->short_timeout, &m));
    *ret_parts = m.rc == RC_OK && m.text_len == 1 ? key_message_text(&m).ptr[0] : 0;
    return RC_OK;
}

enum rc keys_pepper(struct arena *arena, const struct keys *keys, struct str bound,
                    const unsigned char tag[TAG_BYTES], struct str *ret_kept) {
    char aad[1 + BOUND_MAX];
    return seal_short(arena, keys, SEAL_TAG, aad_of(SEAL_TAG, bound, aad),
                      (struct str){(const char *)tag, TAG_BYTES}, ret_kept);
}

enum rc keys_pepper_check(const struct keys *keys, struct str bound, struct str kept,
                          const unsigned char tag[TAG_BYTES]) {
    char aad_bytes[1 + BOUND_MAX];
    if (kept.ptr == NULL) {
        kept = (struct str){(const char *)keys->nobody, sizeof keys->nobody};
        bound = S("");
    }
    ENSURE(kept.len == TAG_BYTES + SEAL_OVERHEAD, RC_DENIED);
    struct str aad = aad_of(SEAL_TAG, bound, aad_bytes);
    if (keys->ring != NULL) return ring_check(keys->ring, aad, kept, tag);
    char text[2 * TAG_BYTES + SEAL_OVERHEAD];
    memcpy(text, tag, TAG_BYTES);
    memcpy(text + TAG_BYTES, kept.ptr, kept.len);
    struct key_message m = {.op = KEY_OP_CHECK};
    must_fit(key_message_put(&m, aad, (struct str){text, sizeof text}));
    explicit_bzero(text, sizeof text);
    enum rc rc = key_link_ask(keys->link, keys->short_timeout, &m);
    explicit_bzero(m.bytes, sizeof m.bytes);
    return rc == RC_OK ? (enum rc)m.rc : RC_IO;
}

enum rc keys_rotate(struct keys *keys, int64_t from_ms, struct fault *fault) {
    return keys->ring == NULL ? RC_BUG : ring_rotate(keys->ring, from_ms, fault);
}

size_t keys_list(struct arena *arena, const struct keys *keys, struct key_info **ret_list) {
    return keys->ring == NULL ? 0 : ring_list(arena, keys->ring, ret_list);
}
