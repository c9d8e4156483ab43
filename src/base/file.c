#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

/* The folder that a name stands in. */
static int open_folder_of(const char *path) {
    size_t len = strlen(path);
    while (len > 0 && path[len - 1] == '/') len--;
    while (len > 0 && path[len - 1] != '/') len--;
    char folder[PATH_SIZE] = ".";
    if (len > 0 && snprintf(folder, sizeof folder, "%.*s", (int)len, path) >= (int)sizeof folder) return -1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool file_keep_name(const char *path) {
    int fd = open_folder_of(path);
    bool kept = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return kept;
}

void file_leave_to_owner(int fd, const char *path) {
    if (geteuid() != 0) return;
    struct stat info;
    int folder = open_folder_of(path);
    if (folder >= 0 && fstat(folder, &info) == 0 && info.st_uid != 0) (void)!fchown(fd, info.st_uid, info.st_gid);
    if (folder >= 0) close(folder);
}

bool folder_make(const char *path) {
    if (mkdir(path, 0700) != 0) return errno == EEXIST;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return false;
    file_leave_to_owner(fd, path);
    close(fd);
    return true;
}
