/*
 * Level of education of an enrolment, derived from the main structure, the administrative group,
 * the school, or a choice of staff.
 *
 * A wrong level gives a child the wrong kind of account. Ambiguous names therefore give "unknown",
 * and a staff member chooses once. Source: docs/develop/formats.md "Level of a group".
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

/* A set of levels; bit 1 << level. */
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

/* Parses a main structure: "311", "311 - voltijds gewoon secundair", "kleuter", "BuSO", folded with
 * text_fold(). Returns LEVEL_UNKNOWN for anything else. */
enum level level_of_structure(struct str folded);

/* Interprets the name of an administrative group, folded with text_fold(): "4de leerjaar", "2e lj
 * 3e gr Wetenschappen ASO", "BuBaO type 2". Ignores levels outside allowed. Returns the possible
 * levels; LEVELS_NONE when no rule applies or rules contradict each other. */
level_set level_of_group(struct str folded, level_set allowed);

/* Evidence about the level of a row, strongest first. */
struct level_evidence {
    enum level structure; /* main structure of the row; LEVEL_UNKNOWN: none */
    enum level by_number; /* level of the group's number in the catalogue; LEVEL_UNKNOWN: none */
    level_set school;     /* levels that the school offers; LEVELS_NONE: unknown */
    enum level choice;    /* choice of staff for this group at this school */
    level_set by_name;    /* result of level_of_group() for the levels of the school */
    int birth_year;       /* 0: unknown */
    int school_year;      /* calendar year in which the school year begins */
};
/* Decides the level. The birth year decides between pre-primary and primary, which have the same
 * kind of account; without it the result is primary. Returns LEVEL_UNKNOWN when staff must choose.
 */
enum level level_decide(const struct level_evidence *evidence);

/* Returns by how many years a pupil is younger (negative) or older (positive) than usual for a
 * level; 0: usual age. A difference of more than LEVEL_YEARS_OFF deserves a warning. */
enum { LEVEL_YEARS_OFF = 3 };
int level_years_off(enum level level, int birth_year, int school_year);
