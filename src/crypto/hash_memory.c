#include "crypto/hash_memory.h"

#include <sys/mman.h>

struct kept {
    void *pages; /* NULL: this thread keeps no memory */
    size_t bytes;
    bool lent;
};
static _Thread_local struct kept mine;

void hash_memory_open(size_t bytes) {
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return;
    madvise(pages, bytes, MADV_DONTDUMP);
    mine = (struct kept){.pages = pages, .bytes = bytes};
}

void hash_memory_forget(void) {
    if (mine.pages != NULL) madvise(mine.pages, mine.bytes, MADV_DONTNEED);
}

void hash_memory_close(void) {
    struct kept kept = mine;
    mine = (struct kept){0};
    if (kept.pages != NULL) munmap(kept.pages, kept.bytes);
}

#ifndef LEERID_SANITIZED
/*
 * Returns true when the kept pages can serve this request. Argon2id writes each block before it
 * reads it, so the contents of the previous hash do no harm (tests/unit/test_password.c compares).
 */
static bool can_reuse(const void *at, size_t bytes, int flags) {
    return mine.pages != NULL && !mine.lent && at == NULL && bytes <= mine.bytes &&
           bytes > mine.bytes / 2 && flags & MAP_ANONYMOUS;
}

/*
 * The linker gives the calls of mmap() and munmap() in the static libsodium to these functions
 * (--wrap, src/crypto/meson.build). Shared libraries are not affected; the program's own calls of
 * munmap() come here too, and are passed on. A build with a sanitizer wraps nothing: it must see
 * every call.
 */
void *__real_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset);
int __real_munmap(void *pages, size_t bytes);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset);
int __wrap_munmap(void *pages, size_t bytes);

void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset) {
    if (!can_reuse(at, bytes, flags)) return __real_mmap(at, bytes, protection, flags, fd, offset);
    mine.lent = true;
    return mine.pages;
}

int __wrap_munmap(void *pages, size_t bytes) {
    if (pages == NULL || pages != mine.pages) return __real_munmap(pages, bytes);
    mine.lent = false;
    return 0;
}
#endif
