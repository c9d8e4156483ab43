/*
 * Internal to daemon.c (connections and responses of libmicrohttpd) and daemon_head.c (request
 * heads). Everything runs on the loop thread.
 */
#pragma once

#include "http/server_state.h"

enum { POOL_BYTES = 18944 /* memory pool per connection: bar B24 leaves 20 KiB */ };

struct link *daemon_link_of(struct MHD_Connection *connection);
/*
 * Reads the head into exchange->request and selects the route. Returns 0, or the status that
 * rejects the request.
 *   ret_clear   the head is unambiguous, so *ret_length, the length of the body, determines where
 * the next request starts ret_allow   methods, for 405 and 204
 */
int daemon_admit(struct exchange *exchange, struct MHD_Connection *connection, const char *method,
                 const char *version, bool *ret_clear, uint64_t *ret_length,
                 const char **ret_allow);
