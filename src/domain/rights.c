#include "domain/rights.h"

#define BIT(right) (1u << (right))

static const struct {
    const char *name;
    unsigned rights;
} roles[] = {
    [ROLE_OPERATOR] = {"operator", BIT(RIGHT_PLATFORM)},
    [ROLE_MANAGER] = {"manager", BIT(RIGHT_SEE_PUPILS) | BIT(RIGHT_CREATE) | BIT(RIGHT_PRINT) |
                                     BIT(RIGHT_RESET) | BIT(RIGHT_EDIT) | BIT(RIGHT_CONFIGURE)},
    [ROLE_TEACHER] = {"teacher", BIT(RIGHT_SEE_PUPILS) | BIT(RIGHT_PRINT) | BIT(RIGHT_RESET)},
    [ROLE_VIEWER] = {"viewer", BIT(RIGHT_SEE_PUPILS)},
};

bool role_has(enum role role, enum right right) {
    return role >= ROLE_OPERATOR && role <= ROLE_VIEWER && (roles[role].rights & BIT(right)) != 0;
}

const char *right_name(enum right right) {
    static const char *const names[RIGHTS] = {"see_pupils", "create",    "print",   "reset",
                                              "edit",       "configure", "platform"};
    return names[right];
}

const char *role_name(enum role role) {
    return role >= ROLE_OPERATOR && role <= ROLE_VIEWER ? roles[role].name : "";
}

enum rc role_by_name(struct str name, enum role *ret_role) {
    for (enum role role = ROLE_OPERATOR; role <= ROLE_VIEWER; role++) {
        if (!str_eq(name, str_of(roles[role].name))) continue;
        *ret_role = role;
        return RC_OK;
    }
    return RC_INVALID;
}

static bool reaches(const struct grant *grant, enum right right, struct school_id school) {
    return role_has(grant->role, right) &&
           (grant->role == ROLE_OPERATOR || grant->school.value == school.value);
}

bool rights_over_pupil(const struct staff_rights *rights, enum right right, struct school_id school,
                       struct str class_code) {
    for (size_t i = 0; i < rights->count; i++) {
        const struct grant *grant = &rights->grants[i];
        if (!reaches(grant, right, school)) continue;
        if (grant->class_code.len == 0 || str_eq(grant->class_code, class_code)) return true;
    }
    return false;
}

bool rights_somewhere(const struct staff_rights *rights, enum right right,
                      struct school_id school) {
    for (size_t i = 0; i < rights->count; i++)
        if (reaches(&rights->grants[i], right, school)) return true;
    return false;
}

bool rights_allow(const struct staff_rights *rights, enum right right, struct school_id school,
                  struct str class_code) {
    if (rights_over_pupil(rights, right, school, class_code)) return true;
    return class_code.len == 0 && right == RIGHT_SEE_PUPILS &&
           rights_somewhere(rights, right, school);
}

bool rights_by_class(const struct staff_rights *rights, struct school_id school) {
    for (size_t i = 0; i < rights->count; i++) {
        const struct grant *grant = &rights->grants[i];
        if (grant->school.value == school.value && grant->class_code.len == 0) return false;
    }
    return true;
}

bool rights_sensitive(const struct staff_rights *rights) {
    static const enum right sensitive[] = {RIGHT_CREATE, RIGHT_PRINT,     RIGHT_RESET,
                                           RIGHT_EDIT,   RIGHT_CONFIGURE, RIGHT_PLATFORM};
    for (size_t g = 0; g < rights->count; g++)
        for (size_t r = 0; r < COUNT(sensitive); r++)
            if (role_has(rights->grants[g].role, sensitive[r])) return true;
    return false;
}

static bool covers(const struct grant *outer, const struct grant *inner) {
    if (outer->role == ROLE_OPERATOR) return true;
    return inner->school.value == outer->school.value &&
           (roles[inner->role].rights & ~roles[outer->role].rights) == 0 &&
           (outer->class_code.len == 0 || str_eq(outer->class_code, inner->class_code));
}

bool rights_cover(const struct staff_rights *own, const struct staff_rights *other) {
    for (size_t i = 0; i < other->count; i++) {
        bool covered = false;
        for (size_t o = 0; o < own->count && !covered; o++)
            covered = covers(&own->grants[o], &other->grants[i]);
        if (!covered) return false;
    }
    return true;
}

bool rights_outside_own_classes(const struct staff_rights *rights, struct school_id school,
                                struct str class_code) {
    bool has_classes = false;
    for (size_t i = 0; i < rights->count; i++) {
        const struct grant *grant = &rights->grants[i];
        if (grant->school.value != school.value || grant->class_code.len == 0) continue;
        if (str_eq(grant->class_code, class_code)) return false;
        has_classes = true;
    }
    return has_classes;
}
