#include "format/keyed.h"

#include <string.h>

enum { SLOTS_FIRST = 256 };

struct record {
    struct str key; /* ptr NULL: unused slot */
    void *bytes;
};

struct keyed {
    struct arena *arena;
    size_t record_bytes, count, slots;
    struct record *records;
};

struct keyed *keyed_create(struct arena *arena, size_t record_bytes) {
    struct keyed *k = ARENA_NEW(arena, struct keyed);
    *k = (struct keyed){.arena = arena, .record_bytes = record_bytes, .slots = SLOTS_FIRST};
    k->records = ARENA_ARRAY(arena, struct record, k->slots);
    return k;
}

/* Returns the slot of the key, or the unused slot to store it in. `slots` is a power of two. */
static struct record *slot_of(const struct keyed *k, struct str key) {
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
    for (size_t i = 0; i < key.len; i++) hash = (hash ^ (unsigned char)key.ptr[i]) * 0x100000001b3;
    size_t at = (size_t)(hash ^ hash >> 29) & (k->slots - 1);
    while (k->records[at].key.ptr != NULL && !str_eq(k->records[at].key, key))
        at = (at + 1) & (k->slots - 1);
    return &k->records[at];
}

static void grow(struct keyed *k) {
    struct keyed larger = *k;
    larger.slots = k->slots * 2;
    larger.records = ARENA_ARRAY(k->arena, struct record, larger.slots);
    for (size_t i = 0; i < k->slots; i++)
        if (k->records[i].key.ptr != NULL) *slot_of(&larger, k->records[i].key) = k->records[i];
    *k = larger;
}

void *keyed_find(const struct keyed *k, struct str key) {
    return slot_of(k, key)->bytes;
}

void *keyed_add(struct keyed *k, struct str key) {
    if (k->count * 2 >= k->slots) grow(k);
    struct record *record = slot_of(k, key);
    if (record->key.ptr != NULL) return record->bytes;
    char *copy = arena_alloc(k->arena, key.len + 1);
    if (key.len > 0) memcpy(copy, key.ptr, key.len);
    *record = (struct record){{copy, key.len}, arena_alloc(k->arena, k->record_bytes)};
    k->count++;
    return record->bytes;
}

void keyed_put(struct keyed *k, struct str key, const struct str *texts, size_t count) {
    struct str *record = keyed_add(k, key);
    for (size_t i = 0; i < count; i++) record[i] = str_copy(k->arena, texts[i]);
}
