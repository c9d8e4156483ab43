/*
 * Thread pool for password hashing.
 *
 * Threads run at low priority (nice 12) and serve one queue per priority, so that many sign-ins do
 * not slow down pages and a bulk job does not delay a sign-in. The sign-in queues are bounded; the
 * bulk queue is not. All functions except open and close are thread-safe.
 *
 * Source: docs/develop/architecture.md "A request", docs/develop/throttle.md.
 */
#pragma once

#include "crypto/password.h"

/* In the order in which the queues are served. */
enum hash_priority {
    HASH_KNOWN_DEVICE,
    HASH_SCHOOL_NETWORK,
    HASH_UNKNOWN,
    HASH_BULK,
    HASH_PRIORITIES
};
enum { HASH_WAIT_MS = 2000 }; /* longest wait in a queue */

struct hash_pool;

/*
 * Starts the threads. threads: 0 means one per core. The pool lives in the arena; keys must outlive
 * it. Errors: RC_IO when a thread cannot be created.
 */
enum rc hash_pool_open(struct arena *arena, const struct keys *keys, int threads,
                       struct hash_pool **ret_pool) MUST_USE;
/* Finishes running jobs, ends queued ones with RC_LIMIT and joins the threads. */
void hash_pool_close(struct hash_pool *pool);
/* Returns the number of threads. */
int hash_pool_threads(const struct hash_pool *pool);

struct hash_load {
    size_t waiting;         /* queued jobs, without bulk work */
    uint64_t done, refused; /* since the start; refused: the queue was full or the wait too long */
    /*
     * part of done: outcome unknown, for example because a key is missing (RC_IO) or the key
     * process did not answer in time (RC_RETRY)
     */
    uint64_t failed;
};
struct hash_load hash_pool_load(struct hash_pool *pool);

/*
 * Runs password_check() on a pool thread and blocks until it ends. owner, verifier and secret as in
 * password.h. Returns RC_OK when the secret matches, RC_DENIED when it does not. Errors: RC_IO and
 * RC_RETRY when the outcome is unknown; RC_LIMIT when the queue is full, no thread started the job
 * within HASH_WAIT_MS, or the pool closes.
 */
enum rc hash_pool_check(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                        struct str verifier, struct str secret) MUST_USE;
/*
 * Runs password_make() on a pool thread, with the same limits. Errors: also RC_RETRY when the key
 * process did not answer in time.
 */
enum rc hash_pool_make(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                       struct str secret, unsigned char ret_verifier[VERIFIER_BYTES]) MUST_USE;

struct hash_item {
    int64_t owner;
    struct str secret;
    unsigned char verifier[VERIFIER_BYTES]; /* result */
};
/*
 * Hashes all items at HASH_BULK and blocks.
 *   progress     called on the calling thread about ten times per second with the number of items
 *                done; returning false cancels (RC_LIMIT). May be NULL.
 *   ret_hash_ms  thread milliseconds spent hashing, divided by the number of threads
 * When an item fails, the rest is dropped and its code is returned.
 */
enum rc hash_pool_bulk(struct hash_pool *pool, struct hash_item *items, size_t count,
                       bool (*progress)(void *context, size_t done), void *context,
                       int64_t *ret_hash_ms) MUST_USE;
