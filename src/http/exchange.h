/*
 * Internal to the HTTP server: a request in progress, with its memory.
 *
 * An exchange belongs to one thread at a time: to the loop until it is queued, to a worker until it
 * is done, and to the loop again until the response is sent.
 */
#pragma once

#include "http/server.h"

struct MHD_Connection;

enum exchange_state {
    EXCHANGE_BODY,    /* head read, body arriving */
    EXCHANGE_QUEUED,  /* connection suspended; waiting for a worker or running on one */
    EXCHANGE_DONE,    /* response complete */
    EXCHANGE_SENDING, /* response handed to the library */
};

struct exchange {
    struct exchange *next; /* in the queue, the done list or the free list */
    struct http_server *server;
    struct MHD_Connection *connection;
    enum exchange_state state;
    struct http_request request;
    struct http_response response;
    const char *method; /* for the log */
    int64_t begin_ms;   /* monotonic */
    int64_t queued_ms;  /* monotonic */
    char *body;         /* body_room bytes: in the arena, or mapped when large */
    size_t body_room, body_len;
    bool body_mapped, known; /* known: the sender of a large body is known (http_config.known) */
    bool cramped; /* the head fills the library's pool: answered 431 with minimal headers */
    bool close;   /* close the connection after this response */
    int refused;  /* status to send instead of running a handler; 0: none */
};

/* Returns an exchange with a new request id, reusing a free one. */
struct exchange *exchange_take(struct http_server *server);
void exchange_give_back(struct exchange *exchange); /* wipes it */
/*
 * Reserves memory for a body, which is used as its bytes arrive. Returns false when out of memory
 * (503).
 */
bool exchange_body_room(struct exchange *exchange, size_t bytes);
/*
 * Returns 0, 413 when the body is too large, or 503 when the server holds too many bytes; its
 * memory is then released.
 */
int exchange_body_add(struct exchange *exchange, const char *bytes, size_t len);
/*
 * Creates a response without a handler, on the loop thread. allow: methods, for 405 and for the
 * answer to a preflight (204).
 */
void exchange_refuse(struct exchange *exchange, int status, const char *allow);
/* Frees the exchanges that are kept for reuse. */
void exchange_free_all(struct http_server *server);
