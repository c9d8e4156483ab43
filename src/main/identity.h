/* Drops root privileges. A command that root starts continues as the owner of the state folder,
 * because the service cannot write a database, key or journal that root created. While the state
 * folder does not exist, the owner of its nearest existing parent counts. If that owner is root,
 * the process stays root: so it is before the first start of a service with DynamicUser, and in a
 * container that runs as root. Source: docs/decisions/0025-administration.md. */
#pragma once

#include "main/outputs.h"

/* Which capability the process keeps. */
enum identity_use {
    IDENTITY_COMMAND, /* CAP_DAC_READ_SEARCH, to read a roster in /root, or /var/lib/private */
    IDENTITY_SERVICE, /* none */
};

/* Drops the root user, its groups and capabilities for good. Call it before anything is opened.
 * Does nothing and returns true when the process does not run as root or the owner is root.
 * state: the state folder.
 * output: the file or folder that the command writes for the user; NULL: none. Unless the owner of
 * the state folder also owns the folder around output, a helper process that stays root puts it in
 * place (outputs.h).
 * Returns false with a Dutch sentence in *ret_problem when the helper does not start, root cannot
 * be given up, or the owner cannot reach the state folder. */
bool identity_assume(struct arena *arena, struct str state, enum identity_use use,
                     const char *output, struct outputs *outputs, struct str *ret_problem) MUST_USE;
