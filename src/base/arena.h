/* Arenas: memory with four lifetimes (process, job, request, loop scratch); nobody frees single
 * pieces.
 *
 * A function that returns memory takes the arena first. Memory is zeroed and aligned for any type.
 * A wiped arena is overwritten before it is reused or given back: secrets live there. Not safe for
 * use by two threads at once.
 *
 * The limit of an arena is checked, not enforced: an allocation that passes it still succeeds,
 * arena_is_over says so, and the work ends at its next check with RC_TOO_LARGE. Transactions check
 * at their begin, at each statement and row, and before the commit (store/store.h); a loop that
 * builds something large without a transaction checks once a step. So no caller handles a failing
 * allocation, and every cleanup runs. Only memory the system does not have ends the program.
 * Source: decisions/0024. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

struct arena;

/* max_bytes: limit of the live memory of this arena. The caller owns it; arena_destroy gives it
 * back. */
struct arena *arena_create(size_t max_bytes, bool wiped);
void arena_destroy(struct arena *arena);     /* NULL is fine */
void arena_destroy_at(struct arena **arena); /* for CLEANUP(arena_destroy_at) */
void arena_reset(struct arena *arena);       /* forgets everything, keeps one block */

void *arena_alloc(struct arena *arena, size_t bytes)
    __attribute__((malloc, alloc_size(2), returns_nonnull));
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
size_t arena_used(const struct arena *arena);  /* live bytes */
bool arena_is_over(const struct arena *arena); /* more is live than the limit allows */

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

/* Loop scratch: what was allocated after the mark is forgotten again (and wiped, if the arena is).
 */
struct arena_mark {
    uint64_t block, resets; /* block: number of the newest, 0 without one */
    size_t used, total;
};
struct arena_mark arena_mark(const struct arena *arena);
/* RC_BUG when the arena was reset, or rewound to an older mark, so that the marked place is gone;
 * nothing is changed then. */
enum rc arena_rewind(struct arena *arena, struct arena_mark mark) MUST_USE;
