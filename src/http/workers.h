/* Worker threads that run request handlers. Internal to the HTTP server. */
#pragma once

#include <pthread.h>

#include "http/server.h"

struct exchange;
struct worker;

/* A lane is a thread pool with its own bounded queue: one for quick requests and one for slow ones
 * (workers.c). */
enum lane_kind { LANE_QUICK, LANE_SLOW, LANES };
struct waiting {
    struct exchange *first, *last;
};
struct lane {
    pthread_cond_t work;
    struct waiting before, after; /* queued requests with priority, and the others */
    size_t waiting;
    int64_t wait_ms; /* longest wait in the queue before a request gets 503 */
    int asked;
    struct worker *threads;
};
struct workers {
    pthread_mutex_t lock;
    struct lane lanes[LANES];
    size_t max;
    struct exchange *done; /* finished exchanges, newest first */
    int done_fd;           /* eventfd, readable while the done list is not empty */
    bool closing;
    pthread_cond_t open; /* signalled when a thread has started */
    int started, failed;
};
/* Starts the threads. */
enum rc workers_open(struct arena *arena, struct http_server *server, struct fault *fault) MUST_USE;
/* Queues a request. Returns false when the queue is full. */
bool workers_submit(struct workers *workers, struct exchange *exchange);
/* Removes and returns the list of finished exchanges. */
struct exchange *workers_take_done(struct workers *workers);
/* Answers 503 to requests that waited too long. Call it on the loop thread. */
void workers_end_late(struct http_server *server);
void workers_stop(struct workers *workers); /* empties the queues and joins the threads */
void workers_close(struct workers *workers);
