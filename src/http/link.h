/* The list of open connections. Internal to the HTTP server; runs on the loop thread. */
#pragma once

#include "base/str.h"

struct exchange;
struct http_server;
struct site_daemon;

/* A connection: data that libmicrohttpd does not provide, and the start of its current state for
 * timeouts. */
struct link {
    struct link *next, *before;
    struct site_daemon *daemon;
    int fd;
    const char *target; /* as received, in the library's buffer, until the header is complete */
    size_t target_len;
    /* byte after '?', overwritten so that the library does not parse the query */
    char query_first;
    struct exchange *exchange; /* NULL: between requests */
    int64_t since_ms; /* monotonic time when the connection was opened or the last request ended */
    /* body bytes read so far, or response bytes to send; larger transfers get more time */
    uint64_t bytes;
};

/* Adds a connection to the list; link_close removes it. */
struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd);
void link_close(struct http_server *server, struct link *link);
