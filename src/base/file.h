/* Files and directories: durable names, private directories, paths without symbolic links. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

/*
 * Syncs the directory that contains path, so that a created, renamed or deleted name survives a
 * power failure. Returns false on failure.
 */
bool file_sync_directory(const char *path);
/* For CLEANUP: closes a descriptor unless it is negative. */
void file_close_at(int *fd);
/*
 * Replaces the file at path by one with these bytes and mode 0600: writes a new file beside it,
 * syncs it, renames it and syncs the directory. Returns false on failure: see errno; the previous
 * file stays then.
 */
bool file_replace(const char *path, struct str bytes);
/* As file_replace(), for a path that must not exist: false with errno EEXIST when it does. */
bool file_create(const char *path, struct str bytes);
/*
 * Creates a directory with mode 0700. Returns true when it exists already, false on failure: see
 * errno.
 */
bool folder_make(const char *path);
/*
 * Tells whether the path exists, with the effective rights of the process (access(2) uses the real
 * ones). Also false when this cannot be determined: see errno.
 */
bool file_exists(const char *path);
/*
 * Opens a file for reading without waiting: opening a FIFO that nobody writes to would block
 * without end. Returns -1 on failure: see errno, which is EISDIR for a directory and ESPIPE for any
 * other file that is not regular.
 */
int file_open_regular(const char *path);
/*
 * Returns the path without symbolic links: of the file when it exists, otherwise of its directory.
 * Returns the path unchanged when neither exists.
 */
struct str file_resolve(struct arena *arena, struct str path);
