#include "main/periodic.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "service/housekeeping.h"

static enum rc clean_up(struct service *service, struct arena *arena, struct fault *fault) {
    int64_t rows;
    return housekeeping(service, arena, &rows, fault);
}

/* What comes back, and how often. */
static const struct {
    const char *name;
    int every_s;
    enum rc (*run)(struct service *service, struct arena *arena, struct fault *fault);
} tasks[] = {
    {"housekeeping", 60, clean_up},
};

struct periodic {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closing;
    time_t due[COUNT(tasks)];
};

static time_t now_s(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

static void run_due(struct periodic *p, struct service *service) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)64 << 20, true);
    for (size_t i = 0; i < COUNT(tasks); i++) {
        struct fault fault = {0};
        if (p->due[i] > now_s()) continue;
        enum rc rc = tasks[i].run(service, arena, &fault);
        if (rc != RC_OK) fprintf(stderr, "task=%s rc=%s detail=\"%s\"\n", tasks[i].name, rc_name(rc), fault.detail);
        p->due[i] = now_s() + tasks[i].every_s;
        arena_reset(arena);
    }
}

static void *work(void *context) {
    struct periodic *p = context;
    struct service service;
    bool open = app_service(p->app, &service, NULL) == RC_OK;
    pthread_mutex_lock(&p->lock);
    while (!p->closing) {
        struct timespec until = {.tv_sec = now_s() + 1};
        if (pthread_cond_timedwait(&p->wake, &p->lock, &until) != ETIMEDOUT) continue;
        pthread_mutex_unlock(&p->lock);
        if (open) run_due(p, &service);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    if (open) app_service_close(&service);
    return NULL;
}

enum rc periodic_open(struct arena *arena, struct app *app, struct periodic **ret_periodic, struct fault *fault) {
    struct periodic *p = ARENA_NEW(arena, struct periodic);
    p->app = app;
    for (size_t i = 0; i < COUNT(tasks); i++) p->due[i] = now_s() + tasks[i].every_s;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *ret_periodic = p;
    return pthread_create(&p->thread, NULL, work, p) == 0 ? RC_OK : FAULT(fault, RC_IO, "no thread for periodic work");
}

void periodic_close(struct periodic *p) {
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
}
