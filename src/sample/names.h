/*
 * Given and family names by origin, as they occur in Flemish classes. The people are invented: any
 * given name is combined with any family name of its origin. Names contain no ';', quotation mark
 * or control character.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct name_list {
    const char *const *names;
    size_t count;
};

struct origin {
    int weight;    /* relative frequency */
    bool newcomer; /* occurs in reception classes (OKAN) */
    bool mixes;    /* often has a Flemish given name */
    struct name_list boys, girls, families;
    struct name_list families_of_girls; /* empty: same as families */
};

enum { ORIGIN_FLEMISH = 0 };
size_t origin_count(void);
const struct origin *origin_at(size_t number);
