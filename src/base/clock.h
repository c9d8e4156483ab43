/*
 * Clock and random source as interfaces that are passed as parameters, so that rules stay pure and
 * tests can choose the values.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* A source of the current time, in milliseconds since 1970-01-01 UTC. */
struct clock {
    int64_t (*now_ms)(void *context);
    void *context;
};
int64_t clock_now_ms(const struct clock *clock);
/* Return CLOCK_MONOTONIC, which nobody sets, in milliseconds or nanoseconds: for time limits and
 * durations within this process. */
int64_t monotonic_ms(void);
int64_t monotonic_ns(void);
struct clock clock_system(void);

/*
 * A clock for durations that survives a change of the system time. It follows the wall clock while
 * the two differ by at most a minute. When the wall clock was set further away, this clock runs at
 * twice the speed or stands still until both agree, so that nothing expires, or lives longer, all
 * at once. Safe for use by all threads.
 */
struct steady_clock {
    pthread_mutex_t lock;
    int64_t boot_ms, value_ms; /* at the latest reading */
};
void steady_clock_open(struct steady_clock *clock);
struct clock clock_steady(struct steady_clock *clock);
/*
 * Computes the next value; pure.
 *   value_ms   value at the latest reading
 *   passed_ms  time since then, on a clock that cannot be set
 *   wall_ms    current wall clock
 */
int64_t steady_step(int64_t value_ms, int64_t passed_ms, int64_t wall_ms);

/* A source of unpredictable bytes; in tests, of predictable ones. */
struct random {
    void (*fill)(void *context, void *bytes, size_t len);
    void *context;
};
void random_fill(const struct random *random, void *bytes, size_t len);
uint64_t random_u64(const struct random *random);
/* Returns a uniform number in [0, bound), without modulo bias; bound > 0. */
uint32_t random_below(const struct random *random, uint32_t bound);
struct random random_system(void);
/*
 * Returns the same bytes for the same seed; for tests and sample data only. *state belongs to the
 * caller and must outlive the source.
 */
struct random random_seeded(uint64_t *state);
