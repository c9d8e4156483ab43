#include "crypto/key_guard.h"

#include <pthread.h>

#include "base/buf.h"
#include "base/log.h"

enum { IDS = 64, HOUR_S = 3600, IDS_MAX = IDS * 21 + 1 };

/*
 * Token buckets. burst: at once; hourly: refilled per hour. A school that prints a thousand cards
 * three times stays below the limit, while the secrets of a region cannot be copied in a night.
 * Drafts are decrypted each time somebody views one, and are not in use yet. The limit of tag is
 * per core: a check costs the caller one Argon2id, 80 to 200 per second.
 */
static const struct {
    int64_t burst, hourly;
    bool ids; /* bound is a number, which is logged */
} caps[SEAL_LABELS] = {
    [SEAL_TAG] = {20000, 200 * HOUR_S, false},
    [SEAL_SECRET] = {50000, 50000, true},
    [SEAL_UNDO] = {2000, 2000, true},
    [SEAL_DRAFT] = {2000000, 2000000, false},
    [SEAL_TOTP] = {20000, 20000, true},
    [SEAL_TOTP_OFFER] = {5000, 5000, true},
    [SEAL_KEPT_FORM] = {5000, 5000, true},
    [SEAL_MAIL] = {50000, 50000, false},
    [SEAL_PICTURES] = {1000000, 1000000, false},
    [SEAL_OUTSIDE_STEP] = {20000, 20000, false},
};

struct counted {
    int64_t left, since_s; /* left is in 3,600ths, so that rounding loses nothing */
    int64_t count, refused;
    int64_t ids[IDS];
    size_t id_count;
};

struct key_guard {
    pthread_mutex_t lock;
    int cores;
    struct counted labels[SEAL_LABELS];
};

static int64_t scale(const struct key_guard *guard, enum seal_label label) {
    return label == SEAL_TAG ? guard->cores : 1;
}

struct key_guard *key_guard_open(struct arena *arena, int cores) {
    struct key_guard *guard = ARENA_NEW(arena, struct key_guard);
    pthread_mutex_init(&guard->lock, NULL);
    guard->cores = cores;
    for (int i = 0; i < SEAL_LABELS; i++)
        guard->labels[i].left = caps[i].burst * scale(guard, (enum seal_label)i) * HOUR_S;
    return guard;
}

static void log_keys_opened(struct key_guard *guard, enum seal_label label) {
    struct counted *c = &guard->labels[label];
    char ids[IDS_MAX] = "";
    struct log_line line;
    int len = 0;
    for (size_t i = 0; i < c->id_count; i++)
        len += snprintf(ids + len, sizeof ids - (size_t)len, "%s%lld", i > 0 ? "," : "",
                        (long long)c->ids[i]);
    log_begin_at(&line, LOG_KEYS_OPENED, c->refused > 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
    log_c(&line, "label", key_wire_label_name(label));
    log_number(&line, "count", c->count);
    log_number(&line, "refused", c->refused);
    if (len > 0) log_c(&line, "ids", ids);
    log_write(&line);
    c->count = c->refused = 0;
    c->id_count = 0;
}

bool key_guard_allows(struct key_guard *guard, enum seal_label label, struct str bound,
                      int64_t now_s) {
    pthread_mutex_lock(&guard->lock);
    struct counted *c = &guard->labels[label];
    int64_t most = caps[label].burst * scale(guard, label) * HOUR_S;
    if (c->since_s != 0 && now_s > c->since_s)
        c->left += (now_s - c->since_s) * caps[label].hourly * scale(guard, label);
    if (c->left > most) c->left = most;
    c->since_s = now_s;
    bool allowed = c->left >= HOUR_S;
    if (allowed) c->left -= HOUR_S;
    c->count += allowed;
    c->refused += !allowed;
    if (allowed && caps[label].ids && bound.len == sizeof(int64_t)) {
        memcpy(&c->ids[c->id_count++], bound.ptr, sizeof(int64_t));
        if (c->id_count == IDS) log_keys_opened(guard, label);
    }
    pthread_mutex_unlock(&guard->lock);
    return allowed;
}

void key_guard_log(struct key_guard *guard) {
    pthread_mutex_lock(&guard->lock);
    for (int i = 0; i < SEAL_LABELS; i++) /* password checks are in the audit history already; only
                                             exceeding the limit is logged */
        if (guard->labels[i].refused > 0 || (i != SEAL_TAG && guard->labels[i].count > 0))
            log_keys_opened(guard, (enum seal_label)i);
    pthread_mutex_unlock(&guard->lock);
}
