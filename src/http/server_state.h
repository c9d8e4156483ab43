/* Internal to the HTTP server: its state, owned by the loop thread except for `workers`. */
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
    struct link *links; /* all open connections */
    size_t link_count;
    struct exchange *free; /* kept for reuse */
    size_t free_count;
    bool trim_due; /* after a burst: return its memory to the system */
    /* bytes of large bodies in memory; part of it from clients that are not known */
    size_t body_total, body_unknown;
    int64_t now_ms; /* monotonic, updated once per iteration of the loop */
    bool draining;
};
