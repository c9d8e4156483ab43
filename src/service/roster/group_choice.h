/* Choices that staff made about administrative groups: the catalogue of group numbers, the levels
 * that a school offers, and the level of groups that no rule recognises. Source:
 * docs/develop/formats.md "Level of a group". */
#pragma once

#include "domain/group_knowledge.h"
#include "service/service.h"

/*
 * Loads the built-in and stored knowledge about groups.
 *   extra  choices of this import; they take precedence over stored ones
 */
enum rc group_knowledge_load(struct call *call, const struct level_choice *extra,
                             size_t extra_count, struct group_knowledge *ret_knowledge) MUST_USE;

struct kept_group {
    struct str name;
    enum level level;
};
/* Returns the stored choices of a school. */
enum rc group_choices(struct call *call, int school, struct kept_group **ret_groups,
                      size_t *ret_count) MUST_USE;
/* Stores the levels of groups at a school; LEVEL_UNKNOWN deletes a choice. Needs RIGHT_CONFIGURE.
 */
enum rc group_choices_keep(struct call *call, int school, const struct kept_group *groups,
                           size_t count) MUST_USE;

struct catalogue_group {
    int64_t number;
    struct str name;
    enum level level;
};
/* Adds groups to the catalogue or replaces them. Needs RIGHT_PLATFORM. */
enum rc group_catalogue_add(struct call *call, const struct catalogue_group *groups,
                            size_t count) MUST_USE;
/* Sets the levels that a school offers. Returns RC_NONE when the school does not exist. */
enum rc group_choice_school_levels(struct call *call, int school, level_set levels) MUST_USE;
