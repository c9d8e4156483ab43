#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { STEADY_NEAR_MS = 60 * 1000 };

int64_t clock_now_ms(const struct clock *clock) {
    return clock->now_ms(clock->context);
}

int64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t monotonic_ms(void) {
    return monotonic_ns() / 1000000;
}

static int64_t system_now_ms(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct clock clock_system(void) {
    return (struct clock){.now_ms = system_now_ms};
}

int64_t steady_step(int64_t value_ms, int64_t passed_ms, int64_t wall_ms) {
    int64_t on = value_ms + passed_ms, off = wall_ms - on;
    if (off >= -STEADY_NEAR_MS && off <= STEADY_NEAR_MS) return wall_ms;
    int64_t step = off < 0 ? -off : off;
    if (step > passed_ms) step = passed_ms;
    return off < 0 ? on - step : on + step;
}

static int64_t boot_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t steady_now_ms(void *context) {
    struct steady_clock *clock = context;
    pthread_mutex_lock(&clock->lock);
    int64_t boot = boot_now_ms();
    clock->value_ms = steady_step(clock->value_ms, boot - clock->boot_ms, system_now_ms(NULL));
    clock->boot_ms = boot;
    int64_t value = clock->value_ms;
    pthread_mutex_unlock(&clock->lock);
    return value;
}

void steady_clock_open(struct steady_clock *clock) {
    pthread_mutex_init(&clock->lock, NULL);
    clock->boot_ms = boot_now_ms();
    clock->value_ms = system_now_ms(NULL);
}

struct clock clock_steady(struct steady_clock *clock) {
    return (struct clock){.now_ms = steady_now_ms, .context = clock};
}

void random_fill(const struct random *random, void *bytes, size_t len) {
    random->fill(random->context, bytes, len);
}

uint64_t random_u64(const struct random *random) {
    uint64_t number;
    random_fill(random, &number, sizeof number);
    return number;
}

uint32_t random_below(const struct random *random, uint32_t bound) {
    uint32_t limit = UINT32_MAX - UINT32_MAX % bound;
    uint32_t number;
    do {
        random_fill(random, &number, sizeof number);
    } while (number >= limit);
    return number % bound;
}

static void system_fill(void *context, void *bytes, size_t len) {
    (void)context;
    unsigned char *at = bytes;
    while (len > 0) {
        size_t piece = len > 256 ? 256 : len;
        if (getrandom(at, piece, 0) != (ssize_t)piece) abort();
        at += piece;
        len -= piece;
    }
}

struct random random_system(void) {
    return (struct random){.fill = system_fill};
}

/* splitmix64 (Steele, Lea, Flood 2014) */
static void seeded_fill(void *context, void *bytes, size_t len) {
    uint64_t *state = context;
    unsigned char *at = bytes;
    while (len > 0) {
        uint64_t z = (*state += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        size_t piece = len < sizeof z ? len : sizeof z;
        memcpy(at, &z, piece);
        at += piece;
        len -= piece;
    }
}

struct random random_seeded(uint64_t *state) {
    return (struct random){.fill = seeded_fill, .context = state};
}
