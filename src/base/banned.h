/*
 * Forbids functions of the C library that are easy to misuse. The build includes this file before
 * every source file (-include). Replacements: docs/develop/conventions.md, 3.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r gets
#pragma GCC poison atoi atol atoll atof scanf fscanf sscanf
#pragma GCC poison localtime gmtime ctime asctime mktime
#pragma GCC poison srand srandom drand48 tmpnam tempnam mktemp system popen
#ifndef __clang__ /* clang wants the attribute on the first declaration */
/* rand() is not poisoned because OpenSSL's headers have parameters of that name. */
int rand(void) __attribute__((error("use base/clock.h, random_fill")));
#endif
