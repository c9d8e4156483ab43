/*
 * Preloaded (LD_PRELOAD): makes the n-th write or sync of the database kill the program, or fail.
 *
 * FAULT_ORDER names a file. When it exists, its line "kill|after|fail N" is read, the file removed,
 * and calls are counted from then on. kill: before the call; after: after it; fail: the call
 * returns ENOSPC. The counted calls are written to FAULT_ORDER.seen, one letter each: w for a
 * write, s for a sync.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum order { NONE, KILL, AFTER, FAIL };

static struct {
    pthread_mutex_t lock;
    enum order order;
    long left;
    int seen_fd;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER, .seen_fd = -1};

static int of_database(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    if (len <= 0) return 0;
    path[len] = '\0';
    return strstr(path, "leerid.db") != NULL;
}

static void take_order(void) {
    const char *name = getenv("FAULT_ORDER");
    char line[64] = "", seen[512];
    int fd = name == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t len = read(fd, line, sizeof line - 1);
    close(fd);
    char *number = len > 0 ? strchr(line, ' ') : NULL;
    if (number == NULL) return;
    state.order = line[0] == 'k' ? KILL : line[0] == 'a' ? AFTER : FAIL;
    state.left = strtol(number, NULL, 10);
    snprintf(seen, sizeof seen, "%s.seen", name);
    if (state.seen_fd >= 0) close(state.seen_fd);
    state.seen_fd = (int)syscall(SYS_openat, AT_FDCWD, seen,
                                 O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    unlink(name);
}

/* Counts a call and returns what to do with it. */
static enum order count_call(int fd, char kind) {
    enum order verdict = NONE;
    if (!of_database(fd)) return NONE;
    pthread_mutex_lock(&state.lock);
    take_order();
    if (state.order != NONE) {
        syscall(SYS_write, state.seen_fd, &kind, 1);
        state.left--;
        if (state.left == 0) verdict = state.order;
        if (verdict == FAIL) state.order = NONE;
    }
    pthread_mutex_unlock(&state.lock);
    if (verdict == KILL) kill(getpid(), SIGKILL);
    return verdict;
}

static long done(enum order verdict, long answer) {
    if (verdict == AFTER) kill(getpid(), SIGKILL);
    return answer;
}

static long failed(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t pwrite_short(int fd, const void *bytes, size_t len, off64_t at) __asm__("pwrite");
ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t at);

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t at) {
    enum order verdict = count_call(fd, 'w');
    return verdict == FAIL ? failed() : done(verdict, syscall(SYS_pwrite64, fd, bytes, len, at));
}

ssize_t pwrite_short(int fd, const void *bytes, size_t len, off64_t at) {
    return pwrite64(fd, bytes, len, at);
}

int fdatasync(int fd) {
    enum order verdict = count_call(fd, 's');
    return (int)(verdict == FAIL ? failed() : done(verdict, syscall(SYS_fdatasync, fd)));
}

int fsync(int fd) {
    enum order verdict = count_call(fd, 's');
    return (int)(verdict == FAIL ? failed() : done(verdict, syscall(SYS_fsync, fd)));
}
