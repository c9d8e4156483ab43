/* Dutch texts for errno values in messages of commands. */
#pragma once

#include "base/str.h"

/*
 * Returns a Dutch clause, e.g. "de schijf is vol" for ENOSPC. Values without a text give their
 * symbolic name ("EIO"), unknown ones "onbekende fout". The string is static.
 */
const char *system_reason(int error);

/*
 * Prints in Dutch that a file could not be written, or that it is in place but may be lost in a
 * power cut.
 *   rc  result of output_begin() or output_place(); reads errno
 */
void report_unplaced(struct str file, enum rc rc);
