#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

/* Opens the directory that contains path. */
static int open_folder_of(const char *path) {
    size_t len = strlen(path);
    while (len > 0 && path[len - 1] == '/') len--;
    while (len > 0 && path[len - 1] != '/') len--;
    char folder[PATH_SIZE] = ".";
    if (len > 0 && snprintf(folder, sizeof folder, "%.*s", (int)len, path) >= (int)sizeof folder)
        return -1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool file_sync_directory(const char *path) {
    int fd = open_folder_of(path);
    bool kept = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return kept;
}

void file_close_at(int *fd) {
    if (*fd >= 0) close(*fd);
}

static bool write_synced(int fd, struct str bytes) {
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.ptr, bytes.len);
        if (wrote <= 0) return false;
        bytes = str_sub(bytes, (size_t)wrote, bytes.len);
    }
    return fsync(fd) == 0;
}

/* link() instead of rename() keeps an existing file. */
static bool place_file(const char *path, struct str bytes,
                       int (*placing)(const char *, const char *)) {
    char beside[PATH_SIZE];
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0) return false;
    bool placed = write_synced(fd, bytes) && placing(beside, path) == 0;
    int why = errno;
    close(fd);
    if (!placed || placing != rename) unlink(beside);
    errno = why;
    return placed && file_sync_directory(path);
}

bool file_replace(const char *path, struct str bytes) {
    return place_file(path, bytes, rename);
}

bool file_create(const char *path, struct str bytes) {
    return place_file(path, bytes, link);
}

bool folder_make(const char *path) {
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool file_exists(const char *path) {
    struct stat info;
    return stat(path, &info) == 0;
}

int file_open_regular(const char *path) {
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    if (fd < 0) return -1;
    int why = fstat(fd, &info) != 0   ? errno
              : S_ISREG(info.st_mode) ? 0
              : S_ISDIR(info.st_mode) ? EISDIR
                                      : ESPIPE;
    if (why == 0) return fd;
    close(fd);
    errno = why;
    return -1;
}

struct str file_resolve(struct arena *arena, struct str path) {
    char real[PATH_SIZE];
    if (realpath(str_c(arena, path), real) != NULL) return str_copy(arena, str_of(real));
    size_t name = path.len;
    while (name > 0 && path.ptr[name - 1] != '/') name--;
    struct str folder = name == 0 ? S(".") : str_sub(path, 0, name);
    if (realpath(str_c(arena, folder), real) == NULL) return path;
    return str_format(arena, "%s/%.*s", strcmp(real, "/") == 0 ? "" : real,
                      STR_ARG(str_sub(path, name, path.len)));
}
