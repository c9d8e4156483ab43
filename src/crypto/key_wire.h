/*
 * Protocol between the server and its key process. Private to src/crypto.
 *
 * One struct of fixed size for every request and reply, over a socket pair that preserves message
 * boundaries. A message of another size, or with invalid lengths, ends the key process.
 */
#pragma once

#include <stdint.h>

#include "crypto/key_ring.h"

enum key_op {
    KEY_OP_HELLO,
    KEY_OP_MAC,
    KEY_OP_SEAL,
    KEY_OP_OPEN,
    KEY_OP_PARTS,
    KEY_OP_CHECK,
    KEY_OP_SIGN,
    KEY_OP_SIGNING,
    KEY_OPS
};
enum { KEY_MESSAGE = 2048, KEY_MESSAGE_HEAD = 16 };

/*
 * Requests and replies:
 *   MAC      kind = purpose, text → MAC
 *   SEAL     kind = label, aad, text → sealed text
 *   OPEN     kind = label, aad, sealed text → text
 *   PARTS    kind = label, aad, sealed text → number of parts (1 byte)
 *   CHECK    kind = 0, aad, text = tag · sealed tag → rc
 *   SIGN     kind = algorithm, aad = key id, text = SHA-256 → signature
 *   SIGNING  kind = index → aad = key id, text = algorithm, state, since (8 bytes), public key in
 *            DER; RC_NONE after the last
 *   HELLO    first message of the key process, without a request → rc, kind = cause and text =
 *            reason of a failure
 */
struct key_message {
    uint8_t op, kind, rc, zero;
    uint16_t aad_len, text_len;
    uint32_t generation; /* of the signing keys, in every reply */
    uint32_t number;     /* sequence number of the request on its channel; the reply has the same */
    unsigned char bytes[KEY_MESSAGE - KEY_MESSAGE_HEAD]; /* aad, then text */
};
_Static_assert(sizeof(struct key_message) == KEY_MESSAGE, "one size");
_Static_assert(1 + BOUND_MAX + SHORT_TEXT_MAX + SEAL_OVERHEAD <= KEY_MESSAGE - KEY_MESSAGE_HEAD,
               "a short text fits with what it is bound to");

static inline struct str key_message_aad(const struct key_message *m) {
    return (struct str){(const char *)m->bytes, m->aad_len};
}
static inline struct str key_message_text(const struct key_message *m) {
    return (struct str){(const char *)m->bytes + m->aad_len, m->text_len};
}
/* Fills in aad and text, which must not point into m. Errors: RC_LIMIT when they are too long. */
static inline enum rc key_message_put(struct key_message *m, struct str aad, struct str text) {
    ENSURE(aad.len <= sizeof m->bytes && text.len <= sizeof m->bytes - aad.len, RC_LIMIT);
    if (aad.len > 0) memcpy(m->bytes, aad.ptr, aad.len);
    if (text.len > 0) memcpy(m->bytes + aad.len, text.ptr, text.len);
    m->aad_len = (uint16_t)aad.len;
    m->text_len = (uint16_t)text.len;
    return RC_OK;
}

/* Exactly one of the two is set: a ring in this process, or channels to the key process. */
struct key_link;
struct keys {
    struct key_ring *ring;
    struct key_link *link;
    bool short_timeout; /* the caller may not block */
    /* stored tag that no password matches, for accounts that do not exist */
    unsigned char nobody[TAG_BYTES + SEAL_OVERHEAD];
    unsigned char form_key[KEY]; /* key of form tokens, derived for the lifetime of this process */
};
/* Fills in nobody and form_key of *keys, whose ring or link is set. */
enum rc key_wire_begin(struct arena *arena, struct keys *keys) MUST_USE;

/*
 * Sends a request and replaces it by the reply; the request is wiped. Errors: RC_RETRY when there
 * is no reply within two seconds (short_timeout: 20 ms); later requests are answered again when the
 * key process recovers. When the key process ended, the program ends (lost in key_process.h).
 */
enum rc key_link_ask(struct key_link *link, bool short_timeout,
                     struct key_message *message) MUST_USE;
/* Returns the generation of the signing keys in the latest reply. */
uint32_t key_link_generation(const struct key_link *link);
void key_link_close(struct key_link *link);

/* Returns the purpose of the key that seals a label. */
enum key_purpose key_wire_seal_purpose(enum seal_label label);
const char *key_wire_label_name(enum seal_label label);
