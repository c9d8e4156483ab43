#include "service/staff/staff_budget.h"

#include "domain/session_life.h"
#include "service/reveal/reveal.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

struct budget_work {
    const struct call *call;
    struct staff_budget budget;
    int missing;
    struct str reason;
    int64_t staff_id;
    struct printer_today *printers;
    size_t printer_count;
    const struct reveal_ask *ask;
    struct reveal_list list;
};

/* ---- today's budget of the actor ---- */

static enum rc read_own_lines(struct tx *tx, struct budget_work *w) {
    const struct call *call = w->call;
    struct sql_reveal_own_row *rows;
    size_t count;
    TRY(sql_reveal_own(tx, call->arena, call->school.value,
                       day_start_ms(service_today(call->service)), call->actor->id, &rows, &count));
    w->budget.lines = ARENA_ARRAY(call->arena, struct reveal_line, count);
    w->budget.line_count = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].kind < REVEAL_EXTENDED)
            w->budget.lines[w->budget.line_count++] =
                (struct reveal_line){.at_ms = rows[i].at_ms,
                                     .kind = (enum reveal_kind)rows[i].kind,
                                     .cards = (int)rows[i].cards,
                                     .class_code = rows[i].class_code};
    return RC_OK;
}

static enum rc read_managers(struct tx *tx, struct budget_work *w) {
    const struct call *call = w->call;
    struct sql_school_managers_row *rows;
    size_t count;
    TRY(sql_school_managers(tx, call->arena, call->school.value, &rows, &count));
    w->budget.managers = ARENA_ARRAY(call->arena, struct str, count);
    w->budget.manager_count = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].staff_id != call->actor->id)
            w->budget.managers[w->budget.manager_count++] = rows[i].name;
    return RC_OK;
}

static enum rc read_budget(struct tx *tx, struct budget_work *w) {
    const struct call *call = w->call;
    struct reveal_day day;
    TRY(reveal_today(tx, call->arena, call->service, call->actor->id, &day));
    w->budget.shown = day.shown;
    w->budget.limit = reveal_limit(&day, service_today(call->service));
    w->budget.usual = w->budget.limit - day.extra;
    TRY(read_own_lines(tx, w));
    return read_managers(tx, w);
}
TX_FUNCTION(read_budget, struct budget_work)

enum rc staff_budget_get(struct call *call, struct staff_budget *ret_budget) {
    struct budget_work w = {.call = call};
    TRY(store_read(call->service->db, call->arena, read_budget, &w, call->fault));
    *ret_budget = w.budget;
    return RC_OK;
}

/* ---- extension by the actor ---- */

static enum rc write_extension(struct tx *tx, const struct budget_work *w) {
    const struct call *call = w->call;
    int extra = reveal_extension(w->missing);
    const struct reveal_note row = {.kind = REVEAL_EXTENDED,
                                    .cards = extra,
                                    .signs = REVEAL_BEYOND,
                                    .class_code = S(""),
                                    .reason = w->reason,
                                    .about_id = SQL_NULL};
    TRY(sql_reveal_day_extend(tx, call->actor->id, service_today(call->service), extra, NULL));
    TRY(reveal_note(tx, call, &row));
    const struct staff_news news = {.kind = MESSAGE_OVER_BUDGET,
                                    .actor_id = call->actor->id,
                                    .subject_id = call->actor->id,
                                    .message_id = id_draw(&call->service->random)};
    TRY(staff_tell_managers(tx, call->arena, call->service, call->school, &news));
    return note(tx, call->arena, call->service, call->actor, call->actor->id,
                HISTORY_REVEAL_EXTENDED, call->school.value,
                str_format(call->arena, "extra=%d %.*s", extra, STR_ARG(w->reason)));
}
TX_FUNCTION(write_extension, const struct budget_work)

enum rc staff_budget_extend(struct call *call, int missing, struct str reason) {
    const struct budget_work w = {.call = call, .missing = missing, .reason = str_trim(reason)};
    size_t letters = text_length(w.reason);
    ENSURE(missing > 0 && letters >= REVEAL_REASON_MIN && letters <= REVEAL_REASON_MAX, RC_INVALID);
    TRY(actor_may(call->actor, RIGHT_SEE_PUPILS, call->school, S("")));
    ENSURE(
        session_within(call->actor->proof_ms, BUDGET_PROOF_MS, service_session_now(call->service)),
        RC_DENIED);
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_extension, &w,
                       call->fault);
}

/* ---- raise by a manager ---- */

static bool may_lift(const struct call *call, int64_t staff_id, const struct staff_rights *theirs) {
    return staff_id != call->actor->id && rights_somewhere(theirs, RIGHT_PRINT, call->school) &&
           rights_cover(call->actor->rights, theirs);
}

static enum rc write_lift(struct tx *tx, const struct budget_work *w) {
    const struct call *call = w->call;
    struct staff_rights theirs;
    TRY(staff_rights_read(tx, call->arena, w->staff_id, &theirs));
    ENSURE(may_lift(call, w->staff_id, &theirs), RC_NONE);
    const struct reveal_note row = {.kind = REVEAL_LIFTED,
                                    .cards = REVEAL_BUDGET_RAISED,
                                    .class_code = S(""),
                                    .reason = S(""),
                                    .about_id = w->staff_id};
    TRY(sql_reveal_day_lift(tx, w->staff_id, service_today(call->service), NULL));
    TRY(reveal_note(tx, call, &row));
    return note(tx, call->arena, call->service, call->actor, w->staff_id, HISTORY_REVEAL_LIFTED,
                call->school.value, S(""));
}
TX_FUNCTION(write_lift, const struct budget_work)

enum rc staff_budget_lift(struct call *call, int64_t staff_id) {
    const struct budget_work w = {.call = call, .staff_id = staff_id};
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    ENSURE(call->actor->kind == ACTOR_STAFF, RC_NONE);
    TRY(actor_proved(call->service, call->actor));
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_lift, &w,
                       call->fault);
}

static int64_t or_zero(int64_t value) {
    return value == SQL_NULL ? 0 : value;
}

/* Roles of all staff who may print in the school, ordered by staff id. */
struct printer_roles {
    struct sql_school_printer_roles_row *rows;
    size_t count;
};

static struct staff_rights rights_among(struct arena *arena, const struct printer_roles *roles,
                                        int64_t staff_id) {
    struct grant *grants = ARENA_ARRAY(arena, struct grant, roles->count);
    size_t count = 0;
    for (size_t i = 0; i < roles->count; i++)
        if (roles->rows[i].staff_id == staff_id)
            grants[count++] = (struct grant){(enum role)roles->rows[i].role,
                                             {(int32_t)roles->rows[i].school_id},
                                             roles->rows[i].class_code};
    return (struct staff_rights){grants, count};
}

static enum rc read_printers(struct tx *tx, struct budget_work *w) {
    const struct call *call = w->call;
    struct sql_school_printers_row *rows;
    struct printer_roles roles;
    day_count today = service_today(call->service);
    TRY(sql_school_printers(tx, call->arena, call->school.value, today, &rows, &w->printer_count));
    TRY(sql_school_printer_roles(tx, call->arena, call->school.value, &roles.rows, &roles.count));
    w->printers = ARENA_ARRAY(call->arena, struct printer_today, w->printer_count);
    for (size_t i = 0; i < w->printer_count; i++) {
        const struct reveal_day day = {(int)or_zero(rows[i].shown), (int)or_zero(rows[i].extra),
                                       or_zero(rows[i].lifted) != 0};
        const struct staff_rights theirs = rights_among(call->arena, &roles, rows[i].staff_id);
        bool changes = !day.lifted && reveal_budget(today) < REVEAL_BUDGET_RAISED;
        w->printers[i] = (struct printer_today){
            .staff_id = rows[i].staff_id,
            .name = rows[i].name,
            .shown = day.shown,
            .limit = reveal_limit(&day, today),
            .may_lift = changes && may_lift(call, rows[i].staff_id, &theirs)};
    }
    return RC_OK;
}
TX_FUNCTION(read_printers, struct budget_work)

enum rc staff_printers_today(struct call *call, struct printer_today **ret_printers,
                             size_t *ret_count) {
    struct budget_work w = {.call = call};
    TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    TRY(store_read(call->service->db, call->arena, read_printers, &w, call->fault));
    *ret_printers = w.printers;
    *ret_count = w.printer_count;
    return RC_OK;
}

/* ---- list of revealed secrets ---- */

static enum rc read_list(struct tx *tx, struct budget_work *w) {
    const struct call *call = w->call;
    const struct reveal_ask *ask = w->ask;
    struct sql_reveal_page_row *rows;
    size_t found;
    TRY(sql_reveal_page(tx, call->arena, call->school.value, ask->before_ms, ask->before_id,
                        ask->only_unusual, (int64_t)ask->limit + 1, &rows, &found));
    size_t count = found > ask->limit ? ask->limit : found;
    struct reveal_line *lines = ARENA_ARRAY(call->arena, struct reveal_line, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct reveal_line){.at_ms = rows[i].at_ms,
                                        .kind = (enum reveal_kind)rows[i].kind,
                                        .cards = (int)rows[i].cards,
                                        .signs = (unsigned)rows[i].signs,
                                        .class_code = rows[i].class_code,
                                        .who = rows[i].name,
                                        .about = rows[i].about.ptr == NULL ? S("") : rows[i].about,
                                        .reason = rows[i].reason};
    w->list = (struct reveal_list){.lines = lines, .count = count};
    if (found > count) {
        w->list.next_ms = rows[count - 1].at_ms;
        w->list.next_id = rows[count - 1].reveal_id;
    }
    return RC_OK;
}
TX_FUNCTION(read_list, struct budget_work)

enum rc staff_reveals(struct call *call, const struct reveal_ask *ask,
                      struct reveal_list *ret_list) {
    struct budget_work w = {.call = call, .ask = ask};
    if (actor_may(call->actor, RIGHT_PLATFORM, call->school, S("")) != RC_OK)
        TRY(actor_may(call->actor, RIGHT_CONFIGURE, call->school, S("")));
    TRY(store_read(call->service->db, call->arena, read_list, &w, call->fault));
    *ret_list = w.list;
    return RC_OK;
}

/* ---- banner ---- */

static enum rc write_later(struct tx *tx, const struct budget_work *w) {
    return sql_staff_later(tx, w->call->actor->id, service_today(w->call->service), NULL);
}
TX_FUNCTION(write_later, const struct budget_work)

enum rc staff_banner_later(struct call *call) {
    const struct budget_work w = {.call = call};
    return store_write(call->service->db, call->arena, HISTORY_NONE, write_later, &w, call->fault);
}
