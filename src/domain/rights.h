/*
 * Permissions of staff by role, in one table. Permissions never come from the browser. Source:
 * docs/develop/requirements.md "Roles and rights".
 */
#pragma once

#include <stdbool.h>

#include "domain/id.h"

enum role { ROLE_OPERATOR = 1, ROLE_MANAGER = 2, ROLE_TEACHER = 3, ROLE_VIEWER = 4 };

enum right {
    RIGHT_SEE_PUPILS, /* list, pupil page, histories */
    RIGHT_CREATE,     /* create accounts */
    RIGHT_PRINT,      /* print again, display a secret */
    RIGHT_RESET,      /* new secret, release a rate-limited account */
    RIGHT_EDIT,       /* username, type, deactivation and activation */
    RIGHT_CONFIGURE,  /* settings of the school */
    RIGHT_PLATFORM,   /* schools, staff, applications */
    RIGHTS,
};

/*
 * One role of a staff member in a school (0: the whole platform), optionally limited to one class
 * ("" = all).
 */
struct grant {
    enum role role;
    struct school_id school;
    struct str class_code;
};

struct staff_rights {
    const struct grant *grants;
    size_t count;
};

/*
 * Tells whether staff may do this in the school, for a pupil of the class. class_code "" asks about
 * the school as a whole; for RIGHT_SEE_PUPILS this also allows a teacher of some classes, who sees
 * the list of those classes.
 */
bool rights_allow(const struct staff_rights *rights, enum right right, struct school_id school,
                  struct str class_code);
/* As rights_allow(), for one pupil: a grant for a class never includes pupils without a class. */
bool rights_over_pupil(const struct staff_rights *rights, enum right right, struct school_id school,
                       struct str class_code);
/*
 * Tells whether any grant gives the right in the school, even for one class only. The caller then
 * checks each pupil.
 */
bool rights_somewhere(const struct staff_rights *rights, enum right right, struct school_id school);
/* Tells whether every grant in the school is limited to classes (teachers). */
bool rights_by_class(const struct staff_rights *rights, struct school_id school);
/* Tells whether a role has a right; the table itself, for tests and pages. */
bool role_has(enum role role, enum right right);
const char *right_name(enum right right); /* "see_pupils" */
const char *role_name(enum role role);    /* "manager" */
enum rc role_by_name(struct str name, enum role *ret_role) MUST_USE;

/*
 * Tells whether a grant reaches secrets, settings or staff. Such a role needs a second factor
 * (domain/staff_factor.h).
 */
bool rights_sensitive(const struct staff_rights *rights);
/*
 * Tells whether each grant of `other` is covered by one of `own`. Only then may the owner of `own`
 * renew the access or reset the second factor of that colleague.
 */
bool rights_cover(const struct staff_rights *own, const struct staff_rights *other);
/*
 * Tells whether a pupil of the class is outside the classes that are the holder's own: those of
 * grants for one class in this school. False when there are no such grants.
 */
bool rights_outside_own_classes(const struct staff_rights *rights, struct school_id school,
                                struct str class_code);
