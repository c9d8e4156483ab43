/* Waits that end: the clock that nobody sets, and condition variables that time out by it. Times
 * are milliseconds of CLOCK_MONOTONIC. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

int64_t boot_ms(void);
void wait_open(pthread_cond_t *cond);
/* Waits for a signal, with the lock held. False: it is until_ms, or later. May return before, so it
 * stands in a loop over the condition. */
bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms);
