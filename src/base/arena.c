#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With AddressSanitizer, a gap follows each allocation, and unallocated memory is poisoned. */
#ifdef LEERID_SANITIZED
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(bytes, len) ((void)(bytes), (void)(len))
#define ASAN_UNPOISON_MEMORY_REGION(bytes, len) ((void)(bytes), (void)(len))
enum { GAP = 0 };
#endif

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct block {
    struct block *older;
    uint64_t number; /* unique within the arena, unlike an address */
    size_t size;     /* of data */
    size_t used;
    _Alignas(ALIGN) unsigned char data[];
};

struct arena {
    struct block *newest;
    size_t max;
    size_t total;
    uint64_t blocks, resets; /* since creation */
    bool wiped;
};

static _Noreturn void give_up(const char *why, size_t bytes) {
    fprintf(stderr, "leerid: memory: %s (%zu bytes)\n", why, bytes);
    abort();
}

static void drop_block(struct arena *arena, struct block *block) {
    ASAN_UNPOISON_MEMORY_REGION(block->data, block->size);
    if (arena->wiped) explicit_bzero(block->data, block->size);
    free(block);
}

struct arena *arena_create(size_t max_bytes, bool wiped) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) give_up("cannot allocate an arena", sizeof *arena);
    arena->max = max_bytes;
    arena->wiped = wiped;
    return arena;
}

void arena_destroy(struct arena *arena) {
    if (arena == NULL) return;
    while (arena->newest != NULL) {
        struct block *block = arena->newest;
        arena->newest = block->older;
        drop_block(arena, block);
    }
    free(arena);
}

void arena_destroy_at(struct arena **arena) {
    arena_destroy(*arena);
    *arena = NULL;
}

/* Frees the blocks that are newer than keep. */
static void drop_newer(struct arena *arena, const struct block *keep) {
    while (arena->newest != keep) {
        struct block *block = arena->newest;
        arena->newest = block->older;
        drop_block(arena, block);
    }
}

static void cut_block(struct arena *arena, struct block *block, size_t used) {
    ASAN_UNPOISON_MEMORY_REGION(block->data + used, block->used - used);
    if (arena->wiped) explicit_bzero(block->data + used, block->used - used);
    ASAN_POISON_MEMORY_REGION(block->data + used, block->used - used);
    block->used = used;
}

static struct block *oldest_block(const struct arena *arena) {
    struct block *block = arena->newest;
    while (block != NULL && block->older != NULL) block = block->older;
    return block;
}

void arena_reset(struct arena *arena) {
    struct block *oldest = oldest_block(arena);
    arena->resets++;
    arena->total = 0;
    if (oldest == NULL) return;
    drop_newer(arena, oldest);
    cut_block(arena, oldest, 0);
}

static void add_block(struct arena *arena, size_t need) {
    size_t size = need > BLOCK ? need : BLOCK;
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) give_up("the system is out of memory", size);
    block->older = arena->newest;
    block->number = ++arena->blocks;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->data, size);
    arena->newest = block;
}

void *arena_alloc(struct arena *arena, size_t bytes) {
    if (bytes > SIZE_MAX - ALIGN - GAP) give_up("invalid size", bytes);
    size_t need = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0) need = ALIGN;
    if (arena->newest == NULL || arena->newest->size - arena->newest->used < need + GAP)
        add_block(arena, need + GAP);
    void *memory = arena->newest->data + arena->newest->used;
    arena->newest->used += need + GAP;
    arena->total += need;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    memset(memory, 0, bytes);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) give_up("invalid array size", count);
    return arena_alloc(arena, bytes);
}

size_t arena_used(const struct arena *arena) {
    return arena->total;
}

bool arena_is_over(const struct arena *arena) {
    return arena->total > arena->max;
}

struct arena_mark arena_mark(const struct arena *arena) {
    struct arena_mark mark = {.resets = arena->resets, .total = arena->total};
    if (arena->newest == NULL) return mark;
    mark.block = arena->newest->number;
    mark.used = arena->newest->used;
    return mark;
}

/*
 * Returns the block that was the newest when the mark was taken. For a mark taken before the first
 * block this is the oldest one, which stays for reuse.
 */
static struct block *marked_block(const struct arena *arena, const struct arena_mark *mark) {
    if (mark->block == 0) return oldest_block(arena);
    struct block *block = arena->newest;
    while (block != NULL && block->number != mark->block) block = block->older;
    return block;
}

enum rc arena_rewind(struct arena *arena, struct arena_mark mark) {
    struct block *block = marked_block(arena, &mark);
    bool empty = block == NULL && mark.block == 0;
    ENSURE(mark.resets == arena->resets && mark.total <= arena->total, RC_BUG);
    if (empty) return RC_OK;
    ENSURE(block != NULL && mark.used <= block->used, RC_BUG);
    drop_newer(arena, block);
    cut_block(arena, block, mark.used);
    arena->total = mark.total;
    return RC_OK;
}
