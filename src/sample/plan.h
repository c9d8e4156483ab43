/* A school on paper: its kind, its name, its administrative groups with ages and class codes. */
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
    int age_from,
        age_to; /* birthdays reached in the calendar year in which the school year begins */
    bool newcomer;
    bool lettered;  /* "4A" even when there is one class; else "5WEWI", and "5WEWIa", "5WEWIb" when
                       there are more */
    int class_size; /* at most */
    char class_stem[16];
    int pupils; /* on the day of the roster; set by who fills the school */
};

struct school_plan {
    int number;
    char name[PLAN_NAME];
    struct sample_group groups[PLAN_GROUPS_MAX];
    size_t count;
    int late; /* pupils who came after the day of the roster */
};

/* The manual's test school: the groups of its pupils and the six years of primary school. */
void plan_first_school(struct school_plan *ret_plan);
/* The index-th school (from 1), fit for that many pupils. */
void plan_school(const struct random *random, int index, int pupils, struct school_plan *ret_plan);
/* "4B": the class of the place-th of count pupils of a group. text has room for 24 bytes. */
void plan_class(const struct sample_group *group, int place, int count, char text[24]);
