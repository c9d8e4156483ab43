/*
 * Stores the state of the rate limiting of domain/throttle.h: the counters of a username in a pool,
 * and token buckets.
 *
 * Reading a counter or bucket that was never stored gives its initial state. Call these functions
 * in one transaction: read, decide, write.
 */
#pragma once

#include "domain/network.h"
#include "domain/throttle.h"
#include "service/service.h"

/* Read and write the counters of one username in one pool. */
enum rc throttle_read(struct tx *tx, struct arena *arena, struct str name_mac,
                      enum throttle_pool pool, struct throttle_account *ret) MUST_USE;
enum rc throttle_write(struct tx *tx, struct str name_mac, enum throttle_pool pool,
                       const struct throttle_account *account, int64_t now_ms) MUST_USE;

/*
 * Read and write the account in state->pool and, for POOL_UNKNOWN, the buckets of the network.
 * state->uses_spare is neither read nor changed.
 */
enum rc throttle_state_read(struct tx *tx, struct arena *arena, struct str name_mac,
                            const struct network *network, struct throttle_state *state) MUST_USE;
enum rc throttle_state_write(struct tx *tx, struct arena *arena, struct str name_mac,
                             const struct network *network, const struct throttle_state *state,
                             int64_t now_ms) MUST_USE;

/*
 * Takes one token from the bucket with that key, which holds at most `size` tokens (throttle_take).
 * Keys start with the kind of bucket ("forgotten 192.0.2.7"). When no token is left, *ret_taken is
 * false and *ret_wait_ms is the time until the next one.
 */
enum rc bucket_take(struct tx *tx, struct arena *arena, struct str key, int64_t size,
                    int64_t now_ms, bool *ret_taken, int64_t *ret_wait_ms) MUST_USE;
/* Returns one token to a bucket of THROTTLE_NETWORK_BURST tokens. */
enum rc bucket_take_back(struct tx *tx, struct arena *arena, struct str key) MUST_USE;

/* Tells how many tokens the platform-wide bucket of unknown devices has left. */
enum rc throttle_system_left(struct service *service, struct arena *arena, double *ret_tokens,
                             struct fault *fault) MUST_USE;
