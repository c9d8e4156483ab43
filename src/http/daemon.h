/* One listening address of libmicrohttpd. Internal to the HTTP server; all functions run on the
 * loop thread. */
#pragma once

#include "http/listen.h"
#include "http/server.h"

struct exchange;
struct http_server;
struct MHD_Daemon;

struct site_daemon {
    struct http_server *server;
    struct MHD_Daemon *mhd;
    struct listener listener;
    int site;
    const char *origin; /* NULL: any origin */
};

/* Opens the address of daemon->listener. Errors are described in *fault. */
enum rc daemon_open(struct site_daemon *daemon, struct fault *fault) MUST_USE;
int daemon_epoll_fd(const struct site_daemon *daemon);
void daemon_turn(struct site_daemon *daemon);   /* processes events without blocking */
int daemon_wait_ms(struct site_daemon *daemon); /* ms until the next timeout; -1: none */
void daemon_resume(struct exchange *exchange);
void daemon_quiesce(struct site_daemon *daemon); /* stops accepting connections */
void daemon_close(struct site_daemon *daemon);
