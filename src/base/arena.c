#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct block {
    struct block *older;
    size_t size; /* of data */
    size_t used;
    _Alignas(ALIGN) unsigned char data[];
};

struct arena {
    struct block *newest;
    size_t max;
    size_t total;
    bool wiped;
};

static _Noreturn void give_up(const char *why, size_t bytes) {
    fprintf(stderr, "leerid: memory: %s (%zu bytes)\n", why, bytes);
    abort();
}

static void drop_block(struct arena *arena, struct block *block) {
    if (arena->wiped) explicit_bzero(block->data, block->size);
    free(block);
}

struct arena *arena_create(size_t max_bytes, bool wiped) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) give_up("no memory for an arena", sizeof *arena);
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

void arena_reset(struct arena *arena) {
    arena_rewind(arena, (struct arena_mark){0});
    struct block *block = arena->newest;
    if (block == NULL) return;
    if (arena->wiped) explicit_bzero(block->data, block->used);
    block->used = 0;
    arena->total = 0;
}

static void add_block(struct arena *arena, size_t need) {
    size_t size = need > BLOCK ? need : BLOCK;
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) give_up("the system has no more", size);
    block->older = arena->newest;
    block->size = size;
    block->used = 0;
    arena->newest = block;
}

void *arena_alloc(struct arena *arena, size_t bytes) {
    if (bytes > SIZE_MAX - ALIGN) give_up("impossible size", bytes);
    size_t need = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0) need = ALIGN;
    if (need > arena->max || arena->total > arena->max - need) give_up("limit of an arena reached", bytes);
    if (arena->newest == NULL || arena->newest->size - arena->newest->used < need) add_block(arena, need);
    void *memory = arena->newest->data + arena->newest->used;
    arena->newest->used += need;
    arena->total += need;
    memset(memory, 0, need);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) give_up("impossible array", count);
    return arena_alloc(arena, bytes);
}

size_t arena_used(const struct arena *arena) {
    return arena->total;
}

struct arena_mark arena_mark(const struct arena *arena) {
    size_t used = arena->newest == NULL ? 0 : arena->newest->used;
    return (struct arena_mark){.block = arena->newest, .used = used, .total = arena->total};
}

/* A mark without a block was taken on an empty arena: the oldest block stays, for reuse. */
void arena_rewind(struct arena *arena, struct arena_mark mark) {
    while (arena->newest != NULL && arena->newest != mark.block && arena->newest->older != NULL) {
        struct block *block = arena->newest;
        arena->newest = block->older;
        drop_block(arena, block);
    }
    struct block *block = arena->newest;
    if (block == NULL) return;
    if (arena->wiped) explicit_bzero(block->data + mark.used, block->used - mark.used);
    block->used = mark.used;
    arena->total = mark.total;
}
