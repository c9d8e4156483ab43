/*
 * Internal to the reader of group names (group_name.c): the tables of rules and of fields of study.
 */
#pragma once

#include <string.h>

#include "domain/level.h"

/* Weights: a stronger statement overrules a weaker one in the same name. */
enum group_weight {
    WEIGHT_NAME = 1,  /* usual names: "K3", "4de leerjaar" */
    WEIGHT_STUDY,     /* a field of study of secondary education: "Latijn", "3 Hout" */
    WEIGHT_YEAR,      /* a year of study with its grade: "2e lj 3e gr" */
    WEIGHT_OFFICIAL,  /* official names of years: "1e lj A", "7e lj" */
    WEIGHT_LEVEL,     /* the name states the level: "lager", "kleuter", "BuLO" */
    WEIGHT_SECONDARY, /* "BSO", "duaal": also when the field of study contains "kleuter" */
    WEIGHT_CERTAIN,   /* overrules everything: "OKAN basisonderwijs", "bachelor" */
};

/*
 * The words of a pattern are next to each other in the name. '^' in front anchors it to the
 * beginning of the name, '$' behind to its end; '&' joins patterns that may be anywhere. In a word,
 * [a-c] is one character, '*' any characters, and '%' a word of group_subjects.
 */
struct group_rule {
    const char *pattern;
    level_set levels;
    enum group_weight weight;
};
extern const struct group_rule group_rules[];
extern const size_t group_rule_count;

/* Words that are a field of study when a year of study stands in front: "3 Hout". */
extern const char *const group_subjects[];
extern const size_t group_subject_count;
