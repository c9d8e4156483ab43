/*
 * Internals of the HTTP server: a request in progress and the state of the server.
 *
 * An exchange belongs to one thread at a time: to the loop until it is queued, to a worker until it
 * is done, and to the loop again until the response is sent.
 */
#pragma once

#include <pthread.h>

#include "base/clock.h"
#include "http/finish.h"
#include "http/gate.h"
#include "http/listen.h"
#include "http/peer.h"
#include "http/route.h"
#include "http/server.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;

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

struct site_daemon {
    struct http_server *server;
    struct MHD_Daemon *mhd;
    struct listener listener;
    int site;
    const char *origin; /* NULL: any */
};

/* Worker threads in two lanes: a lane is a thread pool with its own bounded queue (workers.c). */
enum lane_kind { LANE_QUICK, LANE_SLOW, LANES };
struct waiting {
    struct exchange *first, *last;
};
struct lane {
    pthread_cond_t work;
    struct waiting before, after; /* requests with priority, and the others */
    size_t waiting;
    int64_t wait_ms; /* longest wait in the queue */
    int asked;
    struct worker *threads;
};
struct workers {
    pthread_mutex_t lock;
    struct lane lanes[LANES];
    size_t max;
    struct exchange *done; /* newest first */
    int done_fd;           /* eventfd: the done list is not empty */
    bool closing;
    pthread_cond_t open; /* a thread has started */
    int started, failed;
};
enum rc workers_open(struct arena *arena, struct http_server *server, struct fault *fault) MUST_USE;
/* Returns false when the queue is full. */
bool workers_submit(struct workers *workers, struct exchange *exchange);
/* Returns the whole list of finished exchanges. */
struct exchange *workers_take_done(struct workers *workers);
/* Answers 503 to requests that waited too long. Runs on the loop thread. */
void workers_end_late(struct http_server *server);
void workers_stop(struct workers *workers); /* Empties the queues and joins the threads. */
void workers_close(struct workers *workers);

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
void exchanges_free(struct http_server *server);
struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd);
void link_close(struct http_server *server, struct link *link);

/* Interface to libmicrohttpd (daemon.c). */
enum rc daemon_open(struct site_daemon *daemon, struct fault *fault) MUST_USE;
int daemon_epoll_fd(const struct site_daemon *daemon);
void daemon_turn(struct site_daemon *daemon);   /* does what is possible without waiting */
int daemon_wait_ms(struct site_daemon *daemon); /* until the next timeout; -1: none */
void daemon_resume(struct exchange *exchange);
void daemon_quiesce(struct site_daemon *daemon); /* accepts no new connections */
void daemon_close(struct site_daemon *daemon);
