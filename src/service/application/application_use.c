/* Applications as schools and pupils use them: logos, switches, counts, tiles, enrolments. */
#include "service/application/application.h"
#include "store/queries.h"

enum { COUNT_DAYS = 30, VALUE_MAX = 200 };

struct use {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    int64_t application_id, pupil_id;
    struct str logo; /* ptr NULL: none */
    const struct application_switch *switches;
    size_t switch_count;
    day_count from, to;
    struct sql_school_switches_row *set;
    struct sql_school_sign_ins_row *counts;
    struct application_count *days;
    struct application_tile *tiles;
    size_t set_count, count_count, count;
};

static enum rc write_logo(struct tx *tx, const struct use *u) {
    int64_t changed;
    TRY(sql_application_logo(tx, u->application_id, u->logo, &changed));
    ENSURE(changed == 1, RC_NONE);
    return note(tx, u->arena, u->service, u->actor, u->application_id, HISTORY_APPLICATION_CHANGED,
                0, S("logo"));
}
TX_FUNCTION(write_logo, const struct use)

enum rc application_logo_set(struct call *call, int64_t application_id, int fd,
                             enum image_flaw *ret_flaw) {
    struct str png = {NULL, 0};
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    if (fd >= 0)
        TRY(call->service->images.read(call->service->images.context, fd, call->arena, &png,
                                       ret_flaw));
    struct use u = {.service = call->service,
                    .arena = call->arena,
                    .actor = call->actor,
                    .application_id = application_id,
                    .logo = png};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_logo, &u,
                       call->fault);
}

static enum rc read_logo(struct tx *tx, struct use *u) {
    struct sql_application_logo_get_row row;
    TRY(sql_application_logo_get(tx, u->arena, u->application_id, &row));
    u->logo = row.logo;
    return row.logo.ptr == NULL ? RC_NONE : RC_OK;
}
TX_FUNCTION(read_logo, struct use)

enum rc application_logo_read(struct service *service, struct arena *arena, int64_t application_id,
                              struct str *ret_png, struct fault *fault) {
    struct use u = {.service = service, .arena = arena, .application_id = application_id};
    TRY(store_read(service->db, arena, read_logo, &u, fault));
    *ret_png = u.logo;
    return RC_OK;
}

static enum rc read_school_use(struct tx *tx, struct use *u) {
    TRY(sql_school_switches(tx, u->arena, u->school.value, &u->set, &u->set_count));
    return sql_school_sign_ins(tx, u->arena, u->school.value, u->from, u->to, &u->counts,
                               &u->count_count);
}
TX_FUNCTION(read_school_use, struct use)

static void fill_line(const struct use *u, struct school_application *a) {
    struct application_switch *switches =
        ARENA_ARRAY(u->arena, struct application_switch, u->set_count);
    a->since_ms = -1;
    for (size_t i = 0; i < u->set_count; i++) {
        const struct sql_school_switches_row *row = &u->set[i];
        if (row->application_id != a->line.application_id) continue;
        switches[a->switch_count++] =
            (struct application_switch){u->school, (enum switch_kind)row->kind, row->value};
        if (a->since_ms < 0 || row->since_ms < a->since_ms) a->since_ms = row->since_ms;
    }
    a->switches = switches;
    if (a->line.all_schools) a->since_ms = a->line.created_ms;
    for (size_t i = 0; i < u->count_count; i++)
        if (u->counts[i].application_id == a->line.application_id)
            a->sign_ins += u->counts[i].sign_ins;
}

enum rc application_of_school(struct call *call, struct school_application **ret_list,
                              size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_SEE_PUPILS, call->school, S("")));
    day_count today = service_today(call->service);
    struct use u = {.service = call->service,
                    .arena = call->arena,
                    .school = call->school,
                    .from = today - COUNT_DAYS + 1,
                    .to = today};
    struct application_line *lines;
    size_t count;
    TRY(application_list(call->service, call->arena, &lines, &count, call->fault));
    TRY(store_read(call->service->db, call->arena, read_school_use, &u, call->fault));
    struct school_application *list = ARENA_ARRAY(call->arena, struct school_application, count);
    for (size_t i = 0; i < count; i++) {
        list[i].line = lines[i];
        fill_line(&u, &list[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

static bool is_switch(const struct application_switch *s) {
    struct str empty = S("");
    switch (s->kind) {
        case SWITCH_SCHOOL: return str_eq(s->value, empty);
        case SWITCH_LEVEL:
            return s->value.len == 1 && s->value.ptr[0] >= '0' + LEVEL_PRE_PRIMARY &&
                   s->value.ptr[0] <= '0' + LEVEL_HIGHER;
        case SWITCH_GROUP:
        case SWITCH_CLASS: return s->value.len > 0 && s->value.len <= VALUE_MAX;
    }
    return false;
}

static enum rc write_switches(struct tx *tx, struct use *u) {
    struct application application;
    TRY(application_read(tx, u->arena, u->application_id, &application));
    ENSURE(!application.wish.all_schools, RC_CONFLICT);
    TRY(sql_switches_clear(tx, u->school.value, u->application_id, NULL));
    for (size_t i = 0; i < u->switch_count; i++)
        TRY(sql_switch_add(tx, u->school.value, u->application_id, u->switches[i].kind,
                           u->switches[i].value, service_now(u->service), NULL));
    struct str detail = str_format(u->arena, "%.*s %zu",
                                   STR_ARG(id_text(u->arena, u->application_id)), u->switch_count);
    return note(tx, u->arena, u->service, u->actor, u->school.value, HISTORY_APPLICATION_SWITCHED,
                u->school.value, detail);
}
TX_FUNCTION(write_switches, struct use)

enum rc application_switch_set(struct call *call, int64_t application_id,
                               const struct application_switch *switches, size_t count) {
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    for (size_t i = 0; i < count; i++) ENSURE(is_switch(&switches[i]), RC_INVALID);
    struct use u = {.service = call->service,
                    .arena = call->arena,
                    .actor = call->actor,
                    .school = call->school,
                    .application_id = application_id,
                    .switches = switches,
                    .switch_count = count};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_switches, &u,
                       call->fault);
}

static enum rc read_counts(struct tx *tx, struct use *u) {
    if (u->school.value == 0) {
        struct sql_application_sign_ins_row *rows;
        TRY(sql_application_sign_ins(tx, u->arena, u->from, u->to, &rows, &u->count));
        u->days = ARENA_ARRAY(u->arena, struct application_count, u->count);
        for (size_t i = 0; i < u->count; i++)
            u->days[i] = (struct application_count){rows[i].application_id, (day_count)rows[i].day,
                                                    rows[i].sign_ins};
        return RC_OK;
    }
    struct sql_school_sign_ins_row *rows;
    TRY(sql_school_sign_ins(tx, u->arena, u->school.value, u->from, u->to, &rows, &u->count));
    u->days = ARENA_ARRAY(u->arena, struct application_count, u->count);
    for (size_t i = 0; i < u->count; i++)
        u->days[i] = (struct application_count){rows[i].application_id, (day_count)rows[i].day,
                                                rows[i].sign_ins};
    return RC_OK;
}
TX_FUNCTION(read_counts, struct use)

enum rc application_counts(struct call *call, day_count from, day_count to,
                           struct application_count **ret_counts, size_t *ret_count) {
    TRY(actor_may(call->actor, call->school.value == 0 ? RIGHT_PLATFORM : RIGHT_SEE_PUPILS,
                  call->school, S("")));
    struct use u = {.service = call->service,
                    .arena = call->arena,
                    .school = call->school,
                    .from = from,
                    .to = to};
    TRY(store_read(call->service->db, call->arena, read_counts, &u, call->fault));
    *ret_counts = u.days;
    *ret_count = u.count;
    return RC_OK;
}

static struct application_place place_of(const struct sql_pupil_places_row *row) {
    return (struct application_place){
        {(int32_t)row->school_id}, (enum level)row->level, row->group_name, row->class_code};
}

enum rc application_places(struct tx *tx, struct arena *arena,
                           const struct application *application, int64_t pupil_id, day_count today,
                           struct pupil_place **ret_places, size_t *ret_count) {
    struct sql_pupil_places_row *rows;
    struct sql_pupil_switches_of_row *set;
    size_t count, set_count, found = 0;
    TRY(sql_pupil_places(tx, arena, pupil_id, today, &rows, &count));
    TRY(sql_pupil_switches_of(tx, arena, pupil_id, today, application->application_id, &set,
                              &set_count));
    struct application_switch *switches = ARENA_ARRAY(arena, struct application_switch, set_count);
    for (size_t i = 0; i < set_count; i++)
        switches[i] = (struct application_switch){
            {(int32_t)set[i].school_id}, (enum switch_kind)set[i].kind, set[i].value};
    struct pupil_place *places = ARENA_ARRAY(arena, struct pupil_place, count);
    for (size_t i = 0; i < count; i++) {
        struct application_place at = place_of(&rows[i]);
        if (!application_reaches(application->wish.levels, application->wish.all_schools, switches,
                                 set_count, &at))
            continue;
        places[found++] = (struct pupil_place){at, rows[i].school_name, rows[i].first_name,
                                               rows[i].last_name, rows[i].roll_number};
    }
    *ret_places = places;
    *ret_count = found;
    return RC_OK;
}

/* Returns whether the application is switched on for an enrolment of the pupil. */
static bool reaches_any(const struct use *u, const struct sql_applications_row *a,
                        const struct sql_pupil_places_row *places, size_t place_count,
                        const struct sql_pupil_switches_row *set, size_t set_count) {
    struct application_switch *switches =
        ARENA_ARRAY(u->arena, struct application_switch, set_count);
    size_t count = 0;
    for (size_t i = 0; i < set_count; i++)
        if (set[i].application_id == a->application_id)
            switches[count++] = (struct application_switch){
                {(int32_t)set[i].school_id}, (enum switch_kind)set[i].kind, set[i].value};
    for (size_t i = 0; i < place_count; i++) {
        struct application_place at = place_of(&places[i]);
        if (application_reaches((unsigned)a->levels, a->all_schools != 0, switches, count, &at))
            return true;
    }
    return false;
}

static enum rc read_tiles(struct tx *tx, struct use *u) {
    struct sql_pupil_places_row *places;
    struct sql_pupil_switches_row *set;
    struct sql_applications_row *rows;
    size_t place_count, set_count, count;
    day_count today = service_today(u->service);
    TRY(sql_pupil_places(tx, u->arena, u->pupil_id, today, &places, &place_count));
    TRY(sql_pupil_switches(tx, u->arena, u->pupil_id, today, &set, &set_count));
    TRY(sql_applications(tx, u->arena, &rows, &count));
    u->count = 0;
    u->tiles = ARENA_ARRAY(u->arena, struct application_tile, count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].home_url.len > 0 &&
            reaches_any(u, &rows[i], places, place_count, set, set_count))
            u->tiles[u->count++] =
                (struct application_tile){rows[i].application_id, rows[i].name, rows[i].description,
                                          rows[i].home_url, rows[i].has_logo != 0};
    return RC_OK;
}
TX_FUNCTION(read_tiles, struct use)

enum rc application_tiles(struct service *service, struct arena *arena, int64_t pupil_id,
                          struct application_tile **ret_tiles, size_t *ret_count,
                          struct fault *fault) {
    struct use u = {.service = service, .arena = arena, .pupil_id = pupil_id};
    TRY(store_read(service->db, arena, read_tiles, &u, fault));
    *ret_tiles = u.tiles;
    *ret_count = u.count;
    return RC_OK;
}
