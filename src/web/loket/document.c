#include "web/loket/document.h"

static const size_t memory_max = (size_t)1 << 30;

struct arena *document_memory(void) {
    return arena_create(memory_max, true);
}

/* The library would read a file through a block of its own and free that with what stood in it; so no file in memory. */
enum rc document_send(struct visit *visit, const struct print_result *result) {
    struct arena *memory = arena_create(result->bytes.len + 4096, true);
    http_download(visit->response, result->content_type, result->file_name, str_copy(memory, result->bytes));
    visit->response->memory = memory;
    return RC_OK;
}
