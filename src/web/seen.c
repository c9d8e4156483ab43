#include "web/seen.h"

#include <pthread.h>

#include "base/clock.h"

enum { ROWS = 8192, HASH = 32, KEPT_MS = 30 * 60 * 1000 };

struct sessions_seen {
    pthread_mutex_t lock;
    struct {
        unsigned char hash[HASH];
        int64_t seen_ms; /* monotonic_ms(); 0: never */
    } rows[ROWS];
};

struct sessions_seen *sessions_seen_open(struct arena *arena) {
    struct sessions_seen *seen = ARENA_NEW(arena, struct sessions_seen);
    pthread_mutex_init(&seen->lock, NULL);
    return seen;
}

static size_t row_of(struct str hash) {
    return ((unsigned char)hash.ptr[0] << 8 | (unsigned char)hash.ptr[1]) % ROWS;
}

void sessions_seen_put(struct sessions_seen *seen, struct str hash) {
    size_t row = row_of(hash);
    pthread_mutex_lock(&seen->lock);
    memcpy(seen->rows[row].hash, hash.ptr, HASH);
    seen->rows[row].seen_ms = monotonic_ms();
    pthread_mutex_unlock(&seen->lock);
}

bool sessions_seen_has(struct sessions_seen *seen, struct str hash) {
    size_t row = row_of(hash);
    pthread_mutex_lock(&seen->lock);
    bool has = seen->rows[row].seen_ms != 0 && monotonic_ms() - seen->rows[row].seen_ms < KEPT_MS &&
               memcmp(seen->rows[row].hash, hash.ptr, HASH) == 0;
    pthread_mutex_unlock(&seen->lock);
    return has;
}
