/* Starts a key process on a named folder of keys, for tests. */
#pragma once

#include "key_folder.h"

#include "crypto/key_process.h"

static void process_lost(void) {
    _exit(77);
}

static struct keys *start_process(const char *name) {
    struct keys *keys = NULL;
    struct fault fault = {.detail = ""};
    const char *folder = path(name);
    const struct key_process_config config = {.folder = folder,
                                              .create = true,
                                              .now_ms = INT64_C(1700000000000),
                                              .channels = 3,
                                              .lost = process_lost};
    enum rc rc = key_process_start(arena, &config, &keys, &fault);
    if (rc != RC_OK) fail_msg("%s: %s", rc_name(rc), fault.detail);
    return keys;
}
