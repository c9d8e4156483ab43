/* Internal to the HTTP server: the worker threads that run handlers. */
#pragma once

#include <pthread.h>

#include "http/server.h"

struct exchange;
struct worker;

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
