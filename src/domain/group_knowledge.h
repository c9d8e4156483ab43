/* Knowledge about administrative groups other than their names: the catalogue of group numbers, the
 * levels that a school offers, and choices of staff. Pure functions on sorted arrays that the
 * caller fills. Source: docs/develop/formats.md "Level of a group". */
#pragma once

#include "domain/level.h"

struct group_number {
    int64_t number;
    enum level level;
};
struct school_levels {
    int school;
    level_set levels;
};
struct level_choice {
    int school;      /* 0: any school */
    struct str name; /* folded with text_fold() */
    enum level level;
};

struct group_knowledge {
    const struct group_number *numbers; /* ordered by number */
    size_t number_count;
    const struct school_levels *schools; /* ordered by school */
    size_t school_count;
    const struct level_choice *choices; /* ordered by school, then name */
    size_t choice_count;
};

/* Built-in numbers, known from public exports. */
extern const struct group_number group_known_numbers[];
extern const size_t group_known_number_count;

/* Comparison functions for qsort(), in the order of these arrays. */
int group_number_order(const void *left, const void *right);
int group_choice_order(const void *left, const void *right);

/* Look-ups. They return LEVEL_UNKNOWN or LEVELS_NONE when nothing is known; knowledge may be NULL.
 */
enum level group_level_of_number(const struct group_knowledge *knowledge, int64_t number);
/* Returns the levels that a school offers. */
level_set group_levels_of_school(const struct group_knowledge *knowledge, int school);
/* Returns the choice for a group name at the school, or else for any school. */
enum level group_level_chosen(const struct group_knowledge *knowledge, int school,
                              struct str folded);
