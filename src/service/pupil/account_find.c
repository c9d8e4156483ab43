#include "service/pupil/account_find.h"

#include "store/queries.h"

struct finding {
    struct service *service;
    struct arena *arena;
    struct str username; /* ptr NULL: find by roll number */
    struct school_id school;
    int64_t roll_number;
    struct account_found found;
};

static enum rc find_id(struct tx *tx, struct finding *f, int64_t *ret_pupil_id) {
    struct sql_account_by_username_row account = {0};
    struct sql_pupil_by_roll_number_row pupil = {.first_name = S(""), .last_name = S("")};
    bool by_name = f->username.ptr != NULL;
    if (by_name) TRY(sql_account_by_username(tx, f->arena, f->username, &account));
    if (!by_name)
        TRY(sql_pupil_by_roll_number(tx, f->arena, f->school.value, f->roll_number, &pupil));
    f->found.name =
        str_format(f->arena, "%.*s %.*s", STR_ARG(pupil.first_name), STR_ARG(pupil.last_name));
    *ret_pupil_id = by_name ? account.pupil_id : pupil.pupil_id;
    return RC_OK;
}

static enum rc find_account(struct tx *tx, struct finding *f) {
    int64_t pupil_id;
    TRY(find_id(tx, f, &pupil_id));
    struct sql_pupil_last_end_row last;
    TRY(sql_pupil_last_end(tx, f->arena, pupil_id, &last));
    struct pupil_data pupil = {.pupil_id = pupil_id,
                               .last_day =
                                   last.end_day == SQL_NULL ? DAY_NONE : (day_count)last.end_day};
    TRY(pupil_account_data_read(tx, f->arena, f->service, &pupil));
    struct sql_pupil_schools_row *schools;
    size_t count, kept = 0;
    TRY(sql_pupil_schools(tx, f->arena, pupil_id, service_today(f->service), &schools, &count));
    struct school_id *ids = ARENA_ARRAY(f->arena, struct school_id, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ids[kept - 1].value != schools[i].school_id)
            ids[kept++].value = (int32_t)schools[i].school_id;
    f->found = (struct account_found){
        pupil_id, pupil.has_account, pupil.account, f->found.name, ids, kept, pupil.last_day};
    return RC_OK;
}
TX_FUNCTION(find_account, struct finding)

static enum rc find_for(struct finding *f, const struct actor *actor,
                        struct account_found *ret_found, struct fault *fault) {
    TRY(actor_may(actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    TRY(store_read(f->service->db, f->arena, find_account, f, fault));
    *ret_found = f->found;
    return RC_OK;
}

enum rc account_find(struct call *call, struct str username, struct account_found *ret_found) {
    struct finding f = {.service = call->service,
                        .arena = call->arena,
                        .username =
                            text_fold(call->arena, call->service->text, str_trim(username))};
    return find_for(&f, call->actor, ret_found, call->fault);
}

enum rc account_find_by_number(struct call *call, int64_t roll_number,
                               struct account_found *ret_found) {
    struct finding f = {.service = call->service,
                        .arena = call->arena,
                        .school = call->school,
                        .roll_number = roll_number};
    return find_for(&f, call->actor, ret_found, call->fault);
}
