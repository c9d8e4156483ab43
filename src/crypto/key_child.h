/* Main function of the key process. Private to src/crypto. */
#pragma once

#include "crypto/key_process.h"
#include "crypto/key_wire.h"

enum { KEY_CHANNELS_MAX = 32 };

/*
 * Runs in the child after fork(): opens the keys, enters the sandbox, answers requests on the
 * descriptors ends until they close. program is the process id of the parent.
 */
void key_child_run(const struct key_process_config *config, int program, const int ends[],
                   int count) __attribute__((noreturn));
