/* Files and folders: names that are on the disk, folders for their owner, paths without links. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

/* A name survives a power cut only once the folder it stands in is on the disk too. */
bool file_keep_name(const char *path);
/* Makes a folder for its owner only (0700). True when it is there already. False: see errno. */
bool folder_make(const char *path);
/* Is there anything under that name? Unlike access(2), with the rights that the process has now.
 * False also when it cannot be told: see errno. */
bool file_exists(const char *path);
/* The path without symbolic links: of the file when it is there, else of its folder. The path
 * itself when neither is. */
struct str file_real(struct arena *arena, struct str path);
