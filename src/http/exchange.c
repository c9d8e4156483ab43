/* Memory of requests. */
#include "http/exchange.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/bind.h"
#include "http/finish.h"
#include "http/server_state.h"

enum {
    FREE_MAX = 64, /* exchanges kept for reuse */
    TRIM_ABOVE =
        8 * 1024 * 1024, /* after a request that used more, memory is returned to the system */
    /* in the arena; larger bodies are mapped, so that pages are used as bytes arrive */
    BODY_SMALL = 4 * 1024,
    BODY_TOTAL_MAX = 512 * 1024 * 1024,  /* limit on bodies in memory, as their bytes arrive */
    BODY_UNKNOWN_MAX = 64 * 1024 * 1024, /* part of it for clients that are not known */
};

/* Random, so that an id is unique across restarts and servers. */
static struct str new_id(struct arena *arena) {
    unsigned char bytes[6];
    const struct random random = random_system();
    random_fill(&random, bytes, sizeof bytes);
    return str_format(arena, "%02X%02X%02X%02X%02X%02X", bytes[0], bytes[1], bytes[2], bytes[3],
                      bytes[4], bytes[5]);
}

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
    exchange->request = (struct http_request){.arena = arena, .peer = S("")};
    exchange->request.id = new_id(arena);
    exchange->response.body_fd = -1;
    return exchange;
}

static void exchange_free(struct exchange *exchange) {
    arena_destroy(exchange->request.arena);
    free(exchange);
}

static void drop_body(struct exchange *exchange) {
    if (!exchange->body_mapped) return;
    munmap(exchange->body, exchange->body_room);
    exchange->server->body_total -= exchange->body_len;
    exchange->server->body_unknown -= exchange->known ? 0 : exchange->body_len;
    exchange->body = NULL;
    exchange->body_mapped = false;
    exchange->body_len = exchange->body_room = 0;
}

void exchange_give_back(struct exchange *exchange) {
    struct http_server *server = exchange->server;
    if (exchange->response.body_fd >= 0) close(exchange->response.body_fd);
    arena_destroy(exchange->response.memory);
    drop_body(exchange);
    server->trim_due = server->trim_due || arena_used(exchange->request.arena) > TRIM_ABOVE;
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
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return false;
    exchange->body = pages;
    exchange->body_mapped = true;
    bind_cookies(&exchange->request);
    exchange->known = server->config.known == NULL ||
                      server->config.known(server->config.app, &exchange->request);
    return true;
}

int exchange_body_add(struct exchange *exchange, const char *bytes, size_t len) {
    struct http_server *server = exchange->server;
    if (len > exchange->body_room - exchange->body_len) return 413;
    if (exchange->body_mapped) {
        bool full = len > BODY_TOTAL_MAX - server->body_total ||
                    (!exchange->known && len > BODY_UNKNOWN_MAX - server->body_unknown);
        if (full) return drop_body(exchange), 503;
        server->body_total += len;
        server->body_unknown += exchange->known ? 0 : len;
    }
    memcpy(exchange->body + exchange->body_len, bytes, len);
    exchange->body_len += len;
    return 0;
}

/* Answers the CORS preflight of another site's script (Fetch). */
static void write_preflight(struct http_response *response, const char *allow) {
    http_set_header(response, "Access-Control-Allow-Origin", S("*"));
    http_set_header(response, "Access-Control-Allow-Methods", str_of(allow));
    http_set_header(response, "Access-Control-Allow-Headers", S("Authorization, Content-Type"));
    http_set_header(response, "Access-Control-Max-Age", S("7200"));
}

void exchange_refuse(struct exchange *exchange, int status, const char *allow) {
    const struct http_config *config = &exchange->server->config;
    bind_cookies(&exchange->request); /* the error page is in the language of the browser */
    response_begin(&exchange->request, &exchange->response);
    exchange->response.status = status;
    if (status == 405) http_set_header(&exchange->response, "Allow", str_of(allow));
    if (status == 204) write_preflight(&exchange->response, allow);
    if (status == 503) http_set_header(&exchange->response, "Retry-After", S("2"));
    response_finish(&exchange->request, &exchange->response, config->error_page, config->app, NULL);
}

void exchange_free_all(struct http_server *server) {
    while (server->free != NULL) {
        struct exchange *exchange = server->free;
        server->free = exchange->next;
        exchange_free(exchange);
    }
}
