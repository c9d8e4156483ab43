#include "base/wait.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

void wait_open(pthread_cond_t *cond) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

bool wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms) {
    const struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
    return pthread_cond_timedwait(cond, lock, &until) != ETIMEDOUT;
}

/* Tells whether the process ended within CHILD_END_MS. */
static bool has_ended(pid_t pid) {
    for (int64_t until_ms = monotonic_ms() + CHILD_END_MS; monotonic_ms() < until_ms;) {
        if (waitpid(pid, NULL, WNOHANG) != 0) return true;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    return false;
}

void child_end(pid_t pid) {
    if (pid <= 0 || has_ended(pid)) return;
    kill(pid, SIGKILL);
    (void)has_ended(pid);
}
