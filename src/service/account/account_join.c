#include "service/account/account_join.h"

#include "service/application/session_end.h"
#include "store/queries.h"

struct joining {
    const struct call *call;
    int64_t stays, goes;
    struct account_joined joined;
};

static enum rc tell(struct tx *tx, const struct joining *j, enum history_event event,
                    int64_t subject, int64_t other) {
    const struct call *call = j->call;
    return note(tx, call->arena, call->service, call->actor, subject, event, 0,
                str_format(call->arena, "with=%.*s", STR_ARG(id_text(call->arena, other))));
}

/* Activates or deactivates the account of a pupil, if there is one. */
static enum rc set_active(struct tx *tx, const struct call *call, int64_t pupil, bool active) {
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(tx, call->arena, pupil, &account);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    int64_t inactive_ms = active ? SQL_NULL : service_now(call->service);
    return sql_account_set_inactive(tx, pupil, account.version, inactive_ms,
                                    active ? S("") : S("samengevoegd"), NULL);
}

/* Moves the national number when only the account that goes has one. */
static enum rc move_number(struct tx *tx, const struct joining *j, bool *ret_moved) {
    struct sql_pupil_number_get_row stays, goes;
    TRY(sql_pupil_number_get(tx, j->call->arena, j->stays, &stays));
    TRY(sql_pupil_number_get(tx, j->call->arena, j->goes, &goes));
    ENSURE(stays.national_mac.len == 0 || goes.national_mac.len == 0, RC_CONFLICT);
    *ret_moved = goes.national_mac.len > 0;
    if (!*ret_moved) return RC_OK;
    TRY(sql_pupil_forget_number(tx, j->goes, NULL));
    return sql_pupil_set_number(tx, j->stays, goes.national_mac, goes.number_kind, NULL);
}

static enum rc shared_applications(struct tx *tx, struct joining *j) {
    struct sql_pupil_applications_row *stays, *goes;
    size_t stays_count, goes_count;
    struct arena *arena = j->call->arena;
    TRY(sql_pupil_applications(tx, arena, j->stays, &stays, &stays_count));
    TRY(sql_pupil_applications(tx, arena, j->goes, &goes, &goes_count));
    j->joined.applications = ARENA_ARRAY(arena, struct str, stays_count);
    j->joined.application_count = 0;
    for (size_t s = 0; s < stays_count; s++)
        for (size_t g = 0; g < goes_count; g++)
            if (stays[s].application_id == goes[g].application_id)
                j->joined.applications[j->joined.application_count++] = stays[s].name;
    return RC_OK;
}

static enum rc join(struct tx *tx, struct joining *j) {
    const struct call *call = j->call;
    bool number_moved;
    int64_t moved;
    TRY(move_number(tx, j, &number_moved));
    TRY(shared_applications(tx, j));
    TRY(sql_account_join_add(tx, j->goes, j->stays, service_now(call->service), number_moved,
                             NULL));
    TRY(sql_account_join_note(tx, j->goes, &moved));
    TRY(sql_erase_batch_rows(tx, j->goes, NULL));
    TRY(sql_enrolments_give(tx, j->goes, j->stays, NULL));
    TRY(sql_held_give(tx, j->goes, j->stays, NULL));
    TRY(sql_erase_questions(tx, j->goes, NULL));
    TRY(session_end_all(tx, call->arena, call->service, j->goes));
    TRY(sql_pupil_sessions_end(tx, j->goes, NULL));
    TRY(set_active(tx, call, j->goes, false));
    j->joined.enrolments = (size_t)moved;
    TRY(tell(tx, j, HISTORY_JOINED, j->stays, j->goes));
    return tell(tx, j, HISTORY_JOINED, j->goes, j->stays);
}
TX_FUNCTION(join, struct joining)

static enum rc undo(struct tx *tx, struct joining *j) {
    const struct call *call = j->call;
    struct sql_account_join_get_row row;
    TRY(sql_account_join_get(tx, call->arena, j->goes, j->stays, &row));
    ENSURE(service_now(call->service) - row.at_ms < JOIN_UNDO_MS, RC_NONE);
    TRY(sql_account_join_return(tx, j->goes, j->stays, NULL));
    struct sql_pupil_number_get_row number;
    TRY(sql_pupil_number_get(tx, call->arena, j->stays, &number));
    if (row.number_moved && number.national_mac.len > 0) {
        TRY(sql_pupil_forget_number(tx, j->stays, NULL));
        TRY(sql_pupil_set_number(tx, j->goes, number.national_mac, number.number_kind, NULL));
    }
    TRY(set_active(tx, call, j->goes, true));
    TRY(sql_account_join_forget(tx, j->goes, NULL));
    TRY(sql_account_join_drop(tx, j->goes, NULL));
    TRY(tell(tx, j, HISTORY_UNDONE, j->stays, j->goes));
    return tell(tx, j, HISTORY_UNDONE, j->goes, j->stays);
}
TX_FUNCTION(undo, struct joining)

enum rc account_join(struct call *call, int64_t stays, int64_t goes,
                     struct account_joined *ret_joined) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    ENSURE(stays != goes, RC_INVALID);
    struct joining j = {.call = call, .stays = stays, .goes = goes};
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, join, &j, call->fault));
    *ret_joined = j.joined;
    return RC_OK;
}

enum rc account_join_undo(struct call *call, int64_t stays, int64_t goes) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct joining j = {.call = call, .stays = stays, .goes = goes};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, undo, &j, call->fault);
}
