/*
 * The key ring, its file, and the operations with its keys. Private to src/crypto; others use
 * keys.h.
 */
#pragma once

#include "crypto/keys.h"

enum {
    KEY = 32,
    RINGS_MAX =
        KEY_PURPOSES + 3 * 99, /* 99 rotations: old keys are needed as long as what they sealed */
    RING_FILE_MAX = 64 * 1024,
    SIGNING_FILE_MAX = 256 * 1024
};

struct key {
    enum key_purpose purpose;
    int id;
    int64_t from_ms; /* the key is used from this time on, ms UTC; 0: from its creation */
    unsigned char bytes[KEY];
};

/*
 * Keys of a purpose are ordered from old to new; the last one whose time has come is current. The
 * time is the wall clock: if it is wrong, an older or newer key is used, and since all of them are
 * in the file everything can still be decrypted.
 */
struct key_ring {
    char folder[256];
    size_t count;
    struct key list[RINGS_MAX];
};

/* Like keys_open(); the caller provides ring. */
enum rc ring_open(struct key_ring *ring, const char *folder, bool create,
                  struct fault *fault) MUST_USE;
enum rc ring_rotate(struct key_ring *ring, int64_t from_ms, struct fault *fault) MUST_USE;
/* Errors: RC_INVALID when text is not a complete ring. */
enum rc ring_read(struct key_ring *ring, struct str text) MUST_USE;
/* Returns the ring as the text of its file. */
struct str ring_text(struct arena *arena, const struct key_ring *ring);
size_t ring_list(struct arena *arena, const struct key_ring *ring, struct key_info **ret_list);

/* Computes a MAC with the key of a purpose; keys of MACs never rotate. */
void ring_mac(const struct key_ring *ring, enum key_purpose purpose, struct str bytes,
              unsigned char ret_mac[MAC_BYTES]);
/* Seals a short text (version 2). aad is label and owner, as keys.c builds it. */
struct str ring_seal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                     struct str aad, struct str plain);
/*
 * Decrypts. aad starts with the label; version 1 authenticates only what follows it. Errors:
 * RC_INVALID when altered, RC_IO when the ring does not have the key.
 */
enum rc ring_unseal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                    struct str aad, struct str sealed, struct str *ret_plain) MUST_USE;
/*
 * Compares a tag with the stored, sealed one. Returns RC_DENIED when it differs or the stored one
 * is damaged. Errors: RC_IO when the ring does not have the key, so the outcome is unknown.
 */
enum rc ring_check(const struct key_ring *ring, struct str aad, struct str kept,
                   const unsigned char tag[TAG_BYTES]) MUST_USE;
/* Returns the number of parts separated by hyphens; 0 when it cannot be decrypted. */
int ring_parts(const struct key_ring *ring, enum key_purpose purpose, struct str aad,
               struct str sealed);
/* Returns true when the ring has the key that the sealed bytes name. */
bool ring_knows(const struct key_ring *ring, enum key_purpose purpose, struct str sealed);
