#include "service/roster/group_choice.h"

#include <stdlib.h>

#include "store/queries.h"

struct work {
    struct call *call;
    int school;
    const struct kept_group *groups;
    const struct catalogue_group *catalogue;
    size_t count;
    level_set levels;
    const struct level_choice *extra;
    size_t extra_count;
    struct group_knowledge *knowledge;
    struct sql_roster_groups_row *kept;
};

static enum rc load_numbers(struct tx *tx, struct work *w) {
    struct sql_group_catalogue_all_row *rows;
    size_t count;
    TRY(sql_group_catalogue_all(tx, w->call->arena, &rows, &count));
    struct group_number *numbers = ARENA_ARRAY(w->call->arena, struct group_number, count + 1);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (struct group_number){rows[i].group_number, (enum level)rows[i].level};
    w->knowledge->numbers = numbers;
    w->knowledge->number_count = count;
    return RC_OK;
}

static enum rc load_schools(struct tx *tx, struct work *w) {
    struct sql_school_levels_all_row *rows;
    size_t count;
    TRY(sql_school_levels_all(tx, w->call->arena, &rows, &count));
    struct school_levels *schools = ARENA_ARRAY(w->call->arena, struct school_levels, count + 1);
    for (size_t i = 0; i < count; i++)
        schools[i] = (struct school_levels){(int)rows[i].school_id, (level_set)rows[i].levels};
    w->knowledge->schools = schools;
    w->knowledge->school_count = count;
    return RC_OK;
}

/* Tells whether a choice of this import replaces the stored one of the group. */
static bool is_overruled(const struct work *w, int64_t school, struct str key) {
    for (size_t i = 0; i < w->extra_count; i++)
        if (w->extra[i].school == school && str_eq(w->extra[i].name, key)) return true;
    return false;
}

static enum rc load_choices(struct tx *tx, struct work *w) {
    struct sql_roster_groups_all_row *rows;
    size_t count;
    TRY(sql_roster_groups_all(tx, w->call->arena, &rows, &count));
    struct level_choice *choices =
        ARENA_ARRAY(w->call->arena, struct level_choice, count + w->extra_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < w->extra_count; i++) choices[kept++] = w->extra[i];
    for (size_t i = 0; i < count; i++)
        if (!is_overruled(w, rows[i].school_id, rows[i].group_key))
            choices[kept++] = (struct level_choice){(int)rows[i].school_id, rows[i].group_key,
                                                    (enum level)rows[i].level};
    qsort(choices, kept, sizeof *choices, group_choice_order);
    w->knowledge->choices = choices;
    w->knowledge->choice_count = kept;
    return RC_OK;
}

static enum rc load(struct tx *tx, struct work *w) {
    TRY(load_numbers(tx, w));
    TRY(load_schools(tx, w));
    return load_choices(tx, w);
}
TX_FUNCTION(load, struct work)

enum rc group_knowledge_load(struct call *call, const struct level_choice *extra,
                             size_t extra_count, struct group_knowledge *ret_knowledge) {
    *ret_knowledge = (struct group_knowledge){.number_count = 0};
    struct work w = {
        .call = call, .extra = extra, .extra_count = extra_count, .knowledge = ret_knowledge};
    return store_read(call->service->db, call->arena, load, &w, call->fault);
}

static enum rc list(struct tx *tx, struct work *w) {
    return sql_roster_groups(tx, w->call->arena, w->school, &w->kept, &w->count);
}
TX_FUNCTION(list, struct work)

enum rc group_choices(struct call *call, int school, struct kept_group **ret_groups,
                      size_t *ret_count) {
    struct work w = {.call = call, .school = school};
    TRY(store_read(call->service->db, call->arena, list, &w, call->fault));
    struct kept_group *groups = ARENA_ARRAY(call->arena, struct kept_group, w.count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < w.count; i++)
        if (w.kept[i].school_id == school)
            groups[(*ret_count)++] =
                (struct kept_group){w.kept[i].group_name, (enum level)w.kept[i].level};
    *ret_groups = groups;
    return RC_OK;
}

static enum rc keep(struct tx *tx, struct work *w) {
    struct call *call = w->call;
    for (size_t i = 0; i < w->count; i++) {
        const struct kept_group *group = &w->groups[i];
        struct str key = text_fold(call->arena, call->service->text, group->name);
        if (group->level == LEVEL_UNKNOWN)
            TRY(sql_roster_group_clear(tx, w->school, key, NULL));
        else
            TRY(sql_roster_group_set(tx, w->school, key, group->name, group->level,
                                     service_now(call->service), NULL));
    }
    if (w->school == 0) return RC_OK;
    return note(tx, call->arena, call->service, call->actor, w->school, HISTORY_SCHOOL_CHANGED,
                w->school, str_format(call->arena, "groups=%zu", w->count));
}
TX_FUNCTION(keep, struct work)

enum rc group_choices_keep(struct call *call, int school, const struct kept_group *groups,
                           size_t count) {
    enum right right = school == 0 ? RIGHT_PLATFORM : RIGHT_CONFIGURE;
    TRY(actor_may(call->actor, right, (struct school_id){school}, S("")));
    if (count == 0) return RC_OK;
    struct work w = {.call = call, .school = school, .groups = groups, .count = count};
    return store_write(call->service->db, call->arena,
                       school == 0 ? HISTORY_NONE : HISTORY_REQUIRED, keep, &w, call->fault);
}

static enum rc add_catalogue(struct tx *tx, struct work *w) {
    for (size_t i = 0; i < w->count; i++) {
        const struct catalogue_group *group = &w->catalogue[i];
        TRY(sql_group_catalogue_set(tx, group->number, group->name, group->level, NULL));
    }
    return RC_OK;
}
TX_FUNCTION(add_catalogue, struct work)

enum rc group_catalogue_add(struct call *call, const struct catalogue_group *groups, size_t count) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, call->school, S("")));
    struct work w = {.call = call, .catalogue = groups, .count = count};
    return store_write(call->service->db, call->arena, HISTORY_NONE, add_catalogue, &w,
                       call->fault);
}

static enum rc set_levels(struct tx *tx, struct work *w) {
    struct call *call = w->call;
    int64_t changed;
    TRY(sql_school_levels_set(tx, w->school, w->levels, &changed));
    ENSURE(changed == 1, RC_NONE);
    return note(tx, call->arena, call->service, call->actor, w->school, HISTORY_SCHOOL_CHANGED,
                w->school, str_format(call->arena, "levels=%u", w->levels));
}
TX_FUNCTION(set_levels, struct work)

enum rc group_choice_school_levels(struct call *call, int school, level_set levels) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, (struct school_id){school}, S("")));
    ENSURE((levels & ~(level_set)LEVELS_ANY) == 0, RC_INVALID);
    struct work w = {.call = call, .school = school, .levels = levels};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, set_levels, &w,
                       call->fault);
}
