/* Time and chance come in as parameters: two small interfaces, so that rules stay pure and tests
 * decide. */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. */
struct clock {
    int64_t (*now_ms)(void *context);
    void *context;
};
int64_t clock_now_ms(const struct clock *clock);
struct clock clock_system(void);

/* How long something lasts, on a wall clock that may be set: follows the wall clock while that is
 * within a minute; when it was set further, moves there at twice the speed, or stands still until
 * it is overtaken. So nothing ends, or lives on, all at once. Any thread. */
struct steady_clock {
    pthread_mutex_t lock;
    int64_t boot_ms, value_ms; /* at the last look */
};
void steady_clock_open(struct steady_clock *clock);
struct clock clock_steady(struct steady_clock *clock);
/* The rule: value_ms at the last look, passed_ms since on a clock that nobody sets. */
int64_t steady_step(int64_t value_ms, int64_t passed_ms, int64_t wall_ms);

/* Unpredictable bytes (in tests: predictable ones). */
struct random {
    void (*fill)(void *context, void *bytes, size_t len);
    void *context;
};
void random_fill(const struct random *random, void *bytes, size_t len);
uint64_t random_u64(const struct random *random);
/* Uniform in [0, bound), without modulo bias; bound > 0. */
uint32_t random_below(const struct random *random, uint32_t bound);
struct random random_system(void);
/* The same bytes for the same seed, for tests and sample data only. *state is the caller's and must
 * outlive it. */
struct random random_seeded(uint64_t *state);
