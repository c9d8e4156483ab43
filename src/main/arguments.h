/* The words that follow the name of a command. */
#pragma once

#include "main/command.h"

/* Fills words and options of cli. False after telling what is wrong. */
bool arguments_take(struct cli *cli, char **words, int count);
/* The place of an option, named without --, in the command's table; -1: it has none of that name.
 */
int arguments_option_of(const struct command *command, struct str name);
