/* Short Dutch words (3 to 6 letters a–z) that a six-year-old in Flanders can read, checked by hand;
 * 1,024 of them = 10 bits. They stand beside a child's name: nothing that scolds, shames or
 * frightens, no bodies, no drink, nothing that some may not eat. No homophones of one another, no
 * singular beside its plural, no numbers, no names of the pictures. */
#pragma once

#include <stddef.h>

size_t word_count(void);
const char *word_at(size_t number); /* number < word_count() */
