/*
 * HTTP server: listeners, one loop thread for all sockets, and a fixed pool of workers for the
 * handlers.
 *
 * The loop reads and checks requests (gate.h), finds the route, collects the body and queues; a
 * worker binds the form and runs the middleware; the loop sends the response. A full queue answers
 * 503 with Retry-After at once. Design and limits: docs/develop/http.md.
 */
#pragma once

#include "http/http.h"

/*
 * address: "127.0.0.1:8081", "[::1]:8081" (numeric); "unix:/path" (mode 0660, an old socket file is
 * replaced); "systemd:NAME" for a socket that systemd passes under that FileDescriptorName,
 * "systemd" for the only one. Port 0 selects a free port.
 */
struct http_listener {
    const char *address;
    int site;
    /*
     * "https://loket.example.be", "http://localhost:8081": requests for another host or port are
     * answered 421, except for routes with HTTP_ANY_HOST. NULL: every host is accepted.
     */
    const char *origin;
    const char *name; /* of the setting that holds the address, for what goes wrong; NULL: none */
};

/*
 * One line per answered request. pattern is that of the route, "-" without one; never the raw path
 * or query.
 */
struct http_log_line {
    struct str id; /* of struct http_request; valid during the call */
    int site;
    const char *method; /* "GET", "HEAD", "POST", "-" for others */
    const char *pattern;
    int status;
    int64_t ms;     /* from the complete head to the last byte sent */
    uint64_t bytes; /* of the body */
    bool sent;      /* false: the client disconnected */
};

struct http_config {
    const struct http_listener *listeners;
    size_t listener_count;
    const struct http_route *routes;
    size_t route_count;
    /* "none", or addresses and networks separated by commas or spaces: "10.0.0.0/8, ::1, unix" */
    const char *trusted_proxies;
    int worker_threads; /* 0: two per core */
    /*
     * additional threads for routes with HTTP_SLOW, so that no other page waits for these; 0: four
     * per core
     */
    int slow_threads;
    size_t queue_max; /* requests that wait for a worker, per kind; 0: 1024 */
    /*
     * A request that waited this long for a worker is answered 503, also while no worker finishes.
     * 0: 10 s, and 2 s for HTTP_SLOW routes.
     */
    int64_t quick_wait_ms, slow_wait_ms;
    size_t connections_max; /* per listener; 0: 16384 */
    int64_t idle_ms;  /* longest silence of a connection while something is expected; 0: 10 s */
    int64_t drain_ms; /* how long stopping waits for running requests; 0: 10 s */

    void *app; /* passed to the callbacks below */
    /*
     * Returns true when this request of a HTTP_SLOW route has priority over others that wait. On
     * the loop thread: headers only, fast. May be NULL.
     */
    bool (*first)(void *app, const struct http_request *request);
    /*
     * Returns true when the sender is known, so that large bodies are expected from it. Others
     * share a small limit of their own. On the loop thread: headers only, fast. NULL: everybody is
     * known.
     */
    bool (*known)(void *app, const struct http_request *request);
    /*
     * Each worker thread calls worker_open once, one thread after the other; NULL aborts the start.
     * worker_close may be NULL.
     */
    void *(*worker_open)(void *app, int index);
    void (*worker_close)(void *app, void *worker);
    /*
     * Middleware: called instead of route->handler, which it calls itself after checking session,
     * permissions and CSRF. NULL: the handler is called directly.
     */
    void (*middleware)(void *worker, struct http_request *request, struct http_response *response);
    /*
     * Writes the page of response->status (400, 404, 405, 413, 415, 421, 431, 500, 503). May run on
     * the loop thread: pure, fast, no database. request->path may be empty. NULL: one line of text.
     */
    void (*error_page)(void *app, const struct http_request *request,
                       struct http_response *response);
    /*
     * Called when an untrusted address sent X-Forwarded-For or Forwarded. On the loop thread: fast.
     * May be NULL.
     */
    void (*untrusted_forward)(void *app, struct str address);
    void (*log)(void *app, const struct http_log_line *line); /* on the loop thread; may be NULL */
};

struct http_server;

/* Returns the number of page workers that a value of worker_threads stands for. */
int http_worker_threads(int configured);

/*
 * Checks the route table. Errors: RC_INVALID for two rows that match the same request, an invalid
 * pattern, or a GET with a body; the fault names the rows.
 */
enum rc http_routes_check(const struct http_route *routes, size_t count,
                          struct fault *fault) MUST_USE;

/*
 * Opens all listeners and starts the workers. The arena must outlive the server. Errors: RC_INVALID
 * for the configuration, RC_IO for the system.
 */
enum rc http_server_open(struct arena *arena, const struct http_config *config, struct fault *fault,
                         struct http_server **ret_server) MUST_USE;
/* Returns the port of a listener (useful for port 0); 0 for a Unix socket. */
int http_server_port(const struct http_server *server, size_t listener);
/*
 * Serves until http_server_stop(), then drains: accepts no connections, finishes running requests
 * (drain_ms) and closes idle connections after at most one second. The calling thread is the loop
 * thread. Errors: RC_IO when a listening socket was lost.
 */
enum rc http_server_run(struct http_server *server) MUST_USE;
/* Makes http_server_run() return. Async-signal-safe and thread-safe. */
void http_server_stop(struct http_server *server);
void http_server_close(struct http_server *server);
