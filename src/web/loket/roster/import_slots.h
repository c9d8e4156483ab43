/*
 * Which schools have a file being read now, in this process. A file can keep its reader busy for 20
 * s, and the worker that waits for it; so each school reads one file at a time, and all schools
 * together use at most half of the page workers. Safe for use by several threads.
 */
#pragma once

#include "base/str.h"

enum import_slot { IMPORT_SLOT_TAKEN, IMPORT_SLOT_SCHOOL_BUSY, IMPORT_SLOTS_FULL };

struct import_slots;

/* max: concurrent files, at least 1. */
struct import_slots *import_slots_open(struct arena *arena, size_t max);
/* After IMPORT_SLOT_TAKEN the caller must call import_slots_release(). */
enum import_slot import_slots_take(struct import_slots *slots, int school);
void import_slots_release(struct import_slots *slots, int school);
