/* Words that people in Flanders make passwords of: the strength library knows English lists only.
 */
#pragma once

#include <stddef.h>

size_t common_count(void);
const char *common_at(size_t number); /* most common first; number < common_count() */
