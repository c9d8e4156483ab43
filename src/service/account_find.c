#include "service/account_find.h"

#include "store/queries.h"

struct finding {
    struct service *service;
    struct arena *arena;
    struct str username;
    struct account_found found;
};

static enum rc find(struct tx *tx, void *context) {
    struct finding *f = context;
    struct sql_account_by_username_row row;
    TRY(sql_account_by_username(tx, f->arena, f->username, &row));
    struct sql_pupil_last_end_row last;
    TRY(sql_pupil_last_end(tx, f->arena, row.pupil_id, &last));
    struct pupil_data pupil = {.pupil_id = row.pupil_id, .last_day = last.end_day == SQL_NULL ? DAY_NONE : (day_count)last.end_day};
    TRY(account_data_read(tx, f->arena, f->service, &pupil));
    struct sql_pupil_schools_row *schools;
    size_t count, kept = 0;
    TRY(sql_pupil_schools(tx, f->arena, row.pupil_id, service_today(f->service), &schools, &count));
    struct school_id *ids = ARENA_ARRAY(f->arena, struct school_id, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ids[kept - 1].value != schools[i].school_id) ids[kept++].value = (int32_t)schools[i].school_id;
    f->found = (struct account_found){row.pupil_id, pupil.account, ids, kept, pupil.last_day};
    return RC_OK;
}

enum rc account_find(struct service *service, struct arena *arena, const struct actor *actor, struct str username,
                     struct account_found *ret_found, struct fault *fault) {
    TRY(actor_may(actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct finding f = {.service = service, .arena = arena, .username = text_fold(arena, service->text, str_trim(username))};
    TRY(store_read(service->db, arena, find, &f, fault));
    *ret_found = f.found;
    return RC_OK;
}
