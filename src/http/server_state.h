/* State of the HTTP server. Internal; owned by the loop thread, except for `workers`. */
#pragma once

#include "http/daemon.h"
#include "http/exchange.h"
#include "http/link.h"
#include "http/peer.h"
#include "http/route.h"
#include "http/workers.h"

struct http_server {
    struct http_config config;
    struct router *router;
    struct proxies *proxies;
    struct site_daemon *daemons;
    size_t daemon_count;
    struct workers workers;
    int epoll_fd, stop_fd;
    struct link *links; /* open connections */
    size_t link_count;
    struct exchange *free; /* unused exchanges, kept for reuse */
    size_t free_count;
    bool trim_due; /* return memory to the system after a burst */
    /* bytes of large bodies in memory, and the part from unknown clients */
    size_t body_total, body_unknown;
    int64_t now_ms; /* monotonic; updated once per iteration of the loop */
    bool draining;
};
