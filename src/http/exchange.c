/* The memory of requests and connections. */
#include "http/exchange.h"

#include <sys/mman.h>
#include <unistd.h>

enum {
    FREE_MAX = 64,          /* exchanges kept for reuse */
    BODY_SMALL = 64 * 1024, /* in the arena; larger ones are mapped: pages come as bytes come */
    BODY_TOTAL_MAX = 512 * 1024 * 1024,
};

struct exchange *exchange_take(struct http_server *server) {
    struct exchange *exchange = server->free;
    struct arena *arena;
    if (exchange != NULL) {
        server->free = exchange->next;
        server->free_count--;
        arena = exchange->request.arena;
    } else {
        arena = arena_create(HTTP_ARENA_MAX, true);
        exchange = malloc(sizeof *exchange);
        if (exchange == NULL) abort();
    }
    *exchange = (struct exchange){.server = server, .begin_ms = server->now_ms, .method = "-"};
    exchange->request = (struct http_request){.arena = arena, .number = ++server->next_number, .peer = S("")};
    exchange->response.body_fd = -1;
    return exchange;
}

static void exchange_free(struct exchange *exchange) {
    arena_destroy(exchange->request.arena);
    free(exchange);
}

void exchange_give_back(struct exchange *exchange) {
    struct http_server *server = exchange->server;
    if (exchange->response.body_fd >= 0) close(exchange->response.body_fd);
    arena_destroy(exchange->response.memory);
    if (exchange->body_mapped) munmap(exchange->body, exchange->body_room);
    server->body_total -= exchange->body_mapped ? exchange->body_room : 0;
    arena_reset(exchange->request.arena);
    if (server->free_count >= FREE_MAX) {
        exchange_free(exchange);
        server->trim_due = true;
        return;
    }
    exchange->next = server->free;
    server->free = exchange;
    server->free_count++;
}

bool exchange_body_room(struct exchange *exchange, size_t bytes) {
    struct http_server *server = exchange->server;
    exchange->body_room = bytes;
    if (bytes <= BODY_SMALL) {
        exchange->body = arena_alloc(exchange->request.arena, bytes);
        return true;
    }
    if (bytes > BODY_TOTAL_MAX - server->body_total) return false;
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return false;
    exchange->body = pages;
    exchange->body_mapped = true;
    server->body_total += bytes;
    return true;
}

void exchanges_free(struct http_server *server) {
    while (server->free != NULL) {
        struct exchange *exchange = server->free;
        server->free = exchange->next;
        exchange_free(exchange);
    }
}

struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd) {
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL) abort();
    *link = (struct link){.next = server->links, .daemon = daemon, .fd = fd, .since_ms = server->now_ms};
    if (link->next != NULL) link->next->before = link;
    server->links = link;
    server->link_count++;
    return link;
}

void link_close(struct http_server *server, struct link *link) {
    if (link->next != NULL) link->next->before = link->before;
    if (link->before != NULL)
        link->before->next = link->next;
    else
        server->links = link->next;
    server->link_count--;
    free(link);
}
