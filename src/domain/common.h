/*
 * Common words in passwords of people in Flanders. They supplement the strength library, which has
 * English lists only.
 */
#pragma once

#include <stddef.h>

size_t common_count(void);
const char *common_at(size_t number); /* most common first; number < common_count() */
