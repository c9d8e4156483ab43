/*
 * Files that belong together, brought one beside the other (two lists of WISA, files of OneRoster
 * that were unpacked). They become one ZIP without compression, so that the readers of tables take
 * one file whatever was brought.
 */
#pragma once

#include "base/str.h"

enum { FILE_SET_MAX = 64, FILE_SET_BYTES_MAX = 32 << 20 };

struct set_file {
    const char *path; /* its last part becomes the name */
    int fd;
};

/*
 * Returns a descriptor of a file in memory, which the caller closes. Errors: RC_TOO_LARGE over
 * FILE_SET_BYTES_MAX, RC_INVALID when two files have one name, RC_IO.
 */
enum rc file_set_pack(struct arena *arena, const struct set_file *files, size_t count,
                      int *ret_fd) MUST_USE;
