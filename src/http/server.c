/* Opening, the event loop, closing. */
#include "http/server.h"

#include <errno.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/server_state.h"

enum {
    SITES = 2,
    SWEEP_MS = 1000,
    DRAIN_IDLE_MS = 1000,
    EVENTS = 16,
    BYTES_A_MS = 4,
    IDLE_MS = 10000,
    DRAIN_MS = 10000,
    CONNECTIONS = 16384
};

static enum rc watch(const struct http_server *server, int fd, struct fault *fault) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    if (epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0) return RC_OK;
    return FAULT(fault, RC_IO, "epoll: %s", strerror(errno));
}

static enum rc open_listeners(struct arena *arena, struct http_server *server,
                              struct fault *fault) {
    server->daemons = ARENA_ARRAY(arena, struct site_daemon, server->config.listener_count);
    for (size_t i = 0; i < server->config.listener_count; i++) {
        struct site_daemon *daemon = &server->daemons[i];
        daemon->server = server;
        daemon->site = server->config.listeners[i].site;
        daemon->origin = server->config.listeners[i].origin;
        if (daemon->site < 0 || daemon->site >= SITES)
            return FAULT(fault, RC_INVALID, "listener %zu: unknown site", i);
        TRY(listen_open_for(server->config.listeners[i].name, server->config.listeners[i].address,
                            &daemon->listener, fault));
        server->daemon_count++;
        TRY(daemon_open(daemon, fault));
        TRY(watch(server, daemon_epoll_fd(daemon), fault));
    }
    return RC_OK;
}

static enum rc open_parts(struct arena *arena, struct http_server *server, struct fault *fault) {
    struct http_config *config = &server->config;
    if (config->idle_ms <= 0) config->idle_ms = IDLE_MS;
    if (config->drain_ms <= 0) config->drain_ms = DRAIN_MS;
    if (config->connections_max == 0) config->connections_max = CONNECTIONS;
    TRY(http_routes_check(config->routes, config->route_count, fault));
    server->router = route_router_make(arena, config->routes, config->route_count);
    if (proxies_parse(arena, config->trusted_proxies == NULL ? "" : config->trusted_proxies,
                      &server->proxies) != RC_OK)
        return FAULT(fault, RC_INVALID,
                     "trusted_proxies: not addresses or networks parted by commas");
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    server->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (server->epoll_fd < 0 || server->stop_fd < 0)
        return FAULT(fault, RC_IO, "epoll: %s", strerror(errno));
    TRY(watch(server, server->stop_fd, fault));
    TRY(workers_open(arena, server, fault));
    TRY(watch(server, server->workers.done_fd, fault));
    return open_listeners(arena, server, fault);
}

enum rc http_server_open(struct arena *arena, const struct http_config *config, struct fault *fault,
                         struct http_server **ret_server) {
    struct http_server *server = ARENA_NEW(arena, struct http_server);
    server->config = *config;
    server->epoll_fd = server->stop_fd = -1;
    server->now_ms = monotonic_ms();
    enum rc rc = open_parts(arena, server, fault);
    if (rc == RC_OK)
        *ret_server = server;
    else
        http_server_close(server);
    return rc;
}

int http_server_port(const struct http_server *server, size_t listener) {
    return server->daemons[listener].listener.port;
}

void http_server_stop(struct http_server *server) {
    static const uint64_t one = 1;
    if (write(server->stop_fd, &one, sizeof one) < 0)
        return; /* full, hence readable, which is all that is needed */
}

/*
 * Returns how long a connection may stay in its state: larger bodies and responses get more time.
 * -1: until the handler ends.
 */
static int64_t patience_ms(const struct http_server *server, const struct link *link) {
    int64_t base = 2 * server->config.idle_ms;
    if (link->exchange == NULL) return server->draining ? DRAIN_IDLE_MS : base;
    if (link->exchange->state == EXCHANGE_QUEUED || link->exchange->state == EXCHANGE_DONE)
        return -1;
    return base + (int64_t)(link->bytes / BYTES_A_MS);
}

/*
 * Closes connections that send too slowly; the library closes silent ones. The library sees the end
 * of the stream and cleans up.
 */
static void sweep(struct http_server *server) {
    if (server->trim_due) malloc_trim(0);
    server->trim_due = false;
    for (struct link *link = server->links; link != NULL; link = link->next) {
        int64_t patience = patience_ms(server, link);
        if (patience >= 0 && server->now_ms - link->since_ms > patience)
            shutdown(link->fd, SHUT_RDWR);
    }
}

static void turn(struct http_server *server) {
    for (struct exchange *done = workers_take_done(&server->workers); done != NULL;) {
        struct exchange *next = done->next; /* resuming hands it to the library */
        daemon_resume(done);
        done = next;
    }
    for (size_t i = 0; i < server->daemon_count; i++) daemon_turn(&server->daemons[i]);
}

static int wait_ms(struct http_server *server) {
    int wait = SWEEP_MS;
    for (size_t i = 0; i < server->daemon_count; i++) {
        int one = daemon_wait_ms(&server->daemons[i]);
        if (one >= 0 && one < wait) wait = one;
    }
    return wait;
}

static void begin_drain(struct http_server *server) {
    uint64_t count;
    while (read(server->stop_fd, &count, sizeof count) > 0) continue;
    server->draining = true;
    for (size_t i = 0; i < server->daemon_count; i++) daemon_quiesce(&server->daemons[i]);
    for (struct link *link = server->links; link != NULL; link = link->next)
        if (link->exchange == NULL)
            link->since_ms = server->now_ms; /* a request may be arriving: it gets its response */
}

/*
 * A listening socket can be shut down by another process that shares it, or by the system; no
 * connections arrive then.
 */
static bool is_listening(const struct http_server *server) {
    for (size_t i = 0; i < server->daemon_count; i++) {
        int listens = 0;
        socklen_t len = sizeof listens;
        int code =
            getsockopt(server->daemons[i].listener.fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len);
        if (code != 0 || listens == 0) return false;
    }
    return true;
}

enum rc http_server_run(struct http_server *server) {
    int64_t swept_ms = server->now_ms, drain_until_ms = INT64_MAX;
    while (!server->draining || (server->link_count > 0 && server->now_ms < drain_until_ms)) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(server->epoll_fd, events, EVENTS, wait_ms(server));
        ENSURE(count >= 0 || errno == EINTR, RC_IO);
        server->now_ms = monotonic_ms();
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd != server->stop_fd || server->draining) continue;
            begin_drain(server);
            drain_until_ms = server->now_ms + server->config.drain_ms;
        }
        turn(server);
        if (server->now_ms - swept_ms < (server->draining ? SWEEP_MS / 10 : SWEEP_MS)) continue;
        ENSURE(server->draining || is_listening(server), RC_IO);
        workers_end_late(server);
        sweep(server);
        swept_ms = server->now_ms;
    }
    return RC_OK;
}

void http_server_close(struct http_server *server) {
    if (server == NULL) return;
    workers_stop(&server->workers);
    if (server->workers.done != NULL)
        turn(server); /* no suspended connection may be left when the library stops */
    for (size_t i = 0; i < server->daemon_count; i++) {
        struct site_daemon *daemon = &server->daemons[i];
        if (daemon->mhd != NULL) daemon_quiesce(daemon);
        daemon_close(daemon);
        close(daemon->listener.fd);
    }
    workers_close(&server->workers);
    exchange_free_all(server);
    if (server->epoll_fd >= 0) close(server->epoll_fd);
    if (server->stop_fd >= 0) close(server->stop_fd);
}
