/* Waits that end: the clock that nobody sets, condition variables that time out by it, and the end
 * of a child process. Times are milliseconds of CLOCK_MONOTONIC. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

int64_t boot_ms(void);
void wait_open(pthread_cond_t *cond);
/* Waits for a signal, with the lock held. False: it is until_ms, or later. May return before, so it
 * stands in a loop over the condition. */
bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms);
/* Waits until a child process that was told to end has ended, CHILD_END_MS at most; then it is
 * killed. One that stands in the kernel for as long again is left behind. Nothing when pid is not
 * above 0. */
enum { CHILD_END_MS = 2000 };
void child_end(pid_t pid);
