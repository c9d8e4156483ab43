/* Given and family names by origin, as they are met in Flemish classes. People are invented: any
 * given name goes with any family name of its origin. Names hold no ';', quotation mark or control
 * character. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct name_list {
    const char *const *names;
    size_t count;
};

struct origin {
    int weight;    /* how often it is met, against the other weights */
    bool newcomer; /* met in reception classes (OKAN) */
    bool mixes;    /* given names are often Flemish ones */
    struct name_list boys, girls, families;
    struct name_list families_of_girls; /* empty: the same for all */
};

enum { ORIGIN_FLEMISH = 0 };
size_t origin_count(void);
const struct origin *origin_at(size_t number);
