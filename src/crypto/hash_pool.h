/* Thread pool for password hashing. Threads run at low priority (nice 12) and serve one queue per
 * priority, so that many sign-ins at once do not slow pages and a bulk job does not delay a
 * sign-in. The queues of sign-ins are bounded; bulk work is not. All functions but open and close
 * may be called from any thread.
 * Source: docs/develop/architecture.md "A request", docs/develop/throttle.md. */
#pragma once

#include "crypto/password.h"

/* In the order in which queues are served. */
enum hash_priority {
    HASH_KNOWN_DEVICE,
    HASH_SCHOOL_NETWORK,
    HASH_UNKNOWN,
    HASH_BULK,
    HASH_PRIORITIES
};
enum { HASH_WAIT_MS = 2000 }; /* longest wait in a queue */

struct hash_pool;

/* Starts the threads. threads: 0 = one per core. The pool lives in the arena; keys must outlive
 * it. RC_IO: a thread cannot be created. */
enum rc hash_pool_open(struct arena *arena, const struct keys *keys, int threads,
                       struct hash_pool **ret_pool) MUST_USE;
/* Finishes running jobs, ends queued ones with RC_LIMIT and joins the threads. */
void hash_pool_close(struct hash_pool *pool);
int hash_pool_threads(const struct hash_pool *pool);

struct hash_load {
    size_t waiting;         /* queued jobs now, bulk excluded */
    uint64_t done, refused; /* since the start; refused: the queue was full or the wait too long */
    uint64_t failed;        /* of done: outcome unknown, for instance a missing key (RC_IO) or a key
                               process that did not answer in time (RC_RETRY) */
};
struct hash_load hash_pool_load(struct hash_pool *pool);

/* Runs password_check on a pool thread and blocks until it ends. owner, verifier and secret as in
 * password.h. RC_OK: it matches; RC_DENIED: it does not; RC_IO and RC_RETRY: unknown; RC_LIMIT: the
 * queue is full, HASH_WAIT_MS passed before a thread took it, or the pool closes. */
enum rc hash_pool_check(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                        struct str verifier, struct str secret) MUST_USE;
/* Runs password_make on a pool thread, with the same limits. Also passes on its RC_RETRY: the key
 * process did not answer in time. */
enum rc hash_pool_make(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                       struct str secret, unsigned char ret_verifier[VERIFIER_BYTES]) MUST_USE;

struct hash_item {
    int64_t owner;
    struct str secret;
    unsigned char verifier[VERIFIER_BYTES]; /* result */
};
/* Hashes all items at HASH_BULK and blocks. progress (may be NULL) is called from the calling
 * thread about ten times a second with the number of items done; returning false cancels
 * (RC_LIMIT). When an item fails, the rest is dropped and its code is returned.
 * *ret_hash_ms: thread milliseconds spent hashing, divided by the number of threads. */
enum rc hash_pool_bulk(struct hash_pool *pool, struct hash_item *items, size_t count,
                       bool (*progress)(void *context, size_t done), void *context,
                       int64_t *ret_hash_ms) MUST_USE;
