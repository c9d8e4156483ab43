#include "service/pupil/pupils.h"

#include "service/pupil/help.h"
#include "store/queries.h"

struct reading {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    int64_t pupil_id;
    struct pupil_row *rows;
    size_t count;
    struct pupil_data pupil;
    bool detail;
    int64_t before_seq;
    size_t limit;
    struct history_page history;
    day_count day; /* pupils_list_on() only */
};

static struct pupil_row list_row(const struct sql_school_pupils_row *r) {
    bool has_account = r->username.ptr != NULL;
    return (struct pupil_row){.pupil_id = r->pupil_id,
                              .roll_number = r->roll_number,
                              .first_name = r->first_name,
                              .last_name = r->last_name,
                              .group_name = r->group_name,
                              .class_code = r->class_code,
                              .level = (enum level)r->level,
                              .search_key = r->search_key,
                              .sort_key = r->sort_key,
                              .begin_day = (day_count)r->begin_day,
                              .end_day = (day_count)r->end_day,
                              .has_account = has_account,
                              .username = has_account ? r->username : S(""),
                              .type = has_account ? (enum account_type)r->type : 0,
                              .secret_kind = has_account ? (enum secret_kind)r->secret_kind : 0,
                              .printable = r->printable != 0 && r->inactive_ms == SQL_NULL,
                              .inactive = r->inactive_ms != SQL_NULL,
                              .signed_in = r->first_sign_in_ms != SQL_NULL};
}

/* The account types that a school chose for its groups (few). */
struct group_choices {
    struct sql_school_groups_row *rows;
    size_t count;
};

static int override_of(const struct group_choices *choices, struct str group_name) {
    for (size_t i = 0; i < choices->count; i++)
        if (str_eq(choices->rows[i].group_name, group_name)) return (int)choices->rows[i].type;
    return 0;
}

enum rc pupils_read(struct tx *tx, struct arena *arena, const struct actor *actor,
                    struct school_id school, day_count today, struct pupil_row **ret_rows,
                    size_t *ret_count) {
    TRY(actor_may(actor, RIGHT_SEE_PUPILS, school, S("")));
    struct sql_school_pupils_row *found;
    size_t found_count, count = 0;
    struct group_choices choices;
    TRY(sql_school_pupils(tx, arena, school.value, today, &found, &found_count));
    TRY(sql_school_groups(tx, arena, school.value, &choices.rows, &choices.count));
    struct pupil_row *rows = ARENA_ARRAY(arena, struct pupil_row, found_count);
    for (size_t i = 0; i < found_count; i++) {
        if (!actor_over_pupil(actor, RIGHT_SEE_PUPILS, school, found[i].class_code)) continue;
        rows[count] = list_row(&found[i]);
        rows[count++].type_override = override_of(&choices, found[i].group_name);
    }
    *ret_rows = rows;
    *ret_count = count;
    return RC_OK;
}

static enum rc read_list(struct tx *tx, struct reading *r) {
    TRY(pupils_read(tx, r->arena, r->actor, r->school, service_today(r->service), &r->rows,
                    &r->count));
    return help_mark(tx, r->arena, r->service, r->school, r->rows, r->count);
}
TX_FUNCTION(read_list, struct reading)

enum rc pupils_list(struct call *call, struct pupil_row **ret_rows, size_t *ret_count) {
    struct reading r = {.service = call->service,
                        .arena = call->arena,
                        .actor = call->actor,
                        .school = call->school};
    TRY(store_read(call->service->db, call->arena, read_list, &r, call->fault));
    *ret_rows = r.rows;
    *ret_count = r.count;
    return RC_OK;
}

static enum rc read_list_on(struct tx *tx, struct reading *r) {
    return pupils_read(tx, r->arena, r->actor, r->school, r->day, &r->rows, &r->count);
}
TX_FUNCTION(read_list_on, struct reading)

enum rc pupils_list_on(struct call *call, day_count day, struct pupil_row **ret_rows,
                       size_t *ret_count) {
    struct reading r = {.service = call->service,
                        .arena = call->arena,
                        .actor = call->actor,
                        .school = call->school,
                        .day = day};
    TRY(store_read(call->service->db, call->arena, read_list_on, &r, call->fault));
    *ret_rows = r.rows;
    *ret_count = r.count;
    return RC_OK;
}

static int64_t negative_if_null(int64_t at_ms) {
    return at_ms == SQL_NULL ? -1 : at_ms;
}

enum rc pupil_account_data_read(struct tx *tx, struct arena *arena, const struct service *service,
                                struct pupil_data *pupil) {
    struct sql_account_get_row a;
    enum rc rc = sql_account_get(tx, arena, pupil->pupil_id, &a);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    int64_t now = service_now(service), inactive = negative_if_null(a.inactive_ms),
            last = negative_if_null(a.last_sign_in_ms);
    bool unused = last < a.secret_ms;
    pupil->has_account = true;
    pupil->account = (struct account_data){
        .username = a.username,
        .type = (enum account_type)a.type,
        .kind = (enum secret_kind)a.secret_kind,
        .status = account_status(true, inactive, pupil->last_day, service_today(service)),
        .printable = a.sealed.ptr != NULL && a.inactive_ms == SQL_NULL,
        .must_change = a.must_change != 0,
        .created_ms = a.created_ms,
        .secret_ms = a.secret_ms,
        .secret_ends_ms = negative_if_null(a.secret_ends_ms),
        .last_sign_in_ms = last,
        .inactive_ms = inactive,
        .inactive_reason = a.inactive_reason,
        .may_undo_create =
            account_may_undo_create(a.created_ms, a.first_sign_in_ms != SQL_NULL, now),
        .may_undo_secret = a.undo.ptr != NULL && a.undo_ends_ms > now && unused,
        .version = a.version};
    return RC_OK;
}

enum rc pupil_read(struct tx *tx, struct arena *arena, const struct service *service,
                   const struct actor *actor, struct school_id school, int64_t pupil_id,
                   struct pupil_data *ret_pupil) {
    struct sql_school_pupil_row *enrolments;
    size_t count;
    TRY(sql_school_pupil(tx, arena, school.value, pupil_id, service_today(service), &enrolments,
                         &count));
    ENSURE(count > 0, RC_NONE);
    const struct sql_school_pupil_row *e = &enrolments[0];
    ENSURE(actor_over_pupil(actor, RIGHT_SEE_PUPILS, school, e->class_code), RC_NONE);
    struct sql_pupil_get_row person;
    TRY(sql_pupil_get(tx, arena, pupil_id, &person));
    struct sql_pupil_last_end_row last;
    TRY(sql_pupil_last_end(tx, arena, pupil_id, &last));
    struct pupil_data pupil = {.pupil_id = pupil_id,
                               .roll_number = e->roll_number,
                               .first_name = e->first_name,
                               .last_name = e->last_name,
                               .group_name = e->group_name,
                               .class_code = e->class_code,
                               .level = (enum level)e->level,
                               .end_day = (day_count)e->end_day,
                               .last_day = (day_count)last.end_day,
                               .has_official = person.has_number != 0,
                               .official = {.first_name = person.official_first,
                                            .last_name = person.official_last,
                                            .sex = (int)person.sex,
                                            .birth_day = person.birth_day == SQL_NULL
                                                             ? DAY_NONE
                                                             : (day_count)person.birth_day}};
    struct sql_school_group_type_row chosen = {0};
    enum rc rc = sql_school_group_type(tx, arena, school.value, e->group_name, &chosen);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    pupil.next_type = account_type_for(pupil.level, (int)chosen.type);
    TRY(pupil_account_data_read(tx, arena, service, &pupil));
    *ret_pupil = pupil;
    return RC_OK;
}

static enum rc read_pupil(struct tx *tx, struct reading *r) {
    TRY(pupil_read(tx, r->arena, r->service, r->actor, r->school, r->pupil_id, &r->pupil));
    struct account_data *account = &r->pupil.account;
    struct group_choices choices;
    TRY(sql_school_groups(tx, r->arena, r->school.value, &choices.rows, &choices.count));
    r->pupil.type_override = override_of(&choices, r->pupil.group_name);
    account->turns = r->pupil.has_account && account->status == STATUS_ACTIVE &&
                     account_turns(account->type, r->pupil.level, r->pupil.type_override);
    return r->pupil.has_account
               ? help_needed(tx, r->arena, r->service, account->username, &account->needs_help)
               : RC_OK;
}
TX_FUNCTION(read_pupil, struct reading)

enum rc pupil_get(struct call *call, int64_t pupil_id, struct pupil_data *ret_pupil) {
    struct reading r = {.service = call->service,
                        .arena = call->arena,
                        .actor = call->actor,
                        .school = call->school,
                        .pupil_id = pupil_id};
    TRY(store_read(call->service->db, call->arena, read_pupil, &r, call->fault));
    *ret_pupil = r.pupil;
    return RC_OK;
}

/*
 * Adds a line as the school may read it. Enrolments in other schools are left out, and staff of
 * other schools stay unnamed.
 */
static void put_line(struct reading *r, const struct history_line *line, int64_t at_school) {
    bool elsewhere = at_school != 0 && at_school != r->school.value;
    bool enrolment = line->event >= HISTORY_ENROLLED && line->event <= HISTORY_NAMES_CHANGED;
    if (elsewhere && enrolment) return;
    struct history_line kept = *line;
    kept.elsewhere = elsewhere;
    if (elsewhere) kept.actor_name = kept.source = S("");
    r->history.lines[r->history.count++] = kept;
}

#define LINE(row)                                                                                  \
    &(struct history_line) {                                                                       \
        .seq = (row)->seq, .at_ms = (row)->at_ms, .event = (int)(row)->event,                      \
        .actor_kind = (enum actor_kind)(row)->actor_kind,                                          \
        .actor_name = (row)->actor_name.ptr == NULL ? S("") : (row)->actor_name,                   \
        .source = (row)->source, .detail = (row)->detail                                           \
    }

/*
 * Adds a page of lines. The query asked for one row more than the page holds; that row tells that
 * there is a next page.
 */
#define PUT_PAGE(r, rows, found)                                                                   \
    do {                                                                                           \
        (r)->history.lines = ARENA_ARRAY((r)->arena, struct history_line, found);                  \
        for (size_t i = 0; i < (found) && i < (r)->limit; i++)                                     \
            put_line(r, LINE(&(rows)[i]), (rows)[i].school_id);                                    \
        if ((found) > (r)->limit) (r)->history.next_seq = (rows)[(r)->limit - 1].seq;              \
    } while (0)

static enum rc read_history(struct tx *tx, struct reading *r) {
    TRY(read_pupil(tx, r));
    size_t found;
    r->history = (struct history_page){0};
    if (r->detail) {
        struct sql_visit_page_row *rows;
        TRY(sql_visit_page(tx, r->arena, r->pupil_id, r->before_seq, (int64_t)r->limit + 1, &rows,
                           &found));
        PUT_PAGE(r, rows, found);
        return RC_OK;
    }
    struct sql_history_page_row *rows;
    TRY(sql_history_page(tx, r->arena, r->pupil_id, r->before_seq, (int64_t)r->limit + 1, &rows,
                         &found));
    PUT_PAGE(r, rows, found);
    return RC_OK;
}
TX_FUNCTION(read_history, struct reading)

enum rc pupil_history(struct call *call, int64_t pupil_id, bool detail, int64_t before_seq,
                      size_t count, struct history_page *ret_page) {
    struct reading r = {.service = call->service,
                        .arena = call->arena,
                        .actor = call->actor,
                        .school = call->school,
                        .pupil_id = pupil_id,
                        .detail = detail,
                        .before_seq = before_seq,
                        .limit = count};
    TRY(store_read(call->service->db, call->arena, read_history, &r, call->fault));
    *ret_page = r.history;
    return RC_OK;
}
