/* Dutch texts for errno values, used in the messages of commands. */
#pragma once

/* Returns a Dutch clause for an errno value: "de schijf is vol" for ENOSPC. A value without a text
 * gives its symbolic name ("EIO"), an unknown one "onbekende fout". The string is static. */
const char *system_reason(int error);
