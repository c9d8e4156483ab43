/* Inside src/crypto: what the program and its key process say to each other. One struct of one size
 * for every question and every answer, over a socket pair that keeps messages whole; a message of
 * another size, or with lengths that do not fit, ends the key process. */
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

/* PARTS: kind = label, aad, text → how many (1 byte).
 * MAC: kind = purpose, text → MAC.               SEAL, OPEN: kind = label, aad, text → text.
 * CHECK: kind = 0, aad, text = tag · sealed tag → rc.   SIGN: kind = algorithm, aad = key id, text
 * = SHA-256 → signature. SIGNING: kind = index → aad = key id, text = algorithm, state, since (8),
 * public key in DER; RC_NONE after the last. HELLO: the first answer, sent without a question → rc,
 * text = why not. */
struct key_message {
    uint8_t op, kind, rc, zero;
    uint16_t aad_len, text_len;
    uint32_t generation; /* of the signing keys, in every answer */
    uint32_t number;     /* of the question on its channel; its answer has the same */
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
/* The parts may not lie in m. RC_LIMIT when they do not fit. */
static inline enum rc key_message_put(struct key_message *m, struct str aad, struct str text) {
    ENSURE(aad.len <= sizeof m->bytes && text.len <= sizeof m->bytes - aad.len, RC_LIMIT);
    if (aad.len > 0) memcpy(m->bytes, aad.ptr, aad.len);
    if (text.len > 0) memcpy(m->bytes + aad.len, text.ptr, text.len);
    m->aad_len = (uint16_t)aad.len;
    m->text_len = (uint16_t)text.len;
    return RC_OK;
}

/* Keys are a ring in this process, or channels to the process that has it. */
struct key_link;
struct keys {
    struct key_ring *ring;
    struct key_link *link;
    bool hurried;                                    /* whoever asks may not wait */
    unsigned char nobody[TAG_BYTES + SEAL_OVERHEAD]; /* a kept tag that no password gives */
    unsigned char form_key[KEY]; /* derived: what makes form tokens, known for as long as this
                                    process lives */
};
enum rc keys_begin(struct arena *arena, struct keys *keys) MUST_USE;

/* Asks and answers in place; the question is wiped. RC_RETRY: no answer within two seconds
 * (hurried: 20 ms), because the process stands still; the next question is answered when it goes
 * on. When the process is gone the program ends (key_process.h, lost). */
enum rc key_link_ask(struct key_link *link, bool hurried, struct key_message *message) MUST_USE;
uint32_t key_link_generation(const struct key_link *link);
void key_link_close(struct key_link *link);

/* What the labels are sealed with. */
enum key_purpose seal_purpose(enum seal_label label);
const char *seal_label_name(enum seal_label label);
