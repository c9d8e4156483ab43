/* Worker threads that run handlers. */
#include <errno.h>
#include <libdeflate.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/bind.h"
#include "http/finish.h"
#include "http/server_state.h"

enum {
    GZIP_LEVEL = 6,
    QUEUE = 1024,
    STACK_WIPED = 64 * 1024,
    QUICK_WAIT_MS = 10000,
    SLOW_WAIT_MS = 2000
};

struct worker {
    struct http_server *server;
    struct lane *lane;
    int index;
    pthread_t id;
    void *context;
    struct libdeflate_compressor *compressor;
};

/* True when a request waited so long that the client may be gone; no work is spent on it. */
static bool waited_too_long(const struct lane *lane, const struct exchange *exchange) {
    return monotonic_ms() - exchange->queued_ms > lane->wait_ms;
}

static void run(const struct worker *worker, struct exchange *exchange) {
    const struct http_config *config = &worker->server->config;
    struct http_request *request = &exchange->request;
    struct http_response *response = &exchange->response;
    response_begin(request, response);
    int refused = waited_too_long(worker->lane, exchange) ? 503 : bind_request(request);
    response->status = refused;
    if (refused == 0)
        (config->middleware != NULL ? config->middleware
                                    : request->route->handler)(worker->context, request, response);
    response_finish(request, response, config->error_page, config->app, worker->compressor);
}

/*
 * Formatting leaves copies of typed or shown text on the stack; nothing of a request may stay in
 * memory (bar B9).
 */
static __attribute__((noinline)) void wipe_stack(void) {
    char below[STACK_WIPED];
    explicit_bzero(below, sizeof below);
}

static void push_done(struct workers *workers, struct exchange *exchange) {
    static const uint64_t one = 1;
    pthread_mutex_lock(&workers->lock);
    bool first = workers->done == NULL;
    exchange->next = workers->done;
    workers->done = exchange;
    pthread_mutex_unlock(&workers->lock);
    if (first && write(workers->done_fd, &one, sizeof one) < 0)
        return; /* readable already: the loop will notice */
}

static struct exchange *pop_waiting(struct waiting *waiting) {
    struct exchange *exchange = waiting->first;
    if (exchange != NULL) waiting->first = exchange->next;
    return exchange;
}

/* Returns the next exchange of the lane's queue; NULL when the pool closes. */
static struct exchange *wait_for_work(struct workers *workers, struct lane *lane) {
    pthread_mutex_lock(&workers->lock);
    while (lane->waiting == 0 && !workers->closing) pthread_cond_wait(&lane->work, &workers->lock);
    struct exchange *exchange = pop_waiting(&lane->before);
    if (exchange == NULL) exchange = pop_waiting(&lane->after);
    lane->waiting -= exchange != NULL;
    pthread_mutex_unlock(&workers->lock);
    return exchange;
}

static void report_started(struct workers *workers, bool fine) {
    pthread_mutex_lock(&workers->lock);
    workers->started++;
    workers->failed += !fine;
    pthread_cond_broadcast(&workers->open);
    pthread_mutex_unlock(&workers->lock);
}

static void *run_worker(void *context) {
    struct worker *worker = context;
    const struct http_config *config = &worker->server->config;
    struct workers *workers = &worker->server->workers;
    worker->compressor = libdeflate_alloc_compressor(GZIP_LEVEL);
    worker->context =
        config->worker_open == NULL ? NULL : config->worker_open(config->app, worker->index);
    bool fine =
        worker->compressor != NULL && (config->worker_open == NULL || worker->context != NULL);
    report_started(workers, fine);
    struct exchange *exchange;
    while (fine && (exchange = wait_for_work(workers, worker->lane)) != NULL) {
        run(worker, exchange);
        wipe_stack();
        push_done(workers, exchange);
    }
    if (worker->context != NULL && config->worker_close != NULL)
        config->worker_close(config->app, worker->context);
    libdeflate_free_compressor(worker->compressor);
    return NULL;
}

/*
 * Starts the threads one after the other, so that worker_open needs no lock. Call with the lock
 * held.
 */
static int open_lane(struct arena *arena, struct http_server *server, struct lane *lane,
                     int threads) {
    struct workers *workers = &server->workers;
    pthread_cond_init(&lane->work, NULL);
    lane->threads = ARENA_ARRAY(arena, struct worker, (size_t)threads);
    for (; lane->asked < threads; lane->asked++) {
        struct worker *worker = &lane->threads[lane->asked];
        int before = workers->started;
        *worker = (struct worker){.server = server, .lane = lane, .index = before};
        if (pthread_create(&worker->id, NULL, run_worker, worker) != 0) break;
        while (workers->started == before) pthread_cond_wait(&workers->open, &workers->lock);
    }
    return threads - lane->asked;
}

int http_worker_threads(int configured) {
    return configured > 0 ? configured : 2 * (int)sysconf(_SC_NPROCESSORS_ONLN);
}

enum rc workers_open(struct arena *arena, struct http_server *server, struct fault *fault) {
    struct workers *workers = &server->workers;
    struct http_config *config = &server->config;
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int threads[LANES] = {http_worker_threads(config->worker_threads),
                                config->slow_threads > 0 ? config->slow_threads : 4 * cores};
    workers->lanes[LANE_QUICK].wait_ms =
        config->quick_wait_ms > 0 ? config->quick_wait_ms : QUICK_WAIT_MS;
    workers->lanes[LANE_SLOW].wait_ms =
        config->slow_wait_ms > 0 ? config->slow_wait_ms : SLOW_WAIT_MS;
    workers->max = config->queue_max > 0 ? config->queue_max : QUEUE;
    workers->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (workers->done_fd < 0) return FAULT(fault, RC_IO, "eventfd: %s", strerror(errno));
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->open, NULL);
    int missing = 0;
    pthread_mutex_lock(&workers->lock);
    for (int i = 0; i < LANES; i++)
        missing += open_lane(arena, server, &workers->lanes[i], threads[i]);
    missing += workers->failed;
    pthread_mutex_unlock(&workers->lock);
    return missing == 0 ? RC_OK : FAULT(fault, RC_IO, "%d worker threads did not start", missing);
}

static void push_waiting(struct waiting *waiting, struct exchange *exchange) {
    exchange->next = NULL;
    if (waiting->first == NULL)
        waiting->first = exchange;
    else
        waiting->last->next = exchange;
    waiting->last = exchange;
}

bool workers_submit(struct workers *workers, struct exchange *exchange) {
    const struct http_config *config = &exchange->server->config;
    bool slow = (exchange->request.route->flags & HTTP_SLOW) != 0;
    if (slow) bind_cookies(&exchange->request);
    bool first = slow && config->first != NULL && config->first(config->app, &exchange->request);
    struct lane *lane = &workers->lanes[slow ? LANE_SLOW : LANE_QUICK];
    exchange->queued_ms = exchange->server->now_ms;
    pthread_mutex_lock(&workers->lock);
    bool taken = lane->waiting < workers->max;
    if (taken) {
        push_waiting(first ? &lane->before : &lane->after, exchange);
        lane->waiting++;
        pthread_cond_signal(&lane->work);
    }
    pthread_mutex_unlock(&workers->lock);
    return taken;
}

/* Moves late requests to the list `late`. The first one has waited longest. */
static void take_late(struct lane *lane, struct waiting *waiting, struct waiting *late) {
    while (waiting->first != NULL && waited_too_long(lane, waiting->first)) {
        push_waiting(late, pop_waiting(waiting));
        lane->waiting--;
    }
}

void workers_end_late(struct http_server *server) {
    struct workers *workers = &server->workers;
    struct waiting late = {0};
    pthread_mutex_lock(&workers->lock);
    for (struct lane *lane = workers->lanes; lane < workers->lanes + LANES; lane++) {
        take_late(lane, &lane->before, &late);
        take_late(lane, &lane->after, &late);
    }
    pthread_mutex_unlock(&workers->lock);
    for (struct exchange *exchange; (exchange = pop_waiting(&late)) != NULL;) {
        exchange_refuse(exchange, 503, "");
        push_done(workers, exchange);
    }
}

struct exchange *workers_take_done(struct workers *workers) {
    uint64_t count;
    while (read(workers->done_fd, &count, sizeof count) > 0) continue;
    pthread_mutex_lock(&workers->lock);
    struct exchange *done = workers->done;
    workers->done = NULL;
    pthread_mutex_unlock(&workers->lock);
    return done;
}

void workers_stop(struct workers *workers) {
    if (workers->lanes[LANE_QUICK].threads == NULL) return;
    pthread_mutex_lock(&workers->lock);
    workers->closing = true;
    for (int i = 0; i < LANES; i++) pthread_cond_broadcast(&workers->lanes[i].work);
    pthread_mutex_unlock(&workers->lock);
    for (struct lane *lane = workers->lanes; lane < workers->lanes + LANES; lane++) {
        for (int i = 0; i < lane->asked; i++) pthread_join(lane->threads[i].id, NULL);
        lane->asked = 0;
    }
}

void workers_close(struct workers *workers) {
    if (workers->lanes[LANE_QUICK].threads == NULL) return;
    for (int i = 0; i < LANES; i++) pthread_cond_destroy(&workers->lanes[i].work);
    pthread_cond_destroy(&workers->open);
    pthread_mutex_destroy(&workers->lock);
    close(workers->done_fd);
    workers->lanes[LANE_QUICK].threads = NULL;
}
