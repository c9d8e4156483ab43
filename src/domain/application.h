/*
 * Decides which pupils may use an application: the operator chooses the levels, each school chooses
 * for whom it is switched on. Source: docs/develop/requirements.md "Applications".
 */
#pragma once

#include "domain/id.h"
#include "domain/level.h"

enum switch_kind { SWITCH_SCHOOL = 1, SWITCH_LEVEL = 2, SWITCH_GROUP = 3, SWITCH_CLASS = 4 };

struct application_switch {
    struct school_id school;
    enum switch_kind kind;
    struct str value; /* "" (school), "2" (level), a group name, or a class code */
};

/* An enrolment of a pupil in a school. */
struct application_place {
    struct school_id school;
    enum level level;
    struct str group_name, class_code;
};

/*
 * Tells whether the application is switched on for a pupil with this enrolment.
 *   levels       bits 1 << enum level; a pupil of unknown level passes this test
 *   all_schools  the application is switched on everywhere
 */
bool application_reaches(unsigned levels, bool all_schools,
                         const struct application_switch *switches, size_t count,
                         const struct application_place *place);
enum {
    LEVELS_ALL =
        1 << LEVEL_PRE_PRIMARY | 1 << LEVEL_PRIMARY | 1 << LEVEL_SECONDARY | 1 << LEVEL_HIGHER
};
const char *application_level_word(enum level level); /* the word used in rosters: "kleuter",
                                             "lager", "secundair", "hoger"; "" when unknown */
enum rc application_level_by_word(struct str word, enum level *ret_level) MUST_USE;
