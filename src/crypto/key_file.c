#include "crypto/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

static enum rc write_all(int fd, struct str bytes) {
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.ptr, bytes.len);
        ENSURE(wrote > 0, RC_IO);
        bytes = str_sub(bytes, (size_t)wrote, bytes.len);
    }
    return fsync(fd) == 0 ? RC_OK : RC_IO;
}

enum rc key_file_put(const char *path, struct str bytes, enum key_file_placing placing,
                     struct fault *fault) {
    char beside[320];
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0) return FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
    enum rc rc = write_all(fd, bytes);
    close(fd);
    bool placed = rc == RC_OK &&
                  (placing == KEY_FILE_REPLACE ? rename(beside, path) : link(beside, path)) == 0;
    int why = errno;
    if (!placed || placing == KEY_FILE_ONLY_NEW) unlink(beside);
    if (!placed && rc == RC_OK && why == EEXIST)
        return FAULT(fault, RC_CONFLICT, "%s: keys exist already", path);
    if (!placed || !file_sync_directory(path))
        return FAULT(fault, RC_IO, "%s: %s", path, strerror(placed ? errno : why));
    return RC_OK;
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
