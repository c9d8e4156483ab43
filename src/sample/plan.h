/*
 * Plan of an invented school: its kind, name, and administrative groups with ages and class codes.
 */
#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "domain/level.h"

enum { PLAN_GROUPS_MAX = 64, PLAN_NAME = 120 };

struct sample_group {
    char name[PLAN_NAME];
    int number;    /* administrative group number, 6 digits */
    int structure; /* main structure */
    enum level level;
    int age_from, age_to; /* age reached in the calendar year in which the school year begins */
    bool newcomer;
    bool lettered;  /* "4A" even for a single class; otherwise "5WEWI", and "5WEWIa", "5WEWIb" when
                       there are more */
    int class_size; /* maximum */
    char class_stem[16];
    int pupils; /* on the day of the roster; set while the school is filled */
};

struct school_plan {
    int number;
    char name[PLAN_NAME];
    struct sample_group groups[PLAN_GROUPS_MAX];
    size_t count;
    int late; /* pupils who arrived after the day of the roster */
};

/* Plans the manual's test school: the groups of its pupils and the six years of primary school. */
void plan_first_school(struct school_plan *ret_plan);
/* Plans the index-th school (from 1) for a number of pupils. */
void plan_school(const struct random *random, int index, int pupils, struct school_plan *ret_plan);
/* Writes the class of pupil number `place` of `count` in a group, e.g. "4B"; text has 24 bytes. */
void plan_class(const struct sample_group *group, int place, int count, char text[24]);
