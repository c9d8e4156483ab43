/* The parser process and the child it makes for each file. Only parser.c calls this. */
#pragma once

#include "parse/parser.h"

enum { PARSES_MAX = 64 }; /* files at the same time */

/* In the forked process: serves requests on the socket until the program closes it. Does not
 * return. */
_Noreturn void parser_process_run(const struct parser_config *config, int program, int socket);
