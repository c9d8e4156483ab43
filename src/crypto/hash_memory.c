#include "crypto/hash_memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers interpose mmap themselves and must see every call. */
#ifdef LEERID_SANITIZED
#define LENDS 0
#else
#define LENDS 1
#endif

struct kept {
    void *pages; /* NULL: this thread keeps no memory */
    size_t bytes;
    bool lent;
};
static _Thread_local struct kept mine;

static void *map(void *at, size_t bytes, int protection, int flags, int fd, off_t offset) {
    return (void *)syscall(SYS_mmap, at, bytes, protection, flags, fd,
                           offset); // NOLINT(performance-no-int-to-ptr)
}

void hash_memory_open(size_t bytes) {
    void *pages = map(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return;
    madvise(pages, bytes, MADV_DONTDUMP);
    mine = (struct kept){.pages = pages, .bytes = bytes};
}

void hash_memory_forget(void) {
    if (mine.pages != NULL) madvise(mine.pages, mine.bytes, MADV_DONTNEED);
}

void hash_memory_close(void) {
    if (mine.pages != NULL) syscall(SYS_munmap, mine.pages, mine.bytes);
    mine = (struct kept){0};
}

#if LENDS
/*
 * Returns true when the kept pages can serve this request. Argon2id writes each block before it
 * reads it, so the contents of the previous hash do no harm (tests/unit/test_password.c compares).
 */
static bool can_reuse(const void *at, size_t bytes, int flags) {
    return mine.pages != NULL && !mine.lent && at == NULL && bytes <= mine.bytes &&
           bytes > mine.bytes / 2 && flags & MAP_ANONYMOUS;
}

/* The symbols under which other libraries find these two functions. */
void *lend_or_map(void *at, size_t bytes, int protection, int flags, int fd,
                  off_t offset) __asm__("mmap");
int take_back_or_unmap(void *pages, size_t bytes) __asm__("munmap");

void *lend_or_map(void *at, size_t bytes, int protection, int flags, int fd, off_t offset) {
    if (!can_reuse(at, bytes, flags)) return map(at, bytes, protection, flags, fd, offset);
    mine.lent = true;
    return mine.pages;
}

int take_back_or_unmap(void *pages, size_t bytes) {
    if (pages == NULL || pages != mine.pages) return (int)syscall(SYS_munmap, pages, bytes);
    mine.lent = false;
    return 0;
}
#endif
