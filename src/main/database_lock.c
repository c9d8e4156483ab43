#include "main/database_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

enum rc database_lock(struct arena *arena, struct str file, enum lock_kind kind, int *ret_fd,
                      struct fault *fault) {
    struct str path = str_format(arena, "%.*s.lock", STR_ARG(file_resolve(arena, file)));
    int fd = open(str_c(arena, path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return FAULT(fault, RC_IO, "%.*s: %s", STR_ARG(path), strerror(errno));
    struct flock whole = {.l_type = kind == LOCK_EXCLUSIVE ? F_WRLCK : F_RDLCK,
                          .l_whence = SEEK_SET};
    *ret_fd = fd;
    if (fcntl(fd, F_OFD_SETLK, &whole) == 0) return RC_OK;
    bool held = errno == EAGAIN || errno == EACCES;
    enum rc rc =
        FAULT(fault, held ? RC_CONFLICT : RC_IO, "%.*s: %s", STR_ARG(path), strerror(errno));
    close(fd);
    *ret_fd = -1;
    return rc;
}
