/* Inside the room: one request on its way, and the server it goes through. An exchange belongs to
 * one thread at a time: to the loop until it is queued, to a worker until it is done, to the loop
 * again until the answer is sent. */
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
    EXCHANGE_BODY,    /* the head is read, the body is coming */
    EXCHANGE_QUEUED,  /* its connection is suspended: waits for a worker, or one has it */
    EXCHANGE_DONE,    /* the response stands */
    EXCHANGE_SENDING, /* the response was handed to the library */
};

struct exchange {
    struct exchange *next; /* in the queue, the done list or the list of free ones */
    struct http_server *server;
    struct MHD_Connection *connection;
    enum exchange_state state;
    struct http_request request;
    struct http_response response;
    const char *method; /* for the log */
    int64_t begin_ms;   /* monotonic */
    int64_t queued_ms;  /* monotonic */
    char *body;         /* room for body_room bytes: in the arena, or mapped when large */
    size_t body_room, body_len;
    bool body_mapped, known; /* known: of a large body, who sends it */
    bool cramped; /* the head fills the library's pool: answered 431 with hardly a header */
    bool close;   /* the connection ends with this answer */
    int refused;  /* status to answer with instead of running a handler; 0 for none */
};

/* One connection: what the library does not tell, and how long it may stay in its present state. */
struct link {
    struct link *next, *before;
    struct site_daemon *daemon;
    int fd;
    const char *target; /* as read, in the library's buffer until the head is complete */
    size_t target_len;
    char query_first; /* the byte after '?', which is covered so that the library does not read the
                         query */
    struct exchange *exchange; /* NULL between requests */
    int64_t since_ms;          /* monotonic: opened, or the last request ended */
    uint64_t bytes; /* of the body read so far, or of the answer to send: they buy time */
};

struct site_daemon {
    struct http_server *server;
    struct MHD_Daemon *mhd;
    struct listener listener;
    int site;
    const char *origin; /* NULL: any */
};

/* The threads that run handlers, in two lanes, each with a bounded queue (workers.c). */
enum lane_kind { LANE_QUICK, LANE_SLOW, LANES };
struct waiting {
    struct exchange *first, *last;
};
struct lane {
    pthread_cond_t work;
    struct waiting before, after; /* those that go first, and the others */
    size_t waiting;
    int64_t wait_ms; /* how long a request may stand in the queue */
    int asked;
    struct worker *threads;
};
struct workers {
    pthread_mutex_t lock;
    struct lane lanes[LANES];
    size_t max;
    struct exchange *done; /* newest first */
    int done_fd;           /* eventfd: the done list has something */
    bool closing;
    pthread_cond_t open; /* a thread has started */
    int started, failed;
};
enum rc workers_open(struct arena *arena, struct http_server *server, struct fault *fault) MUST_USE;
bool workers_submit(struct workers *workers,
                    struct exchange *exchange);              /* false: the queue is full */
struct exchange *workers_take_done(struct workers *workers); /* the whole list */
/* Answers 503 to what stands in a queue for too long. On the loop thread. */
void workers_end_late(struct http_server *server);
void workers_stop(struct workers *workers); /* lets the queue run empty, joins the threads */
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
    bool trim_due; /* a burst has passed: its memory can go back to the system */
    size_t body_total, body_strangers; /* bytes of large bodies in memory; of those, what is not of
                                          somebody known */
    int64_t now_ms;                    /* monotonic, set once a turn of the loop */
    bool draining;
};

struct exchange *exchange_take(struct http_server *server);
void exchange_give_back(struct exchange *exchange); /* wipes */
/* Room for a body, which costs memory as its bytes come; false when the system has none (503). */
bool exchange_body_room(struct exchange *exchange, size_t bytes);
/* 0, 413 past the room, or 503 when the server holds too much already: then the room is given back.
 */
int exchange_body_add(struct exchange *exchange, const char *bytes, size_t len);
/* An answer without a handler, on the loop thread. allow: for 405 and the answer to a preflight,
 * 204. */
void exchange_refuse(struct exchange *exchange, int status, const char *allow);
void exchanges_free(struct http_server *server);
struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd);
void link_close(struct http_server *server, struct link *link);

/* The library's side (daemon.c). */
enum rc daemon_open(struct site_daemon *daemon, struct fault *fault) MUST_USE;
int daemon_epoll_fd(const struct site_daemon *daemon);
void daemon_turn(struct site_daemon *daemon);   /* does what can be done without waiting */
int daemon_wait_ms(struct site_daemon *daemon); /* until the next timeout; -1: none */
void daemon_resume(struct exchange *exchange);
void daemon_quiesce(struct site_daemon *daemon); /* no new connections */
void daemon_close(struct site_daemon *daemon);
