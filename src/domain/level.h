/*
 * Level of education of an enrolment: from the main structure, the administrative group, the
 * school, or a choice that people made.
 *
 * A wrong level gives a child the wrong kind of account, so the rules answer "not known" where a
 * name has two readings; a person then chooses once. Source: docs/develop/formats.md "Level of a
 * group".
 */
#pragma once

#include "base/str.h"

enum level {
    LEVEL_UNKNOWN = 0,
    LEVEL_PRE_PRIMARY = 1,
    LEVEL_PRIMARY = 2,
    LEVEL_SECONDARY = 3,
    LEVEL_HIGHER = 4
};

/* A set of levels: bit 1 << level. */
typedef unsigned level_set;
enum {
    LEVELS_NONE = 0,
    LEVELS_PRE_PRIMARY = 1 << LEVEL_PRE_PRIMARY,
    LEVELS_PRIMARY = 1 << LEVEL_PRIMARY,
    LEVELS_BASIC = LEVELS_PRE_PRIMARY | LEVELS_PRIMARY,
    LEVELS_SECONDARY = 1 << LEVEL_SECONDARY,
    LEVELS_HIGHER = 1 << LEVEL_HIGHER,
    LEVELS_ANY = LEVELS_BASIC | LEVELS_SECONDARY | LEVELS_HIGHER,
};

/*
 * Parses a main structure as people write it: "311", "311 - voltijds gewoon secundair", "kleuter",
 * "BuSO"; folded by text_fold(). Returns LEVEL_UNKNOWN for anything else.
 */
enum level level_of_structure(struct str folded);

/*
 * Reads the name of an administrative group, folded by text_fold(): "4de leerjaar", "2e lj 3e gr
 * Wetenschappen ASO", "BuBaO type 2". Readings outside allowed are ignored. Returns the levels that
 * the name can mean; LEVELS_NONE when no rule applies or rules contradict each other.
 */
level_set level_of_group(struct str folded, level_set allowed);

/* What is known about the level of a row, strongest evidence first. */
struct level_evidence {
    enum level structure; /* main structure of the row; LEVEL_UNKNOWN: none */
    enum level by_number; /* of the group's number in the catalogue; LEVEL_UNKNOWN: not there */
    level_set school;     /* levels that the school offers; LEVELS_NONE: not known */
    enum level choice;    /* what people chose for this group at this school */
    level_set by_name;    /* level_of_group() with the levels of the school as allowed */
    int birth_year;       /* 0: unknown */
    int school_year;      /* calendar year in which the school year begins */
};
/*
 * Decides the level. Between pre-primary and primary, which have the same kind of account, the
 * birth year decides; without it, primary. Returns LEVEL_UNKNOWN when a person has to choose.
 */
enum level level_decide(const struct level_evidence *evidence);

/*
 * Returns by how many years a pupil is younger (negative) or older (positive) than the pupils of a
 * level are, 0 when the age is usual. More than LEVEL_YEARS_OFF is worth a warning.
 */
enum { LEVEL_YEARS_OFF = 3 };
int level_years_off(enum level level, int birth_year, int school_year);
