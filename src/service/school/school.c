#include "service/school/school.h"

#include "domain/account_life.h"
#include "store/queries.h"

struct school_settings school_settings_default(struct str name) {
    return (struct school_settings){.name = name,
                                    .picture_count = 7,
                                    .word_digits = 4,
                                    .temporary_days = 90,
                                    .keep_sealed = true,
                                    .controller = S(""),
                                    .contact = S(""),
                                    .officer = S("")};
}

bool school_settings_fit(const struct school_settings *s) {
    return s->name.len > 0 && s->picture_count >= 5 && s->picture_count <= 7 &&
           s->word_digits >= 3 && s->word_digits <= 4 && s->temporary_days >= 1 &&
           s->temporary_days <= 365 && text_length(s->controller) <= CONTACT_MAX &&
           text_length(s->contact) <= CONTACT_MAX && text_length(s->officer) <= CONTACT_MAX;
}

struct work {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct school_settings *settings;
    const struct school_name *names;
    struct sql_school_get_row row;
    struct sql_school_list_row *rows;
    size_t count, added;
};

static enum rc add_school(struct tx *tx, struct work *w) {
    const struct school_settings *s = w->settings;
    int64_t changed;
    TRY(sql_school_add(tx, w->school.value, s->name, s->picture_count, s->word_digits,
                       s->temporary_days, s->keep_sealed, service_now(w->service), &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    return note(tx, w->arena, w->service, w->actor, w->school.value, HISTORY_SCHOOL_ADDED,
                w->school.value, S(""));
}
TX_FUNCTION(add_school, struct work)

enum rc school_add(struct call *call, const struct school_settings *settings) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, call->school, S("")));
    ENSURE(call->school.value >= 1 && call->school.value <= 999999 && school_settings_fit(settings),
           RC_INVALID);
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .school = call->school,
                     .settings = settings};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, add_school, &w,
                       call->fault);
}

static enum rc add_many(struct tx *tx, struct work *w) {
    size_t added = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct school_settings settings = school_settings_default(w->names[i].name);
        struct work one = {.service = w->service,
                           .arena = w->arena,
                           .actor = w->actor,
                           .school = w->names[i].school,
                           .settings = &settings};
        enum rc rc = add_school(tx, &one);
        ENSURE(rc == RC_OK || rc == RC_CONFLICT, rc);
        added += rc == RC_OK;
    }
    w->added = added;
    return added > 0 ? RC_OK : RC_NONE;
}
TX_FUNCTION(add_many, struct work)

enum rc school_add_many(struct call *call, const struct school_name *schools, size_t count,
                        size_t *ret_added) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    for (size_t i = 0; i < count; i++)
        ENSURE(schools[i].school.value >= 1 && schools[i].school.value <= 999999 &&
                   schools[i].name.len > 0,
               RC_INVALID);
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .names = schools,
                     .count = count};
    enum rc rc =
        store_write(call->service->db, call->arena, HISTORY_REQUIRED, add_many, &w, call->fault);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret_added = w.added;
    return RC_OK;
}

enum rc school_keep_sealed(struct tx *tx, struct arena *arena, const struct service *service,
                           struct school_id school, bool keep) {
    struct sql_school_get_row before;
    TRY(sql_school_get(tx, arena, school.value, &before));
    if (keep == (before.keep_sealed != 0)) return RC_OK;
    return sql_school_limit_sealed(tx, school.value, service_today(service),
                                   keep ? SQL_NULL : service_now(service) + SEALED_LEAST_MS, NULL);
}

static enum rc set(struct tx *tx, struct work *w) {
    const struct school_settings *s = w->settings;
    int64_t changed;
    TRY(school_keep_sealed(tx, w->arena, w->service, w->school, s->keep_sealed));
    TRY(sql_school_set(tx, w->school.value, s->name, s->picture_count, s->word_digits,
                       s->temporary_days, s->keep_sealed, s->controller, s->contact, s->officer,
                       &changed));
    ENSURE(changed == 1, RC_NONE);
    return note(tx, w->arena, w->service, w->actor, w->school.value, HISTORY_SCHOOL_CHANGED,
                w->school.value, S(""));
}
TX_FUNCTION(set, struct work)

enum rc school_set(struct call *call, const struct school_settings *settings) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, call->school, S("")));
    ENSURE(school_settings_fit(settings), RC_INVALID);
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .school = call->school,
                     .settings = settings};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, set, &w, call->fault);
}

static enum rc get(struct tx *tx, struct work *w) {
    return sql_school_get(tx, w->arena, w->school.value, &w->row);
}
TX_FUNCTION(get, struct work)

enum rc school_get(struct service *service, struct arena *arena, struct school_id school,
                   struct school_settings *ret_settings, int64_t *ret_roster_ms,
                   struct fault *fault) {
    struct work w = {.service = service, .arena = arena, .school = school};
    TRY(store_read(service->db, arena, get, &w, fault));
    *ret_settings = (struct school_settings){.name = w.row.name,
                                             .picture_count = (int)w.row.picture_count,
                                             .word_digits = (int)w.row.word_digits,
                                             .temporary_days = (int)w.row.temporary_days,
                                             .keep_sealed = w.row.keep_sealed != 0,
                                             .controller = w.row.controller,
                                             .contact = w.row.contact,
                                             .officer = w.row.officer};
    *ret_roster_ms = w.row.roster_ms == SQL_NULL ? -1 : w.row.roster_ms;
    return RC_OK;
}

static enum rc list(struct tx *tx, struct work *w) {
    return sql_school_list(tx, w->arena, service_today(w->service), &w->rows, &w->count);
}
TX_FUNCTION(list, struct work)

enum rc school_list(struct service *service, struct arena *arena, struct school_line **ret_lines,
                    size_t *ret_count, struct fault *fault) {
    struct work w = {.service = service, .arena = arena};
    TRY(store_read(service->db, arena, list, &w, fault));
    struct school_line *lines = ARENA_ARRAY(arena, struct school_line, w.count);
    for (size_t i = 0; i < w.count; i++)
        lines[i] = (struct school_line){
            .school = {(int32_t)w.rows[i].school_id},
            .name = w.rows[i].name,
            .roster_ms = w.rows[i].roster_ms == SQL_NULL ? -1 : w.rows[i].roster_ms,
            .pupils = w.rows[i].pupils,
            .accounts = w.rows[i].accounts};
    *ret_lines = lines;
    *ret_count = w.count;
    return RC_OK;
}
