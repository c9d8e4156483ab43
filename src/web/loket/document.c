#include "web/loket/document.h"

#include <sys/mman.h>
#include <unistd.h>

static const size_t memory_max = (size_t)1 << 30;

struct arena *document_memory(void) {
    return arena_create(memory_max, true);
}

static enum rc write_all(int fd, struct str bytes) {
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.ptr, bytes.len);
        ENSURE(wrote > 0, RC_IO);
        bytes = str_sub(bytes, (size_t)wrote, bytes.len);
    }
    return RC_OK;
}

enum rc document_send(struct visit *visit, const struct print_result *result) {
    int fd = memfd_create("document", MFD_CLOEXEC);
    ENSURE(fd >= 0, RC_IO);
    http_download(visit->response, result->content_type, result->file_name, S(""));
    visit->response->body_fd = fd; /* the response closes it, also when writing fails */
    return write_all(fd, result->bytes);
}
