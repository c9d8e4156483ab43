/* What tools/dutch.py makes of a word list, for domain/dutch.c alone. */
#pragma once

#include <stddef.h>
#include <stdint.h>

extern const uint32_t dutch_hashes[]; /* ascending */
extern const size_t dutch_hash_count;
