/*
 * Waits with a time limit: the monotonic clock, condition variables that use it, and the end of a
 * child process. Times are in milliseconds of CLOCK_MONOTONIC.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The current time of CLOCK_MONOTONIC. */
int64_t boot_ms(void);
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
