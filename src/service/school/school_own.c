/* What staff set and see of their own schools; service/school/school.c is for operators. */
#include "service/pupil/help.h"
#include "service/pupil/pupils.h"
#include "service/school/school.h"
#include "store/queries.h"

struct own {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct school_settings *settings;
    const struct group_type *groups;
    size_t group_count;
    struct group_type *found;
    const struct school_id *schools;
    struct school_progress *progress;
    size_t count;
};

static enum rc write_settings(struct tx *tx, const struct own *o) {
    const struct school_settings *s = o->settings;
    struct sql_school_get_row now;
    int64_t changed;
    TRY(sql_school_get(tx, o->arena, o->school.value, &now));
    TRY(school_keep_sealed(tx, o->arena, o->service, o->school, s->keep_sealed));
    TRY(sql_school_set(tx, o->school.value, now.name, s->picture_count, s->word_digits,
                       s->temporary_days, s->keep_sealed, s->controller, s->contact, s->officer,
                       &changed));
    for (size_t i = 0; i < o->group_count; i++) {
        const struct group_type *g = &o->groups[i];
        if (g->type == 0)
            TRY(sql_school_group_clear(tx, o->school.value, g->group_name, NULL));
        else
            TRY(sql_school_group_set(tx, o->school.value, g->group_name, g->type, NULL));
    }
    return note(tx, o->arena, o->service, o->actor, o->school.value, HISTORY_SCHOOL_CHANGED,
                o->school.value, S(""));
}
TX_FUNCTION(write_settings, const struct own)

enum rc school_configure(struct call *call, const struct school_settings *settings,
                         const struct group_type *groups, size_t group_count) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    ENSURE(school_settings_fit(settings), RC_INVALID);
    for (size_t i = 0; i < group_count; i++)
        ENSURE(groups[i].type >= 0 && groups[i].type <= ACCOUNT_ADVANCED &&
                   groups[i].group_name.len > 0,
               RC_INVALID);
    struct own o = {.service = call->service,
                    .arena = call->arena,
                    .actor = call->actor,
                    .school = call->school,
                    .settings = settings,
                    .groups = groups,
                    .group_count = group_count};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_settings, &o,
                       call->fault);
}

static bool known(const struct own *o, struct str group_name) {
    for (size_t i = 0; i < o->count; i++)
        if (str_eq(o->found[i].group_name, group_name)) return true;
    return false;
}

static enum rc read_groups(struct tx *tx, struct own *o) {
    struct pupil_row *rows;
    struct sql_school_groups_row *types;
    struct str *names;
    size_t row_count, type_count, name_count;
    TRY(pupils_read(tx, o->arena, o->actor, o->school, service_today(o->service), &rows,
                    &row_count));
    TRY(sql_school_groups(tx, o->arena, o->school.value, &types, &type_count));
    pupil_list_groups(o->arena, rows, row_count, &names, &name_count);
    o->found = ARENA_ARRAY(o->arena, struct group_type, name_count + type_count);
    o->count = 0;
    for (size_t i = 0; i < type_count; i++)
        o->found[o->count++] = (struct group_type){types[i].group_name, (int)types[i].type};
    for (size_t i = 0; i < name_count; i++)
        if (!known(o, names[i])) o->found[o->count++] = (struct group_type){names[i], 0};
    return RC_OK;
}
TX_FUNCTION(read_groups, struct own)

enum rc school_group_types(struct call *call, struct group_type **ret_groups, size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    struct own o = {.service = call->service,
                    .arena = call->arena,
                    .actor = call->actor,
                    .school = call->school};
    TRY(store_read(call->service->db, call->arena, read_groups, &o, call->fault));
    *ret_groups = o.found;
    *ret_count = o.count;
    return RC_OK;
}

static enum rc read_progress(struct tx *tx, struct own *o) {
    for (size_t i = 0; i < o->count; i++) {
        o->progress[i] = (struct school_progress){0};
        if (actor_may(o->actor, RIGHT_SEE_PUPILS, o->schools[i], S("")) != RC_OK ||
            rights_by_class(o->actor->rights, o->schools[i]))
            continue;
        struct sql_school_counts_row row;
        size_t help;
        TRY(sql_school_counts(tx, o->arena, o->schools[i].value, service_today(o->service), &row));
        TRY(help_count(tx, o->arena, o->service, o->schools[i], &help));
        o->progress[i] = (struct school_progress){true, row.pupils - row.accounts,
                                                  row.never_signed_in, (int64_t)help};
    }
    return RC_OK;
}
TX_FUNCTION(read_progress, struct own)

enum rc school_progress(struct call *call, const struct school_id *schools, size_t count,
                        struct school_progress **ret_progress) {
    struct own o = {.service = call->service,
                    .arena = call->arena,
                    .actor = call->actor,
                    .schools = schools,
                    .count = count,
                    .progress = ARENA_ARRAY(call->arena, struct school_progress, count)};
    TRY(store_read(call->service->db, call->arena, read_progress, &o, call->fault));
    *ret_progress = o.progress;
    return RC_OK;
}
