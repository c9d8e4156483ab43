/*
 * Waits with a time limit: condition variables that use the monotonic clock, and the end of a child
 * process. Times are those of monotonic_ms().
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"

/* Initialises a condition variable for wait_until(). */
void wait_open(pthread_cond_t *cond);
/*
 * Waits for a signal with the lock held; returns false when until_ms has passed. May wake up early,
 * so call it in a loop over the condition.
 */
bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms);
/*
 * Waits for a child process that was told to end; kills it after CHILD_END_MS. Gives up on a
 * process that blocks in the kernel for another CHILD_END_MS. Does nothing when pid <= 0.
 */
enum { CHILD_END_MS = 2000 };
void child_end(pid_t pid);
