/* Where the rate limiting of domain/throttle.h keeps its states: counters of a username in a pool,
 * and buckets of tokens. */
#pragma once

#include "domain/network.h"
#include "domain/throttle.h"
#include "service/service.h"

enum rc throttle_read(struct tx *tx, struct arena *arena, struct str name_mac,
                      enum throttle_pool pool, struct throttle_account *ret) MUST_USE;
enum rc throttle_write(struct tx *tx, struct str name_mac, enum throttle_pool pool,
                       const struct throttle_account *account, int64_t now_ms) MUST_USE;

/* The account in state->pool, and in POOL_UNKNOWN the buckets of that network. state->uses_spare is
 * left as it is. */
enum rc throttle_state_read(struct tx *tx, struct arena *arena, struct str name_mac,
                            const struct network *network, struct throttle_state *state) MUST_USE;
enum rc throttle_state_write(struct tx *tx, struct arena *arena, struct str name_mac,
                             const struct network *network, const struct throttle_state *state,
                             int64_t now_ms) MUST_USE;

/* A token of the bucket under that key, which is of its own kind ("forgotten 192.0.2.7") and holds
 * size tokens (throttle_take). *ret_wait_ms when none is left. */
enum rc bucket_take(struct tx *tx, struct arena *arena, struct str key, int64_t size,
                    int64_t now_ms, bool *ret_taken, int64_t *ret_wait_ms) MUST_USE;
/* To a bucket of THROTTLE_NETWORK_BURST tokens. */
enum rc bucket_take_back(struct tx *tx, struct arena *arena, struct str key) MUST_USE;

/* What unknown devices have left together, in tokens. */
enum rc throttle_system_left(struct service *service, struct arena *arena, double *ret_tokens,
                             struct fault *fault) MUST_USE;
