#include "web/health.h"

#include "base/wait.h"
#include "parse/parser.h"
#include "service/maintenance/probe.h"
#include "web/handlers.h"

enum { FRESH_MS = 1000, PATIENCE_MS = 1000, WRITE_MS = 10 * 1000 };

struct health {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool writable, asking;
    int64_t fresh_until_ms, patience_ms,
        written_ms; /* monotonic; written_ms: time of the latest probe row */
    int64_t took_ms;
};

struct health *health_open(struct arena *arena) {
    struct health *health = ARENA_NEW(arena, struct health);
    pthread_mutex_init(&health->lock, NULL);
    wait_open(&health->answered);
    return health;
}

/* Probes, with a row every ten seconds and until the probe succeeds again. Called with the lock of
 * health, which it releases meanwhile. */
static void run_probe(struct health *health, struct service *service, struct arena *arena) {
    bool row = !health->writable || monotonic_ms() - health->written_ms >= WRITE_MS;
    health->asking = true;
    health->patience_ms = monotonic_ms() + PATIENCE_MS;
    pthread_mutex_unlock(&health->lock);
    int64_t begin_ms = monotonic_ms();
    enum rc rc = probe_write(service, arena, row);
    pthread_mutex_lock(&health->lock);
    health->took_ms = monotonic_ms() - begin_ms;
    health->writable = rc == RC_OK;
    if (row) health->written_ms = monotonic_ms();
    health->fresh_until_ms = monotonic_ms() + FRESH_MS;
    health->asking = false;
    pthread_cond_broadcast(&health->answered);
}

struct health_state health_look(struct health *health, struct service *service,
                                struct arena *arena) {
    pthread_mutex_lock(&health->lock);
    bool patient = true;
    while (patient && health->asking && monotonic_ms() >= health->fresh_until_ms) {
        patient = wait_until(&health->answered, &health->lock, health->patience_ms);
    }
    if (!health->asking && monotonic_ms() >= health->fresh_until_ms)
        run_probe(health, service, arena);
    const struct health_state state = {.writable = health->writable &&
                                                   monotonic_ms() < health->fresh_until_ms,
                                       .seconds = (double)health->took_ms / 1000};
    pthread_mutex_unlock(&health->lock);
    return state;
}

enum rc health_answer(struct visit *visit) {
    bool good = health_look(visit->web->health, visit->service, visit->arena).writable;
    const char *degraded = parser_works(visit->web->parser) ? "" : ",\"import\":false";
    struct str body = str_format(visit->arena, "{\"serve\":true,\"write\":%s%s}\n",
                                 good ? "true" : "false", degraded);
    http_json(visit->response, good ? 200 : 503, body);
    return RC_OK;
}
