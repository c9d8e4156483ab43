/*
 * Ends sessions of pupils: revokes the tokens that applications hold for them and queues a logout
 * token for each application (sent by oidc_logout.h).
 *
 * Source: OpenID Connect Back-Channel Logout 1.0.
 */
#pragma once

#include "service/service.h"

/*
 * Call these in the transaction that ends a session. session_end_one() revokes the tokens of one
 * session, except those with offline access; session_end_all() revokes all tokens of a pupil,
 * offline access included.
 */
enum rc session_end_one(struct tx *tx, struct arena *arena, struct service *service,
                        struct str session_hash) MUST_USE;
enum rc session_end_all(struct tx *tx, struct arena *arena, struct service *service,
                        int64_t pupil_id) MUST_USE;

/*
 * Ends sessions that were last seen before before_ms and that nobody ended, a few hundred per call.
 * *ret_more: call again.
 */
enum rc session_end_left(struct service *service, struct arena *arena, int64_t before_ms,
                         bool *ret_more, struct fault *fault) MUST_USE;
