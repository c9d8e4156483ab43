/* Internal to the HTTP server: the list of open connections. Runs on the loop thread. */
#pragma once

#include "base/str.h"

struct exchange;
struct http_server;
struct site_daemon;

/* A connection: data that the library does not provide, and how long it may stay in its state. */
struct link {
    struct link *next, *before;
    struct site_daemon *daemon;
    int fd;
    const char *target; /* as read, in the library's buffer, until the head is complete */
    size_t target_len;
    /* the byte after '?', overwritten so that the library does not parse the query */
    char query_first;
    struct exchange *exchange; /* NULL between requests */
    int64_t since_ms;          /* monotonic: connection opened, or last request ended */
    /* of the body read so far, or of the response to send; larger ones get more time */
    uint64_t bytes;
};

/* Add a connection to the list, and remove it. */
struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd);
void link_close(struct http_server *server, struct link *link);
