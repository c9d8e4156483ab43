/* Loaded before libc's own (LD_PRELOAD): the wall clock of one program is set, that of the machine is not. FAULT_CLOCK names a file that
 * holds the seconds it is off; it is read at every look. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *at) {
    if (syscall(SYS_clock_gettime, which, at) != 0) return -1;
    const char *name = getenv("FAULT_CLOCK");
    int fd = which != CLOCK_REALTIME || name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    char text[32] = "";
    if (fd < 0) return 0;
    if (read(fd, text, sizeof text - 1) > 0) at->tv_sec += strtol(text, NULL, 10);
    close(fd);
    return 0;
}
