#include "web/health.h"

#include "base/log.h"
#include "base/wait.h"
#include "parse/parser.h"
#include "service/maintenance/retention.h"
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

static enum rc nothing(struct tx *tx, void *context) {
    (void)tx, (void)context;
    return RC_OK;
}

/* Writes a row. Only that detects a full disk, or a standby that must acknowledge and does not. */
static enum rc write_row(struct service *service, struct arena *arena) {
    bool ours;
    return lease_take(service, arena, S("health"), S("health"), 1, &ours, NULL);
}

/* Fails when the open database is no longer the file under its name. */
static enum rc check_in_place(struct service *service) {
    bool in_place = true;
    TRY(db_in_place(service->db, &in_place, NULL));
    if (in_place) return RC_OK;
    struct log_line line;
    log_begin(&line, LOG_DATABASE_MOVED);
    log_c(&line, "detail",
          "what is written goes into the file that was moved away; restart the service");
    log_write(&line);
    return RC_IO;
}

/*
 * Probes the key process and takes the write lock with an empty transaction; every WRITE_MS, and
 * after a failure, writes a row instead. Call with the lock of health held; it is released
 * meanwhile.
 */
static void ask(struct health *health, struct service *service, struct arena *arena) {
    bool row = !health->writable || monotonic_ms() - health->written_ms >= WRITE_MS;
    health->asking = true;
    health->patience_ms = monotonic_ms() + PATIENCE_MS;
    pthread_mutex_unlock(&health->lock);
    int64_t begin_ms = monotonic_ms();
    enum rc rc = keys_answer(service);
    if (rc == RC_OK) rc = check_in_place(service);
    if (rc == RC_OK)
        rc = row ? write_row(service, arena)
                 : store_run_write(service->db, arena, HISTORY_NONE, nothing, NULL, NULL);
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
    if (!health->asking && monotonic_ms() >= health->fresh_until_ms) ask(health, service, arena);
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
