/*
 * Keeps the memory of a hash thread from one hash to the next.
 *
 * libsodium maps and unmaps 7 MiB for every Argon2id, and clearing 1,792 pages takes a third of the
 * time of a hash. A thread that called hash_memory_open() gets the same pages again: the linker
 * gives the static libsodium two functions of this file instead of mmap() and munmap(). Shared
 * libraries are not affected.
 *
 * Source: docs/decisions/0003-secrets.md, 0033-memory-of-argon2id.md.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * From now on, the calling thread gets these bytes back whenever it maps nearly as many. When the
 * memory cannot be allocated, hashing works without it.
 */
void hash_memory_open(size_t bytes);
/* Wipes what the last hash left and returns the pages to the kernel until the next hash. */
void hash_memory_forget(void);
/* Releases the memory of the calling thread. */
void hash_memory_close(void);
