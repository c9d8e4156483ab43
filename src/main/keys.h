/* What `leerid keys` and `leerid doctor` say of keys that wait. */
#pragma once

#include "main/command.h"

/* When the newest key comes into use; 0: it is in use. cli is open with NEED_STORE. */
int64_t keys_wait_until(struct cli *cli);
extern const char keys_copy_advice[];                       /* in Dutch, what to do meanwhile */
struct str moment_text(struct arena *arena, int64_t at_ms); /* "2026-09-02 13:05", local time */
