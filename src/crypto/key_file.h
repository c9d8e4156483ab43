/* Files that hold keys: written whole or not at all, readable by their owner only: that of the
 * folder, also when root rotates. Shared by the key ring and the signing keys. */
#pragma once

#include "base/str.h"

enum key_file_placing { KEY_FILE_REPLACE, KEY_FILE_ONLY_NEW };

/* A file beside, then its name: a reader sees the old or the new, never half. ONLY_NEW: RC_CONFLICT
 * when something has the name. */
enum rc key_file_put(const char *path, struct str bytes, enum key_file_placing placing,
                     struct fault *fault) MUST_USE;
/* At most max bytes. RC_NONE: there is no such file; RC_IO: see errno. */
enum rc key_file_read(struct arena *arena, const char *path, size_t max,
                      struct str *ret_bytes) MUST_USE;
