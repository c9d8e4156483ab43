/*
 * Drops root privileges.
 *
 * A command started by root continues as the owner of the state folder, because the service could
 * not write a database, key or journal that root created. While the state folder does not exist,
 * the owner of its nearest existing parent is used. When that owner is root, the process stays
 * root: before the first start of a service with DynamicUser, and in a container that runs as root.
 *
 * Source: docs/decisions/0017-administration.md.
 */
#pragma once

#include "main/outputs.h"

/* Which capability the process keeps. */
enum identity_use {
    IDENTITY_COMMAND, /* CAP_DAC_READ_SEARCH, to read a roster in /root or /var/lib/private */
    IDENTITY_SERVICE, /* none */
};

/*
 * Drops the root user, its groups and capabilities for good. Call it before opening anything. Does
 * nothing and returns true when the process is not root or the owner is root.
 *   state   the state folder
 *   output  file or folder that the command writes for the user; NULL: none. Unless the owner of
 *           the state folder also owns its parent folder, a helper process that stays root puts the
 *           file in place (outputs.h)
 *
 * Returns false, with the reason in *ret_problem, when the helper does not start, the
 * privileges cannot be dropped, or the owner cannot reach the state folder.
 */
bool identity_assume(struct arena *arena, struct str state, enum identity_use use,
                     const char *output, struct outputs *outputs,
                     struct message *ret_problem) MUST_USE;
