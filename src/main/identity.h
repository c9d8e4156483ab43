/* Commands that root runs work as the owner of the state folder: a database, key or journal that root left there could not be written by the
 * service any more. The folder decides; where it is not there yet, the nearest folder above it that is. A folder of root's own (before the
 * first start of a service with DynamicUser, in a container that runs as root) leaves root as it is: then everything there is root's.
 * Source: docs/decisions/0025-administration.md. */
#pragma once

#include "main/outputs.h"

/* What a command may keep. */
enum identity_use {
    IDENTITY_COMMAND, /* reads as root does, whatever the mode of a file: a roster in /root, a state folder below /var/lib/private */
    IDENTITY_SERVICE, /* keeps nothing */
};

/* Gives up root for good, with all groups, before anything is opened. output: the file or folder that the command writes for the user; NULL: none. A
 * helper puts it in place, unless the folder around it belongs to that owner, who can do so without root. False, with the reason in Dutch: root could not be given up, or the folder is out of reach without it. */
bool identity_assume(struct arena *arena, struct str state, enum identity_use use, const char *output, struct outputs *outputs,
                     struct str *ret_problem) MUST_USE;
