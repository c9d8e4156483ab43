/* The threads that hash: one a core at low priority, fed by a bounded queue with priorities, so that a storm of sign-ins never slows a
 * page and a bulk creation never delays a sign-in. Source: ARCHITECTURE "A request", SECURITY "Guessing". */
#pragma once

#include "crypto/password.h"

enum hash_priority { HASH_KNOWN_DEVICE, HASH_SCHOOL_NETWORK, HASH_UNKNOWN, HASH_BULK, HASH_PRIORITIES };
enum { HASH_WAIT_MS = 2000 };

struct hash_pool;

/* threads: 0 = one a core. */
enum rc hash_pool_open(struct arena *arena, const struct keys *keys, int threads, struct hash_pool **ret_pool) MUST_USE;
void hash_pool_close(struct hash_pool *pool); /* finishes what runs, drops what waits (RC_LIMIT) */
int hash_pool_threads(const struct hash_pool *pool);

struct hash_load {
    size_t waiting;         /* sign-ins in the queues now */
    uint64_t done, refused; /* since the start; refused: the queue was full, or the wait too long */
    uint64_t failed;        /* of those done: nobody can tell, as of a key that is not here */
};
struct hash_load hash_pool_load(struct hash_pool *pool);

/* password_check on a hash thread; RC_IO: nobody can tell whether it fits; RC_LIMIT when the queue is full or the wait passes HASH_WAIT_MS. Blocks the caller. */
enum rc hash_pool_check(struct hash_pool *pool, enum hash_priority priority, int64_t owner, struct str verifier,
                        struct str secret) MUST_USE;
/* password_make on a hash thread, same limits. */
enum rc hash_pool_make(struct hash_pool *pool, enum hash_priority priority, int64_t owner, struct str secret,
                       unsigned char ret_verifier[VERIFIER_BYTES]) MUST_USE;

struct hash_item {
    int64_t owner;
    struct str secret;
    unsigned char verifier[VERIFIER_BYTES]; /* filled in */
};
/* Hashes all items on all threads at HASH_BULK; blocks. progress (may be NULL) is called from the
 * calling thread about ten times a second with the number done; its answer false cancels
 * (RC_LIMIT); one that fails ends all. *ret_hash_ms: wall-clock milliseconds spent hashing, summed
 * over threads and divided by them. */
enum rc hash_pool_bulk(struct hash_pool *pool, struct hash_item *items, size_t count,
                       bool (*progress)(void *context, size_t done), void *context, int64_t *ret_hash_ms) MUST_USE;
