/* Inside src/crypto: the ring itself, its file, and what is done with its keys. Everybody else asks
 * through keys.h. */
#pragma once

#include "crypto/keys.h"

enum {
    KEY = 32,
    RINGS_MAX = KEY_PURPOSES + 3 * 19,
    RING_FILE_MAX = 64 * 1024,
    SIGNING_FILE_MAX = 256 * 1024
};

struct key {
    enum key_purpose purpose;
    int id;
    int64_t from_ms; /* known now, used from then on; 0: from when it is there */
    unsigned char bytes[KEY];
};

/* Later keys of a purpose are newer; the last one that may be used by now is current. Now is the
 * wall clock: however it is set, every key that is used lies in the file, and all of them open. */
struct key_ring {
    char folder[256];
    size_t count;
    struct key list[RINGS_MAX];
};

/* As keys_open; ring is the caller's. */
enum rc ring_open(struct key_ring *ring, const char *folder, bool create,
                  struct fault *fault) MUST_USE;
enum rc ring_rotate(struct key_ring *ring, int64_t from_ms, struct fault *fault) MUST_USE;
enum rc ring_read(struct key_ring *ring, struct str text) MUST_USE; /* RC_INVALID: no whole ring */
struct str ring_text(struct arena *arena, const struct key_ring *ring);
size_t ring_list(struct arena *arena, const struct key_ring *ring, struct key_info **ret_list);

void ring_mac(const struct key_ring *ring, enum key_purpose purpose, struct str bytes,
              unsigned char ret_mac[MAC_BYTES]);
/* A short text, version 2. aad: label and owner, as keys.c makes it. */
struct str ring_seal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                     struct str aad, struct str plain);
/* aad begins with the label; bytes of version 1 know only what follows it. RC_IO: of a key that
 * this ring does not have. */
enum rc ring_unseal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                    struct str aad, struct str sealed, struct str *ret_plain) MUST_USE;
/* Is it the tag that was kept? RC_DENIED when not, or when what was kept does not open; RC_IO as
 * above: nobody can tell. */
enum rc ring_check(const struct key_ring *ring, struct str aad, struct str kept,
                   const unsigned char tag[TAG_BYTES]) MUST_USE;
/* How many parts between hyphens; 0: it does not open. */
int ring_parts(const struct key_ring *ring, enum key_purpose purpose, struct str aad,
               struct str sealed);
/* Does the ring have the key that sealed bytes name? */
bool ring_knows(const struct key_ring *ring, enum key_purpose purpose, struct str sealed);
