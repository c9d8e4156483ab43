/* Information about keys that are not in use yet, for `leerid keys` and `leerid doctor`. */
#pragma once

#include "main/command.h"

/*
 * Returns when the newest key comes into use, in ms UTC; 0 when it is in use. cli must be open with
 * NEED_STORE.
 */
int64_t keys_wait_until(struct cli *cli);
extern const char keys_copy_advice[]; /* what to do in the meantime */
struct str keys_moment_text(struct arena *arena,
                            int64_t at_ms); /* "2026-09-02 13:05", local time */
