/*
 * Level of education of an enrolment, derived from the main structure code or the name of the
 * administrative group. Source: docs/develop/formats.md "Flemish codes".
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

/*
 * Parses a main structure code ("311") or a word ("kleuter", "lager", "secundair"), folded by
 * text_fold(). Returns LEVEL_UNKNOWN for anything else.
 */
enum level level_of_structure(struct str folded);
/*
 * Derives the level from a group name such as "4de leerjaar" or "2e lj 3e gr Wetenschappen ASO",
 * folded by text_fold().
 */
enum level level_of_group(struct str folded);
