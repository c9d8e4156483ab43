#include "domain/dutch.h"

#include <stdlib.h>

#include "domain/dutch_table.h"

static int by_value(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* FNV-1a, as in tools/dutch.py. */
static uint32_t hash_of(struct str text) {
    uint32_t value = 0x811c9dc5u;
    for (size_t i = 0; i < text.len; i++)
        value = (value ^ (unsigned char)text.ptr[i]) * 0x01000193u;
    return value;
}

bool dutch_word(struct str folded) {
    if (folded.len < DUTCH_SHORTEST || folded.len > DUTCH_LONGEST) return false;
    uint32_t key = hash_of(folded);
    return bsearch(&key, dutch_hashes, dutch_hash_count, sizeof key, by_value) != NULL;
}
