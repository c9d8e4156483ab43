/* Dutch texts for errno values in messages of commands. */
#pragma once

/*
 * Returns a Dutch clause, e.g. "de schijf is vol" for ENOSPC. Values without a text give their
 * symbolic name ("EIO"), unknown ones "onbekende fout". The string is static.
 */
const char *system_reason(int error);
