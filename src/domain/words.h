/*
 * 1,024 short Dutch words (3 to 6 letters a–z; 10 bits) that a six-year-old in Flanders can read,
 * checked by hand. They are printed next to a child's name, so none scolds, shames or frightens, or
 * names body parts, alcohol, or food that some may not eat. No homophones, no singular with its
 * plural, no numbers, no picture names.
 */
#pragma once

#include <stddef.h>

size_t word_count(void);
const char *word_at(size_t number); /* number < word_count() */
