/* Inside a sample: what happens to a pupil after the day of the roster. Each pupil is lived through
 * as soon as it is drawn, so nobody is kept; what is kept are the schools met last, where somebody
 * may move to. Its chance is a stream of its own for each pupil: the roster does not depend on it.
 * Rates and why: docs/develop/sample.md. */
#pragma once

#include "sample/person.h"
#include "sample/plan.h"
#include "sample/sample.h"

enum { YEAR_NEIGHBOURS = 20, CLASS_TEXT = 24 };

/* A pupil in a school. */
struct life {
    struct person person;
    struct school_plan *school;
    const struct sample_group *group;
    int64_t roll_number;
    char class_code[CLASS_TEXT];
    day_count begin_day, end_day;
    bool enrolled;
    bool steady; /* nothing happens but the end of the school year: the manual's pupils, and who is
                    in two schools */
    bool second; /* the second enrolment of somebody: it ends with the school year */
};

struct year {
    const struct sample_options *options;
    const struct sample_sink *sink;
    struct serials serials;
    uint64_t state, lives;
    struct random random;
    struct school_plan schools[YEAR_NEIGHBOURS]; /* a ring: the school of place i is schools[i %
                                                    YEAR_NEIGHBOURS] */
};

struct sample_row life_row(const struct life *life);
/* Birthdays and origins that fit a group in a school year. */
struct person_wish year_wish(const struct random *random, const struct school_plan *school,
                             const struct sample_group *group, int school_year);
/* Lives a pupil through, who is in the roster, and whoever comes into the same group. */
enum rc year_live(struct year *year, struct life *life) MUST_USE;
