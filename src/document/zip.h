/* ZIP archives in memory (libarchive): stored, ASCII names, fixed times, so that equal input gives equal bytes. */
#pragma once

#include "base/buf.h"

struct zip_entry {
    const char *name;
    struct str bytes;
};
/* passphrase: ptr NULL for none, else AES-256. RC_LIMIT: out has no room. */
enum rc zip_write(struct arena *arena, const struct zip_entry *entries, size_t count, struct str passphrase, struct buf *out) MUST_USE;
