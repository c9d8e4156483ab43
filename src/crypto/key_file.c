#include "crypto/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

enum rc key_file_put(const char *path, struct str bytes, enum key_file_placing placing,
                     struct fault *fault) {
    if (placing == KEY_FILE_REPLACE ? file_replace(path, bytes) : file_create(path, bytes))
        return RC_OK;
    if (errno == EEXIST) return FAULT(fault, RC_CONFLICT, "%s: keys exist already", path);
    return FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
}

enum rc key_file_read(struct arena *arena, const char *path, size_t max, struct str *ret_bytes) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ENSURE(fd >= 0, errno == ENOENT ? RC_NONE : RC_IO);
    char *bytes = arena_alloc(arena, max);
    ssize_t len = read(fd, bytes, max);
    close(fd);
    ENSURE(len >= 0, RC_IO);
    *ret_bytes = (struct str){bytes, (size_t)len};
    return RC_OK;
}

enum rc key_file_damaged(const char *path, struct fault *fault) {
    enum rc rc = FAULT(fault, RC_IO, "%s: incomplete keys", path);
    if (fault != NULL) fault->cause = FAULT_KEYS_DAMAGED;
    return rc;
}
