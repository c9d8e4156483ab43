/* Files and folders as they should outlast a command: their names are on the disk, and they belong to whom they serve. */
#pragma once

#include <stdbool.h>

/* A name survives a power cut only once the folder it stands in is on the disk too. */
bool file_keep_name(const char *path);
/* What a command of root's makes beside a service belongs to the service, as the files of SQLite do: fd, open under that name, is given to
 * the owner of the folder it lies in. Nothing happens for others than root. */
void file_leave_to_owner(int fd, const char *path);
/* A folder for its owner only (0700), left to whom the one around it belongs. There already: true. False: see errno. */
bool folder_make(const char *path);
