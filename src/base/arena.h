/*
 * Arenas: memory that is freed as a whole.
 *
 * There are four lifetimes: process, job, request and loop scratch. Nothing frees single
 * allocations. A function that returns memory takes the arena as its first parameter.
 *
 * Memory is zeroed and aligned for any type. A wiped arena overwrites its memory before reusing or
 * freeing it; secrets live in such arenas. An arena must not be used by two threads at once.
 *
 * The limit is checked, not enforced: an allocation beyond it still succeeds, arena_is_over() then
 * returns true, and the work ends with RC_TOO_LARGE at its next check. Transactions check when they
 * begin, at each statement and row, and before the commit (store/store.h). A loop that builds
 * something large outside a transaction checks once per step. So no caller handles a failing
 * allocation, and every cleanup runs. Only when the system is out of memory does the program end.
 * Reasons: decisions/0016.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

struct arena;

/* Creates an arena, owned by the caller. max_bytes limits its live memory; wiped: see above. */
struct arena *arena_create(size_t max_bytes, bool wiped);
void arena_destroy(struct arena *arena);     /* NULL is allowed */
void arena_destroy_at(struct arena **arena); /* for CLEANUP(arena_destroy_at) */
void arena_reset(struct arena *arena);       /* frees everything but one block */

/*
 * Allocates zeroed memory. Never returns NULL: the program aborts when the system is out of memory.
 */
void *arena_alloc(struct arena *arena, size_t bytes)
    __attribute__((malloc, alloc_size(2), returns_nonnull));
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
size_t arena_used(const struct arena *arena);  /* live bytes */
bool arena_is_over(const struct arena *arena); /* more bytes are live than the limit allows */

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

/*
 * Loop scratch: arena_rewind() frees what was allocated after the mark, and wipes it in a wiped
 * arena.
 */
struct arena_mark {
    uint64_t block, resets; /* block: number of the newest block, 0 when there is none */
    size_t used, total;
};
struct arena_mark arena_mark(const struct arena *arena);
/*
 * Returns RC_BUG and changes nothing when the mark no longer exists: the arena was reset, or
 * rewound to an older mark.
 */
enum rc arena_rewind(struct arena *arena, struct arena_mark mark) MUST_USE;
