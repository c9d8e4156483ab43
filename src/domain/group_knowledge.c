#include "domain/group_knowledge.h"

#include <stdlib.h>

/* Ordered by number. Source: the classes in a public export of a secondary school. */
const struct group_number group_known_numbers[] = {
    {6246, LEVEL_SECONDARY},  /* 1ste leerjaar A */
    {6247, LEVEL_SECONDARY},  /* 1ste leerjaar B */
    {40092, LEVEL_SECONDARY}, /* 2e lj A Klassieke talen */
    {40094, LEVEL_SECONDARY}, /* 2e lj A, Maatschappij en welzijn */
    {40095, LEVEL_SECONDARY}, /* 2e lj A, Moderne talen en wetenschappen */
    {40109, LEVEL_SECONDARY}, /* 2e lj B Economie en organisatie met Maatschappij en welzijn */
    {41349, LEVEL_SECONDARY}, /* 3 Organisatie en logistiek */
    {43117, LEVEL_SECONDARY}, /* 5 Onthaal, organisatie en sales */
};
const size_t group_known_number_count = COUNT(group_known_numbers);

int group_number_order(const void *left, const void *right) {
    const struct group_number *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

static int compare_schools(const void *left, const void *right) {
    const struct school_levels *a = left, *b = right;
    return (a->school > b->school) - (a->school < b->school);
}

int group_choice_order(const void *left, const void *right) {
    const struct level_choice *a = left, *b = right;
    if (a->school != b->school) return a->school < b->school ? -1 : 1;
    return str_cmp(a->name, b->name);
}

static enum level level_in(const struct group_number *numbers, size_t count, int64_t number) {
    const struct group_number wanted = {number, LEVEL_UNKNOWN}, *found = NULL;
    if (count > 0) found = bsearch(&wanted, numbers, count, sizeof *numbers, group_number_order);
    return found == NULL ? LEVEL_UNKNOWN : found->level;
}

enum level group_level_of_number(const struct group_knowledge *k, int64_t number) {
    if (number == 0) return LEVEL_UNKNOWN;
    enum level level = k == NULL ? LEVEL_UNKNOWN : level_in(k->numbers, k->number_count, number);
    return level != LEVEL_UNKNOWN ? level
                                  : level_in(group_known_numbers, group_known_number_count, number);
}

level_set group_levels_of_school(const struct group_knowledge *k, int school) {
    if (k == NULL || k->school_count == 0) return LEVELS_NONE;
    const struct school_levels wanted = {school, LEVELS_NONE};
    const struct school_levels *found =
        bsearch(&wanted, k->schools, k->school_count, sizeof *k->schools, compare_schools);
    return found == NULL ? LEVELS_NONE : found->levels;
}

static enum level chosen_at(const struct group_knowledge *k, int school, struct str folded) {
    const struct level_choice wanted = {school, folded, LEVEL_UNKNOWN};
    const struct level_choice *found =
        bsearch(&wanted, k->choices, k->choice_count, sizeof *k->choices, group_choice_order);
    return found == NULL ? LEVEL_UNKNOWN : found->level;
}

enum level group_level_chosen(const struct group_knowledge *k, int school, struct str folded) {
    if (k == NULL || k->choice_count == 0) return LEVEL_UNKNOWN;
    enum level level = chosen_at(k, school, folded);
    return level != LEVEL_UNKNOWN ? level : chosen_at(k, 0, folded);
}
