/* Inside src/crypto: the key process from its first line to its last. */
#pragma once

#include "crypto/key_process.h"
#include "crypto/key_wire.h"

enum { KEY_CHANNELS_MAX = 32 };

/* In the child of fork: opens the keys, confines itself, answers on the descriptors until they
 * close. program: who began it. */
void key_child_run(const struct key_process_config *config, int program, const int ends[],
                   int count) __attribute__((noreturn));
