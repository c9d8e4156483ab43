/*
 * Atomic reading and writing of key files. The files are readable only by their owner, which is the
 * owner of the folder, also when root rotates. Shared by the key ring and the signing keys.
 */
#pragma once

#include "base/str.h"

enum key_file_placing { KEY_FILE_REPLACE, KEY_FILE_ONLY_NEW };

/*
 * Writes a temporary file and renames it, so that readers see the old or the new file, never a
 * part. With KEY_FILE_ONLY_NEW returns RC_CONFLICT when the name exists.
 */
enum rc key_file_put(const char *path, struct str bytes, enum key_file_placing placing,
                     struct fault *fault) MUST_USE;
/* Reads at most max bytes. Errors: RC_NONE when the file does not exist; RC_IO, see errno. */
enum rc key_file_read(struct arena *arena, const char *path, size_t max,
                      struct str *ret_bytes) MUST_USE;
/* Fills *fault for a file that could be read and holds no complete keys; returns RC_IO. */
enum rc key_file_damaged(const char *path, struct fault *fault);
