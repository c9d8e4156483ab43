#include "web/loket/roster/import_slots.h"

#include <pthread.h>

struct import_slots {
    pthread_mutex_t lock;
    size_t max, count;
    int *schools; /* the first count entries are in use */
};

struct import_slots *import_slots_open(struct arena *arena, size_t max) {
    struct import_slots *slots = ARENA_NEW(arena, struct import_slots);
    pthread_mutex_init(&slots->lock, NULL);
    slots->max = max > 0 ? max : 1;
    slots->schools = ARENA_ARRAY(arena, int, slots->max);
    return slots;
}

static size_t find_slot(const struct import_slots *slots, int school) {
    size_t i = 0;
    while (i < slots->count && slots->schools[i] != school) i++;
    return i;
}

enum import_slot import_slots_take(struct import_slots *slots, int school) {
    enum import_slot result = IMPORT_SLOT_TAKEN;
    pthread_mutex_lock(&slots->lock);
    if (find_slot(slots, school) < slots->count)
        result = IMPORT_SLOT_SCHOOL_BUSY;
    else if (slots->count == slots->max)
        result = IMPORT_SLOTS_FULL;
    else
        slots->schools[slots->count++] = school;
    pthread_mutex_unlock(&slots->lock);
    return result;
}

void import_slots_release(struct import_slots *slots, int school) {
    pthread_mutex_lock(&slots->lock);
    size_t i = find_slot(slots, school);
    if (i < slots->count) slots->schools[i] = slots->schools[--slots->count];
    pthread_mutex_unlock(&slots->lock);
}
