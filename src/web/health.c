#include "web/health.h"

#include <errno.h>
#include <pthread.h>

#include "service/retention.h"

enum { FRESH_MS = 1000, PATIENCE_MS = 1000, WRITE_MS = 10 * 1000 };

struct health {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool writable, asking;
    int64_t fresh_until_ms, patience_ms, written_ms; /* monotonic; written_ms: when a row was last written for it */
};

struct health *health_open(struct arena *arena) {
    struct health *health = ARENA_NEW(arena, struct health);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&health->lock, NULL);
    pthread_cond_init(&health->answered, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return health;
}

static int64_t now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000) + at.tv_nsec / 1000000;
}

static enum rc nothing(struct tx *tx, void *context) {
    (void)tx, (void)context;
    return RC_OK;
}

/* A row: only that tells of a full disk, or of a standby that must acknowledge and does not. */
static enum rc write_row(struct visit *visit) {
    bool ours;
    return lease_take(visit->service, visit->arena, S("health"), S("health"), 1, &ours, &visit->fault);
}

/* An empty transaction that takes the write lock; every ten seconds, and until it goes well again, a row. Called with the lock of health, which
 * it lets go meanwhile. */
static void ask(struct health *health, struct visit *visit) {
    bool row = !health->writable || now_ms() - health->written_ms >= WRITE_MS;
    health->asking = true;
    health->patience_ms = now_ms() + PATIENCE_MS;
    pthread_mutex_unlock(&health->lock);
    enum rc rc = row ? write_row(visit) : store_write(visit->service->db, visit->arena, HISTORY_NONE, nothing, NULL, &visit->fault);
    pthread_mutex_lock(&health->lock);
    health->writable = rc == RC_OK;
    if (row) health->written_ms = now_ms();
    health->fresh_until_ms = now_ms() + FRESH_MS;
    health->asking = false;
    pthread_cond_broadcast(&health->answered);
}

static bool writable(struct health *health, struct visit *visit) {
    pthread_mutex_lock(&health->lock);
    bool patient = true;
    while (patient && health->asking && now_ms() >= health->fresh_until_ms) {
        struct timespec until = {.tv_sec = health->patience_ms / 1000, .tv_nsec = health->patience_ms % 1000 * 1000000};
        patient = pthread_cond_timedwait(&health->answered, &health->lock, &until) != ETIMEDOUT;
    }
    if (!health->asking && now_ms() >= health->fresh_until_ms) ask(health, visit);
    bool good = health->writable && now_ms() < health->fresh_until_ms;
    pthread_mutex_unlock(&health->lock);
    return good;
}

enum rc health_answer(struct visit *visit) {
    bool good = writable(visit->web->health, visit);
    http_json(visit->response, good ? 200 : 503, good ? S("{\"serve\":true,\"write\":true}\n") : S("{\"serve\":true,\"write\":false}\n"));
    return RC_OK;
}
