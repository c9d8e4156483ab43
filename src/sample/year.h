/*
 * Internal to sample: what happens to a pupil after the day of the roster.
 *
 * The year of each pupil is simulated immediately after the pupil is generated, so pupils are not
 * kept in memory; only the latest schools are, as destinations for pupils who move. Each pupil has
 * a random stream of its own, so the roster does not depend on it. Rates and reasons:
 * docs/develop/sample.md.
 */
#pragma once

#include "sample/person.h"
#include "sample/plan.h"
#include "sample/sample.h"

enum { YEAR_NEIGHBOURS = 20, CLASS_TEXT = 24 };

/* A pupil enrolled in a school. */
struct sample_pupil {
    struct person person;
    struct school_plan *school;
    const struct sample_group *group;
    int64_t roll_number;
    char class_code[CLASS_TEXT];
    day_count begin_day, end_day;
    bool enrolled;
    bool steady; /* nothing changes but the school year: the manual's pupils, and pupils in two
                    schools */
    bool second; /* a second enrolment, which ends with the school year */
};

struct year {
    const struct sample_options *options;
    const struct sample_sink *sink;
    struct serials serials;
    uint64_t state, lives;
    struct random random;
    struct school_plan
        schools[YEAR_NEIGHBOURS]; /* ring buffer: school i is schools[i % YEAR_NEIGHBOURS] */
};

struct sample_row sample_pupil_row(const struct sample_pupil *pupil);
/* Returns birthdays and origins that suit a group in a school year. */
struct person_wish year_wish(const struct random *random, const struct school_plan *school,
                             const struct sample_group *group, int school_year);
/* Simulates the year of a pupil of the roster, and of any pupil who joins the same group. */
enum rc year_simulate(struct year *year, struct sample_pupil *pupil) MUST_USE;
