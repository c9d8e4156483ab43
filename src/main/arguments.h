/* Parses the arguments that follow the name of a command. */
#pragma once

#include "main/command.h"

/* Fills words and options of cli. Returns false after printing what is wrong. */
bool arguments_take(struct cli *cli, char **words, int count);
/* Returns the index of an option (name without --) in the command's table, -1 when it has none. */
int arguments_option_of(const struct command *command, struct str name);
