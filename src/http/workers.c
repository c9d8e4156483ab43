/* The threads that run handlers. */
#include <errno.h>
#include <libdeflate.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "http/bind.h"
#include "http/exchange.h"

enum { GZIP_LEVEL = 6, QUEUE = 1024, STACK_WIPED = 64 * 1024 };

struct worker {
    struct http_server *server;
    int index;
    pthread_t id;
    void *context;
    struct libdeflate_compressor *compressor;
};

static void run(const struct worker *worker, struct exchange *exchange) {
    const struct http_config *config = &worker->server->config;
    struct http_request *request = &exchange->request;
    struct http_response *response = &exchange->response;
    response_begin(request, response);
    int refused = bind_request(request);
    response->status = refused;
    if (refused == 0)
        (config->around != NULL ? config->around : request->route->handler)(worker->context, request, response);
    response_finish(request, response, config->error_page, config->app, worker->compressor);
}

/* Formatting leaves copies of what was typed or shown on the stack; nothing of a request stays behind (bar B9). */
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
    if (first && write(workers->done_fd, &one, sizeof one) < 0) return; /* it is readable already: the loop will come */
}

/* The next of the queue; NULL when the pool closes. */
static struct exchange *wait_for_work(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    while (workers->first == NULL && !workers->closing) pthread_cond_wait(&workers->work, &workers->lock);
    struct exchange *exchange = workers->first;
    if (exchange != NULL) {
        workers->first = exchange->next;
        workers->waiting--;
    }
    pthread_mutex_unlock(&workers->lock);
    return exchange;
}

static void tell_started(struct workers *workers, bool fine) {
    pthread_mutex_lock(&workers->lock);
    workers->started++;
    workers->failed += !fine;
    pthread_cond_broadcast(&workers->work);
    pthread_mutex_unlock(&workers->lock);
}

static void *work(void *context) {
    struct worker *worker = context;
    const struct http_config *config = &worker->server->config;
    struct workers *workers = &worker->server->workers;
    worker->compressor = libdeflate_alloc_compressor(GZIP_LEVEL);
    worker->context = config->worker_open == NULL ? NULL : config->worker_open(config->app, worker->index);
    bool fine = worker->compressor != NULL && (config->worker_open == NULL || worker->context != NULL);
    tell_started(workers, fine);
    struct exchange *exchange;
    while (fine && (exchange = wait_for_work(workers)) != NULL) {
        run(worker, exchange);
        wipe_stack();
        push_done(workers, exchange);
    }
    if (worker->context != NULL && config->worker_close != NULL) config->worker_close(config->app, worker->context);
    libdeflate_free_compressor(worker->compressor);
    return NULL;
}

enum rc workers_open(struct arena *arena, struct http_server *server, struct fault *fault) {
    struct workers *workers = &server->workers;
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    workers->asked = server->config.worker_threads > 0 ? server->config.worker_threads : 2 * cores;
    workers->max = server->config.queue_max > 0 ? server->config.queue_max : QUEUE;
    workers->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (workers->done_fd < 0) return FAULT(fault, RC_IO, "eventfd: %s", strerror(errno));
    workers->threads = ARENA_ARRAY(arena, struct worker, (size_t)workers->asked);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->work, NULL);
    int made = 0;
    pthread_mutex_lock(&workers->lock);
    for (; made < workers->asked; made++) { /* one after the other: what opens them need not guard itself */
        workers->threads[made] = (struct worker){.server = server, .index = made};
        if (pthread_create(&workers->threads[made].id, NULL, work, &workers->threads[made]) != 0) break;
        while (workers->started == made) pthread_cond_wait(&workers->work, &workers->lock);
    }
    int failed = workers->failed + workers->asked - made;
    pthread_mutex_unlock(&workers->lock);
    workers->asked = made;
    return failed == 0 ? RC_OK : FAULT(fault, RC_IO, "%d worker threads did not start", failed);
}

bool workers_submit(struct workers *workers, struct exchange *exchange) {
    pthread_mutex_lock(&workers->lock);
    bool taken = workers->waiting < workers->max;
    if (taken) {
        exchange->next = NULL;
        if (workers->first == NULL)
            workers->first = exchange;
        else
            workers->last->next = exchange;
        workers->last = exchange;
        workers->waiting++;
        pthread_cond_signal(&workers->work);
    }
    pthread_mutex_unlock(&workers->lock);
    return taken;
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
    if (workers->threads == NULL) return;
    pthread_mutex_lock(&workers->lock);
    workers->closing = true;
    pthread_cond_broadcast(&workers->work);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->asked; i++) pthread_join(workers->threads[i].id, NULL);
    workers->asked = 0;
}

void workers_close(struct workers *workers) {
    if (workers->threads == NULL) return;
    pthread_cond_destroy(&workers->work);
    pthread_mutex_destroy(&workers->lock);
    close(workers->done_fd);
    workers->threads = NULL;
}
