/* Between daemon.c (the connections and answers of libmicrohttpd) and daemon_head.c (the heads of
 * requests); exchange.h has what the rest of the server calls. On the loop thread. */
#pragma once

#include "http/exchange.h"

enum { POOL_BYTES = 18944 /* of one connection: bar B24 leaves 20 KiB */ };

struct link *daemon_link_of(struct MHD_Connection *connection);
/* Reads the head into exchange->request and chooses the route. Returns 0, or the status that
 * refuses the request. *ret_clear: the head itself can be trusted, so that *ret_length, the length
 * of the body, says where the next request begins. *ret_allow: methods, for 405 and 204. */
int daemon_admit(struct exchange *exchange, struct MHD_Connection *connection, const char *method,
                 const char *version, bool *ret_clear, uint64_t *ret_length,
                 const char **ret_allow);
