/*
 * Signing keys whose private halves are in the key process: publishing, verifying, and requesting
 * signatures.
 */
#include <openssl/x509.h>
#include <pthread.h>

#include "crypto/key_process.h"
#include "crypto/key_wire.h"
#include "crypto/signing_file.h"

enum { TOLD_HEAD = 10, SET_ARENA = 1 << 20, TRIES = 3 };

/* A snapshot of the keys with a reference count; the last user frees it. */
struct signing_set {
    struct signing_keys keys;
    struct arena *arena; /* contains the set itself */
    int users;           /* the link holds one reference to the newest set */
};

struct signing_link {
    struct key_link *process;
    /* protects everything below; never held during a request to the key process */
    pthread_mutex_t lock;
    struct signing_set *now;
    uint32_t generation;
    bool fetching; /* a thread is fetching a newer set; others continue with this one */
};

enum rc signing_encode(struct arena *arena, const struct signing_key *key, struct str *ret_told) {
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
    ENSURE(told.len > TOLD_HEAD && (unsigned char)told.ptr[0] < JOSE_ALGS &&
               (unsigned char)told.ptr[1] <= SIGNING_RETIRED,
           RC_BUG);
    struct signing_key key = {.alg = (enum jose_alg)told.ptr[0],
                              .state = (enum signing_state)told.ptr[1]};
    memcpy(&key.since_ms, told.ptr + 2, sizeof key.since_ms);
    const unsigned char *at = (const unsigned char *)told.ptr + TOLD_HEAD;
    key.pkey = d2i_PUBKEY(NULL, &at, (long)(told.len - TOLD_HEAD));
    ENSURE(key.pkey != NULL, RC_BUG);
    signing_name(arena, &key);
    *ret = key;
    return RC_OK;
}

static void free_set(struct signing_set *set) {
    signing_keys_close(&set->keys);
    arena_destroy(set->arena);
}

/*
 * Fetches the whole set. Errors: RC_RETRY when the process rotated meanwhile, or does not answer.
 */
static enum rc fetch(struct key_link *process, struct signing_set **ret_set,
                     uint32_t *ret_generation) {
    struct arena *arena = arena_create(SET_ARENA, false);
    struct signing_set *set = ARENA_NEW(arena, struct signing_set);
    struct signing_keys *keys = &set->keys;
    uint32_t generation = 0;
    enum rc rc = RC_OK;
    *set = (struct signing_set){.arena = arena, .users = 1};
    while (rc == RC_OK && keys->count < SIGNING_MAX) {
        struct key_message m = {.op = KEY_OP_SIGNING, .kind = (uint8_t)keys->count};
        rc = key_link_ask(process, false, &m);
        if (rc == RC_OK && keys->count > 0 && m.generation != generation) rc = RC_RETRY;
        if (rc == RC_OK) generation = m.generation;
        if (rc == RC_OK) rc = (enum rc)m.rc;
        if (rc == RC_OK) rc = hear(arena, key_message_text(&m), &keys->list[keys->count]);
        keys->count += rc == RC_OK;
    }
    if (rc != RC_NONE && rc != RC_OK) {
        free_set(set);
        return rc;
    }
    keys->jwks = signing_make_jwks(arena, keys);
    *ret_set = set;
    *ret_generation = generation;
    return RC_OK;
}

/* Replaces the set by a newer one; when that fails the old one stays and still signs. */
static void renew(struct signing_link *link) {
    struct signing_set *fresh = NULL, *older = NULL;
    uint32_t generation = 0;
    enum rc rc = RC_RETRY;
    for (int i = 0; i < TRIES && rc == RC_RETRY; i++)
        rc = fetch(link->process, &fresh, &generation);
    pthread_mutex_lock(&link->lock);
    link->fetching = false;
    if (rc == RC_OK) {
        older = link->now;
        link->now = fresh;
        link->generation = generation;
    }
    bool unused = older != NULL && --older->users == 0;
    pthread_mutex_unlock(&link->lock);
    if (unused) free_set(older);
}

const struct signing_keys *signing_take(const struct signing_keys *keys) {
    struct signing_link *link = keys->link;
    if (link == NULL) return keys;
    pthread_mutex_lock(&link->lock);
    bool mine = !link->fetching && link->generation != key_link_generation(link->process);
    if (mine) link->fetching = true;
    pthread_mutex_unlock(&link->lock);
    if (mine) renew(link);
    pthread_mutex_lock(&link->lock);
    struct signing_set *set = link->now;
    set->users++;
    pthread_mutex_unlock(&link->lock);
    return &set->keys;
}

void signing_give_back(const struct signing_keys *keys, const struct signing_keys *taken) {
    struct signing_link *link = keys->link;
    if (link == NULL) return;
    struct signing_set *set = (struct signing_set *)(uintptr_t)taken; /* its first member */
    pthread_mutex_lock(&link->lock);
    bool unused = --set->users == 0;
    pthread_mutex_unlock(&link->lock);
    if (unused) free_set(set);
}

enum rc signing_ask(const struct signing_link *link, const struct signing_key *key,
                    const unsigned char hash[32], unsigned char ret_signature[SIGNATURE_MAX],
                    size_t *ret_len) {
    struct key_message m = {.op = KEY_OP_SIGN, .kind = (uint8_t)key->alg};
    TRY(key_message_put(&m, str_of(key->kid), (struct str){(const char *)hash, 32}));
    TRY(key_link_ask(link->process, false, &m));
    ENSURE(m.rc == RC_OK && m.text_len <= SIGNATURE_MAX, m.rc == RC_OK ? RC_BUG : (enum rc)m.rc);
    memcpy(ret_signature, key_message_text(&m).ptr, m.text_len);
    *ret_len = m.text_len;
    return RC_OK;
}

enum rc key_process_signing_keys(struct arena *arena, const struct keys *keys,
                                 struct signing_keys **ret_signing, struct fault *fault) {
    struct signing_keys *signing = ARENA_NEW(arena, struct signing_keys);
    struct signing_link *link = ARENA_NEW(arena, struct signing_link);
    link->process = keys->link;
    enum rc rc = RC_RETRY;
    for (int i = 0; i < TRIES && rc == RC_RETRY; i++)
        rc = fetch(link->process, &link->now, &link->generation);
    if (rc != RC_OK) return FAULT(fault, RC_IO, "the key process did not send its signing keys");
    pthread_mutex_init(&link->lock, NULL);
    signing->link = link;
    *ret_signing = signing;
    return RC_OK;
}

void signing_link_close(struct signing_link *link) {
    free_set(link->now); /* no users are left */
    pthread_mutex_destroy(&link->lock);
}
