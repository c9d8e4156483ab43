/* Hash table of Dutch words. tools/dutch.py generates it from a word list at build time; only
 * domain/dutch.c uses it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

extern const uint32_t dutch_hashes[]; /* 32-bit FNV-1a of each folded word, ascending */
extern const size_t dutch_hash_count;
