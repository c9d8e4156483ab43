/* Inside the key process: how much may be opened, and the log of it. Locked by itself. */
#pragma once

#include "crypto/key_wire.h"

struct key_guard;

struct key_guard *key_guard_open(struct arena *arena, int cores);
/* May one more be opened (or checked: SEAL_TAG)? Counts and notes it; bound: whose it is. now_s:
 * monotonic. */
bool key_guard_allows(struct key_guard *guard, enum seal_label label, struct str bound,
                      int64_t now_s);
/* Tells what was opened since the last time; nothing when nothing was. */
void key_guard_tell(struct key_guard *guard);
