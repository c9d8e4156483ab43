/* Limits concurrent imports in this process. Reading a file can occupy the parser and the waiting
 * worker for 20 s, so each school may read one file at a time, and all schools together at most
 * `max`. Thread-safe. */
#pragma once

#include "base/str.h"

enum import_slot { IMPORT_SLOT_TAKEN, IMPORT_SLOT_SCHOOL_BUSY, IMPORT_SLOTS_FULL };

struct import_slots;

/* Creates the table in the arena. max is the number of concurrent files, at least 1. */
struct import_slots *import_slots_open(struct arena *arena, size_t max);
/* Reserves a slot. After IMPORT_SLOT_TAKEN the caller must call import_slots_release(). */
enum import_slot import_slots_take(struct import_slots *slots, int school);
void import_slots_release(struct import_slots *slots, int school);
