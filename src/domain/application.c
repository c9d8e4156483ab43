#include "domain/application.h"

static const char *const words[] = {[LEVEL_UNKNOWN] = "",
                                    [LEVEL_PRE_PRIMARY] = "kleuter",
                                    [LEVEL_PRIMARY] = "lager",
                                    [LEVEL_SECONDARY] = "secundair",
                                    [LEVEL_HIGHER] = "hoger"};

const char *application_level_word(enum level level) {
    return words[level];
}

enum rc application_level_by_word(struct str word, enum level *ret_level) {
    for (int i = LEVEL_PRE_PRIMARY; i <= LEVEL_HIGHER; i++) {
        if (!str_eq(word, str_of(words[i]))) continue;
        *ret_level = (enum level)i;
        return RC_OK;
    }
    return RC_INVALID;
}

static bool matches_switch(const struct application_switch *s,
                           const struct application_place *place) {
    if (s->school.value != place->school.value) return false;
    switch (s->kind) {
        case SWITCH_SCHOOL: return true;
        case SWITCH_LEVEL: return s->value.len == 1 && s->value.ptr[0] - '0' == (int)place->level;
        case SWITCH_GROUP: return str_eq(s->value, place->group_name);
        case SWITCH_CLASS: return str_eq(s->value, place->class_code);
    }
    return false;
}

bool application_reaches(unsigned levels, bool all_schools,
                         const struct application_switch *switches, size_t count,
                         const struct application_place *place) {
    if (place->level != LEVEL_UNKNOWN && !(levels & 1u << place->level)) return false;
    if (all_schools) return true;
    for (size_t i = 0; i < count; i++)
        if (matches_switch(&switches[i], place)) return true;
    return false;
}
