/* The parser process and the child that it forks for each file. Used by parser.c only. */
#pragma once

#include "parse/parser.h"

enum { PARSES_MAX = 64 }; /* concurrent files */

/*
 * Runs in the forked process: serves requests on the socket until the program closes it. Does not
 * return.
 */
_Noreturn void parser_process_run(const struct parser_config *config, int program, int socket);
