/* Signing keys of which the key process has the private halves: what is published and checked here, and asking for a signature. */
#include <openssl/x509.h>
#include <pthread.h>
#include <stdatomic.h>

#include "crypto/key_process.h"
#include "crypto/key_wire.h"
#include "crypto/signing_file.h"

enum { TOLD_HEAD = 10, SETS_MAX = 256, SET_ARENA = 1 << 20 };

/* Sets replace each other when the process rotated. An older one stays: somebody may be reading it, and rotations are rare. */
struct signing_link {
    struct key_link *process;
    pthread_mutex_t lock;
    _Atomic(const struct signing_keys *) now;
    _Atomic uint32_t generation;
    int count;
    struct arena *arenas[SETS_MAX];
    struct signing_keys *sets[SETS_MAX];
};

enum rc signing_tell(struct arena *arena, const struct signing_key *key, struct str *ret_told) {
    int len = i2d_PUBKEY(key->pkey, NULL);
    ENSURE(len > 0, RC_IO);
    unsigned char *told = arena_alloc(arena, TOLD_HEAD + (size_t)len), *at = told + TOLD_HEAD;
    told[0] = (unsigned char)key->alg;
    told[1] = (unsigned char)key->state;
    memcpy(told + 2, &key->since_ms, sizeof key->since_ms);
    i2d_PUBKEY(key->pkey, &at);
    *ret_told = (struct str){(const char *)told, TOLD_HEAD + (size_t)len};
    return RC_OK;
}

static enum rc hear(struct arena *arena, struct str told, struct signing_key *ret) {
    ENSURE(told.len > TOLD_HEAD && (unsigned char)told.ptr[0] < JOSE_ALGS && (unsigned char)told.ptr[1] <= SIGNING_RETIRED, RC_BUG);
    struct signing_key key = {.alg = (enum jose_alg)told.ptr[0], .state = (enum signing_state)told.ptr[1]};
    memcpy(&key.since_ms, told.ptr + 2, sizeof key.since_ms);
    const unsigned char *at = (const unsigned char *)told.ptr + TOLD_HEAD;
    key.pkey = d2i_PUBKEY(NULL, &at, (long)(told.len - TOLD_HEAD));
    ENSURE(key.pkey != NULL, RC_BUG);
    signing_name(arena, &key);
    *ret = key;
    return RC_OK;
}

/* Asks for the whole set; the lock is held. */
static enum rc fetch(struct signing_link *link) {
    ENSURE(link->count < SETS_MAX, RC_LIMIT);
    struct arena *arena = arena_create(SET_ARENA, false);
    struct signing_keys *set = ARENA_NEW(arena, struct signing_keys);
    uint32_t generation = 0;
    enum rc rc = RC_OK;
    for (set->link = link; rc == RC_OK && set->count < SIGNING_MAX;) {
        struct key_message m = {.op = KEY_OP_SIGNING, .kind = (uint8_t)set->count};
        key_link_ask(link->process, &m);
        if (set->count > 0 && m.generation != generation) rc = RC_RETRY; /* it rotated meanwhile */
        generation = m.generation;
        if (rc == RC_OK) rc = (enum rc)m.rc;
        if (rc == RC_OK) rc = hear(arena, key_message_text(&m), &set->list[set->count]);
        set->count += rc == RC_OK;
    }
    if (rc != RC_NONE && rc != RC_OK) {
        signing_keys_close(set);
        arena_destroy(arena);
        return rc;
    }
    set->jwks = signing_make_jwks(arena, set);
    link->arenas[link->count] = arena;
    link->sets[link->count++] = set;
    atomic_store(&link->now, set);
    atomic_store(&link->generation, generation);
    return RC_OK;
}

const struct signing_keys *signing_now(const struct signing_keys *keys) {
    struct signing_link *link = keys->link;
    if (link == NULL) return keys;
    if (atomic_load(&link->generation) != key_link_generation(link->process)) {
        pthread_mutex_lock(&link->lock);
        if (atomic_load(&link->generation) != key_link_generation(link->process))
            for (int i = 0; i < 3 && fetch(link) == RC_RETRY; i++) continue; /* else the older set, which still signs */
        pthread_mutex_unlock(&link->lock);
    }
    return atomic_load(&link->now);
}

enum rc signing_ask(const struct signing_link *link, const struct signing_key *key, const unsigned char hash[32], unsigned char ret_signature[SIGNATURE_MAX],
                    size_t *ret_len) {
    struct key_message m = {.op = KEY_OP_SIGN, .kind = (uint8_t)key->alg};
    TRY(key_message_put(&m, str_of(key->kid), (struct str){(const char *)hash, 32}));
    key_link_ask(link->process, &m);
    ENSURE(m.rc == RC_OK && m.text_len <= SIGNATURE_MAX, m.rc == RC_OK ? RC_BUG : (enum rc)m.rc);
    memcpy(ret_signature, key_message_text(&m).ptr, m.text_len);
    *ret_len = m.text_len;
    return RC_OK;
}

enum rc signing_keys_of(struct arena *arena, const struct keys *keys, struct signing_keys **ret_signing, struct fault *fault) {
    struct signing_keys *signing = ARENA_NEW(arena, struct signing_keys);
    struct signing_link *link = ARENA_NEW(arena, struct signing_link);
    link->process = keys->link;
    pthread_mutex_init(&link->lock, NULL);
    signing->link = link;
    enum rc rc = fetch(link);
    if (rc == RC_RETRY) rc = fetch(link);
    if (rc != RC_OK) return FAULT(fault, RC_IO, "the key process does not tell its signing keys");
    *ret_signing = signing;
    return RC_OK;
}

void signing_link_close(struct signing_link *link) {
    for (int i = 0; i < link->count; i++) {
        link->sets[i]->link = NULL;
        signing_keys_close(link->sets[i]);
        arena_destroy(link->arenas[i]);
    }
    link->count = 0;
    pthread_mutex_destroy(&link->lock);
}
