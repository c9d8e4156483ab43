/* The server: listeners, one loop thread that speaks with the sockets, a fixed pool of workers that
 * run the handlers. The loop reads and checks (gate), finds the route, collects the body, queues; a
 * worker binds the form and runs `around`; the loop sends. A full queue answers 503 with
 * Retry-After at once. Design and limits: docs/develop/http.md. */
#pragma once

#include "http/http.h"

/* address: "127.0.0.1:8081", "[::1]:8081" (numbers, no names); "unix:/path" (mode 0660, an old
 * socket file is replaced); "systemd:NAME" a socket passed by systemd under that
 * FileDescriptorName, "systemd" the only one passed. Port 0 takes a free one. */
struct http_listener {
    const char *address;
    int site;
    /* "https://loket.example.be", "http://localhost:8081": requests for another host or port are
     * answered 421, but for routes marked HTTP_ANY_HOST. NULL: every host is the site's. */
    const char *origin;
};

/* One line per answered request. pattern: of the route, "-" without one; never the raw path or
 * query. */
struct http_log_line {
    struct str id; /* of struct http_request; valid during the call */
    int site;
    const char *method; /* "GET", "HEAD", "POST", "-" for others */
    const char *pattern;
    int status;
    int64_t ms;     /* from the complete head to the last byte sent */
    uint64_t bytes; /* of the body */
    bool sent;      /* false: the client went away */
};

struct http_config {
    const struct http_listener *listeners;
    size_t listener_count;
    const struct http_route *routes;
    size_t route_count;
    const char *trusted_proxies; /* "none", or addresses and networks parted by commas or blanks:
                                    "10.0.0.0/8, ::1, unix" */
    int worker_threads;          /* 0: two a core */
    int slow_threads; /* more of them, for routes marked HTTP_SLOW, so that no other page waits
                         behind these; 0: four a core */
    size_t queue_max; /* requests that wait for a worker of a kind; 0: 1024 */
    /* After which a request that waited for a worker is answered 503 instead, also while no worker
     * ends what it does; 0: 10 s, and 2 s for one of a HTTP_SLOW route. */
    int64_t quick_wait_ms, slow_wait_ms;
    size_t connections_max; /* a listener; 0: 16384 */
    int64_t idle_ms;        /* silence on a connection while something is expected; 0: 10 s */
    int64_t drain_ms;       /* how long stopping waits for running requests; 0: 10 s */

    void *app; /* handed to all below */
    /* Does this request of a HTTP_SLOW route go before others that wait? On the loop thread:
     * headers only, quick. May be NULL. */
    bool (*first)(void *app, const struct http_request *request);
    /* Is it somebody of whom large bodies are expected? Others share a small room of their own, so
     * that they never take that of these. On the loop thread: headers only, quick. NULL: everybody
     * is. */
    bool (*known)(void *app, const struct http_request *request);
    /* Each worker thread calls open once, on itself, one thread after the other; NULL stops the
     * start. close may be NULL. */
    void *(*worker_open)(void *app, int index);
    void (*worker_close)(void *app, void *worker);
    /* Called instead of route->handler, which it calls itself: session, rights, CSRF. NULL: the
     * handler is called directly. */
    void (*around)(void *worker, struct http_request *request, struct http_response *response);
    /* Writes the page of response->status (400, 404, 405, 413, 415, 421, 431, 500, 503). Runs on
     * the loop thread too: pure, quick, no database. request->path may be empty. NULL: one line of
     * text. */
    void (*error_page)(void *app, const struct http_request *request,
                       struct http_response *response);
    /* An address that is not trusted sent X-Forwarded-For or Forwarded. On the loop thread: quick.
     * May be NULL. */
    void (*untrusted_forward)(void *app, struct str address);
    void (*log)(void *app, const struct http_log_line *line); /* on the loop thread; may be NULL */
};

struct http_server;

/* Returns the number of page workers that worker_threads of the configuration stands for. */
int http_worker_threads(int configured);

/* Refuses a table in which two rows catch the same request, a bad pattern, a GET with a body:
 * RC_INVALID, the fault names both rows. */
enum rc http_routes_check(const struct http_route *routes, size_t count,
                          struct fault *fault) MUST_USE;

/* Opens all listeners and starts the workers. The arena must outlive the server. RC_INVALID: the
 * configuration; RC_IO: the system. */
enum rc http_server_open(struct arena *arena, const struct http_config *config, struct fault *fault,
                         struct http_server **ret_server) MUST_USE;
/* The port of a listener (useful when 0 was asked); 0 for a socket file. */
int http_server_port(const struct http_server *server, size_t listener);
/* Serves until http_server_stop, then drains: no new connections, running requests finish
 * (drain_ms), idle connections are closed after one second at most. The calling thread is the loop
 * thread. RC_IO when a listening socket was lost. */
enum rc http_server_run(struct http_server *server) MUST_USE;
/* Asks run to end. Safe in a signal handler and from any thread. */
void http_server_stop(struct http_server *server);
void http_server_close(struct http_server *server);
