/* Arenas: memory with four lifetimes (process, job, request, loop scratch); nobody frees single pieces.
 *
 * A function that returns memory takes the arena first. Memory is zeroed and aligned for any type. A wiped arena is
 * overwritten before it is reused or given back: secrets live there. Asking for more than the maximum, or for memory the
 * system does not have, ends the program with a message: limits are checked where input comes in.
 * Not safe for use by two threads at once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/rc.h"

struct arena;

/* max_bytes: ceiling of all live memory of this arena. The caller owns it; arena_destroy gives it back. */
struct arena *arena_create(size_t max_bytes, bool wiped);
void arena_destroy(struct arena *arena);          /* NULL is fine */
void arena_destroy_at(struct arena **arena);      /* for CLEANUP(arena_destroy_at) */
void arena_reset(struct arena *arena);            /* forgets everything, keeps one block */

void *arena_alloc(struct arena *arena, size_t bytes) __attribute__((malloc, alloc_size(2), returns_nonnull));
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
size_t arena_used(const struct arena *arena);     /* bytes handed out since creation or reset */

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

/* Loop scratch: what was allocated after the mark is forgotten again (and wiped, if the arena is). */
struct arena_mark {
    void *block;
    size_t used;
    size_t total;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
