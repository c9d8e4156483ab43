/* Tables of rules and fields of study. Internal to group_name.c. */
#pragma once

#include <string.h>

#include "domain/level.h"

/* Weights of rules: in one name, a higher weight overrides a lower one. */
enum group_weight {
    WEIGHT_NAME = 1,  /* common names: "K3", "4de leerjaar" */
    WEIGHT_STUDY,     /* a field of study of secondary education: "Latijn", "3 Hout" */
    WEIGHT_YEAR,      /* a year of study with its grade: "2e lj 3e gr" */
    WEIGHT_OFFICIAL,  /* official names of a year: "1e lj A", "7e lj" */
    WEIGHT_LEVEL,     /* a name that states the level: "lager", "kleuter", "BuLO" */
    WEIGHT_SECONDARY, /* "BSO", "duaal"; also when the field of study contains "kleuter" */
    WEIGHT_CERTAIN,   /* overrides everything: "OKAN basisonderwijs", "bachelor" */
};

/* A pattern and the levels it stands for. The words of a pattern are adjacent in the name. A
 * leading '^' anchors it to the beginning of the name, a trailing '$' to its end; '&' joins
 * patterns that may occur anywhere. Within a word, [a-c] is one character, '*' any characters, and
 * '%' a word of group_subjects. */
struct group_rule {
    const char *pattern;
    level_set levels;
    enum group_weight weight;
};
extern const struct group_rule group_rules[];
extern const size_t group_rule_count;

/* Words that name a field of study after a year of study, as in "3 Hout". */
extern const char *const group_subjects[];
extern const size_t group_subject_count;
