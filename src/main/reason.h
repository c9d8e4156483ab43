/* Texts for errno values in messages of commands. */
#pragma once

#include "language/message.h"

/*
 * Returns a clause, "de schijf is vol" for ENOSPC. Values without a text give their symbolic name
 * ("EIO"), unknown ones "onbekende fout".
 */
struct message_arg reason_of_errno(int error);

/*
 * Prints that a file could not be written, or is in place but may be lost after a power failure.
 *
 * rc and errno: as output_begin() or output_place() left them.
 */
void reason_unplaced(struct str file, enum rc rc);
