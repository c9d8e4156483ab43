/* Loaded before libc's own (LD_PRELOAD): the wall clock of one program is set, that of the machine
 * is not. FAULT_CLOCK names a file that holds the seconds it is off, and after it the seconds that
 * passed besides on the clock that nobody sets; it is read at every look. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *at) {
    if (syscall(SYS_clock_gettime, which, at) != 0) return -1;
    const char *name = getenv("FAULT_CLOCK");
    int fd = (which != CLOCK_REALTIME && which != CLOCK_BOOTTIME) || name == NULL
                 ? -1
                 : open(name, O_RDONLY | O_CLOEXEC);
    char text[32] = "", *rest = text;
    if (fd < 0) return 0;
    long off = read(fd, text, sizeof text - 1) > 0 ? strtol(text, &rest, 10) : 0;
    at->tv_sec += which == CLOCK_REALTIME ? off : text[0] != '\0' ? strtol(rest, NULL, 10) : 0;
    close(fd);
    return 0;
}
