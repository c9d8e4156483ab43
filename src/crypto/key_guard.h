/*
 * Limits how much the key process decrypts, and logs it. Private to the key process. Thread-safe.
 */
#pragma once

#include "crypto/key_wire.h"

struct key_guard;

/* cores scales the limit of password checks. */
struct key_guard *key_guard_open(struct arena *arena, int cores);
/*
 * Returns true when one more value may be decrypted (for SEAL_TAG: checked); counts and records it.
 * bound is the owner of the value. now_s is monotonic.
 */
bool key_guard_allows(struct key_guard *guard, enum seal_label label, struct str bound,
                      int64_t now_s);
/* Logs what was decrypted since the last call, if anything. */
void key_guard_log(struct key_guard *guard);
