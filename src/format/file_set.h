/* Packs files that belong together into one uncompressed ZIP: two WISA lists, or unpacked OneRoster
 * files. Readers of tables then always receive one file. */
#pragma once

#include "base/str.h"

enum { FILE_SET_MAX = 64, FILE_SET_BYTES_MAX = 32 << 20 };

struct set_file {
    const char *path; /* its last part becomes the name in the ZIP */
    int fd;
};

/* Returns a descriptor of a ZIP in memory; the caller closes it. Returns RC_TOO_LARGE above
 * FILE_SET_MAX files or FILE_SET_BYTES_MAX bytes, RC_INVALID when two files have the same name, and
 * RC_IO. */
enum rc file_set_pack(struct arena *arena, const struct set_file *files, size_t count,
                      int *ret_fd) MUST_USE;
