/* Who may do what, in one table and one question. Rights never come from the browser. Source:
 * PRODUCT 8. */
#pragma once

#include <stdbool.h>

#include "domain/id.h"

enum role { ROLE_OPERATOR = 1, ROLE_MANAGER = 2, ROLE_TEACHER = 3, ROLE_VIEWER = 4 };

enum right {
    RIGHT_SEE_PUPILS, /* list, pupil page, histories */
    RIGHT_CREATE,     /* make accounts */
    RIGHT_PRINT,      /* print again, show a secret */
    RIGHT_RESET,      /* new secret, lift a pause */
    RIGHT_EDIT,       /* username, type, deactivate and activate */
    RIGHT_CONFIGURE,  /* settings of the school */
    RIGHT_PLATFORM,   /* schools, staff, applications */
    RIGHTS,
};

/* One line of what somebody may do: a role in a school (0: the whole platform), for one class ("" =
 * all). */
struct grant {
    enum role role;
    struct school_id school;
    struct str class_code;
};

struct staff_rights {
    const struct grant *grants;
    size_t count;
};

/* May they do this in this school, for a pupil of this class? class_code "" asks for the school as
 * a whole, which a teacher of some classes may enter to see the list of those classes
 * (RIGHT_SEE_PUPILS only). */
bool rights_allow(const struct staff_rights *rights, enum right right, struct school_id school,
                  struct str class_code);
/* The same for one pupil: a teacher's grant reaches only the pupils of the class it names, never
 * those without a class. */
bool rights_over_pupil(const struct staff_rights *rights, enum right right, struct school_id school,
                       struct str class_code);
/* Has anybody of these grants the right in the school, be it for one class only? Pupils are asked
 * one by one after. */
bool rights_somewhere(const struct staff_rights *rights, enum right right, struct school_id school);
/* Is every right in this school limited to some classes (teachers)? */
bool rights_by_class(const struct staff_rights *rights, struct school_id school);
/* Has the role this right? The table itself, for tests and pages. */
bool role_has(enum role role, enum right right);
const char *right_name(enum right right); /* "see_pupils" */
const char *role_name(enum role role);    /* "manager" */
enum rc role_by_name(struct str name, enum role *ret_role) MUST_USE;
