/* Ends sessions of pupils: revokes the tokens that applications hold for them and queues a logout
 * token for each application (sent by oidc_logout.h). Source: OpenID Connect Back-Channel Logout
 * 1.0. */
#pragma once

#include "service/service.h"

/* Inside the transaction that ends a session: its tokens end (but for offline access), applications
 * will be told. */
enum rc session_end_one(struct tx *tx, struct arena *arena, struct service *service,
                        struct str session_hash) MUST_USE;
enum rc session_end_all(struct tx *tx, struct arena *arena, struct service *service,
                        int64_t pupil_id) MUST_USE; /* all of a pupil, and offline access */

/* Sessions last seen before that moment, which nobody ended, end like others: some hundred at a
 * time. */
enum rc session_end_left(struct service *service, struct arena *arena, int64_t before_ms,
                         bool *ret_more, struct fault *fault) MUST_USE;
