#include "web/health.h"

#include "base/log.h"
#include "base/wait.h"
#include "parse/parser.h"
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
    pthread_mutex_init(&health->lock, NULL);
    wait_open(&health->answered);
    return health;
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

/* Fails when the open database is no longer the file under its name. */
static enum rc check_in_place(struct visit *visit) {
    bool in_place = true;
    TRY(db_in_place(visit->service->db, &in_place, &visit->fault));
    if (in_place) return RC_OK;
    struct log_line line;
    log_begin(&line, LOG_DATABASE_MOVED);
    log_c(&line, "detail",
          "what is written goes into the file that was moved away; restart the service");
    log_write(&line);
    return RC_IO;
}

/* A MAC of the key process, and an empty transaction that takes the write lock; every ten seconds,
 * and until it goes well again, a row. Called with the lock of health, which it lets go meanwhile.
 */
static void ask(struct health *health, struct visit *visit) {
    bool row = !health->writable || boot_ms() - health->written_ms >= WRITE_MS;
    health->asking = true;
    health->patience_ms = boot_ms() + PATIENCE_MS;
    pthread_mutex_unlock(&health->lock);
    enum rc rc = keys_answer(visit->service);
    if (rc == RC_OK) rc = check_in_place(visit);
    if (rc == RC_OK)
        rc = row ? write_row(visit)
                 : store_write(visit->service->db, visit->arena, HISTORY_NONE, nothing, NULL,
                               &visit->fault);
    pthread_mutex_lock(&health->lock);
    health->writable = rc == RC_OK;
    if (row) health->written_ms = boot_ms();
    health->fresh_until_ms = boot_ms() + FRESH_MS;
    health->asking = false;
    pthread_cond_broadcast(&health->answered);
}

static bool writable(struct health *health, struct visit *visit) {
    pthread_mutex_lock(&health->lock);
    bool patient = true;
    while (patient && health->asking && boot_ms() >= health->fresh_until_ms) {
        patient = wait_until(&health->answered, &health->lock, health->patience_ms);
    }
    if (!health->asking && boot_ms() >= health->fresh_until_ms) ask(health, visit);
    bool good = health->writable && boot_ms() < health->fresh_until_ms;
    pthread_mutex_unlock(&health->lock);
    return good;
}

enum rc health_answer(struct visit *visit) {
    bool good = writable(visit->web->health, visit);
    const char *degraded = parser_works(visit->web->parser) ? "" : ",\"import\":false";
    struct str body = str_format(visit->arena, "{\"serve\":true,\"write\":%s%s}\n", good ? "true" : "false", degraded);
    http_json(visit->response, good ? 200 : 503, body);
    return RC_OK;
}
