/* Memory that a hashing thread keeps from one hash to the next.
 *
 * libsodium asks the kernel for 7 MiB for each Argon2id and gives them back: clearing 1,792 pages
 * is a third of the time of a hash. A thread that called hash_memory_open is lent the same pages
 * again instead, by an mmap of our own that stands before the C library's (symbol interposition).
 * Every other call, and every other thread, goes to the kernel as before. Source:
 * docs/decisions/0003-secrets.md. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* From now on the calling thread is lent these bytes whenever it maps nearly as many. Without
 * memory nothing is lent and all works. */
void hash_memory_open(size_t bytes);
/* What the last hash left there is gone, and the kernel has the pages again until the next hash. */
void hash_memory_forget(void);
void hash_memory_close(void);
