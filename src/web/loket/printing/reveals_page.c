/* Page *Wie drukte wat af*: the pupil secrets that staff of a school showed and printed, and
 * raising the budget of a colleague. */
#include "service/school/school.h"
#include "service/staff/staff_budget.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/reveal_text.h"
#include "web/pages.h"

enum { PAGE_ROWS = 50 };

/* Reads the query "voor=<ms>.<id>": the last row of the previous page. */
static struct reveal_ask read_ask(const struct visit *visit) {
    struct str rest = visit_query(visit, "voor");
    struct reveal_ask ask = {.before_ms = INT64_MAX,
                             .only_unusual = str_eq(visit_query(visit, "opvallend"), S("1")),
                             .limit = PAGE_ROWS};
    int64_t at_ms, id;
    if (str_to_i64(str_cut(&rest, '.', NULL), 0, INT64_MAX, &at_ms) == RC_OK &&
        id_parse(rest, &id) == RC_OK) {
        ask.before_ms = at_ms;
        ask.before_id = id;
    }
    return ask;
}

static struct str older_address(struct visit *visit, const struct reveals_view *view,
                                const struct reveal_list *list) {
    if (list->next_id == 0) return S("");
    return str_format(visit->arena, "%.*s?%svoor=%lld.%.*s", STR_ARG(view->base),
                      view->only_unusual ? "opvallend=1&" : "", (long long)list->next_ms,
                      STR_ARG(id_text(visit->arena, list->next_id)));
}

static enum rc show(struct visit *visit, struct call *call, struct reveals_view *view) {
    const struct reveal_ask ask = read_ask(visit);
    struct reveal_list list;
    TRY(staff_reveals(call, &ask, &list));
    struct reveal_row *rows = ARENA_ARRAY(visit->arena, struct reveal_row, list.count);
    for (size_t i = 0; i < list.count; i++) rows[i] = reveal_row_of(visit, &list.lines[i]);
    view->only_unusual = ask.only_unusual;
    view->rows = rows;
    view->row_count = list.count;
    view->older = older_address(visit, view, &list);
    struct page page = visit_page(visit);
    page_loket_reveals(&page, view);
    return visit_html(visit, &page);
}

static enum rc fill_printers(struct visit *visit, struct reveals_view *view) {
    struct printer_today *printers;
    size_t count;
    TRY(staff_printers_today(CALL(visit), &printers, &count));
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        const struct str args[] = {printers[i].name,
                                   str_format(visit->arena, "%d", printers[i].shown),
                                   str_format(visit->arena, "%d", printers[i].limit)};
        struct str text =
            visit_fill(visit, visit_say(visit, "{0} ({1} of {2} used)"), args, COUNT(args));
        if (printers[i].may_lift)
            choices[view->printer_count++] =
                (struct choice){id_text(visit->arena, printers[i].staff_id), text, false};
    }
    view->printers = choices;
    view->may_lift = true;
    view->raised = REVEAL_BUDGET_RAISED;
    return RC_OK;
}

enum rc reveals_page(struct visit *visit) {
    struct reveals_view view = {.frame = loket_frame(visit, "Who printed what", TAB_NONE),
                                .base = S("/wie-drukte")};
    TRY(fill_printers(visit, &view));
    return show(visit, CALL(visit), &view);
}

enum rc reveals_lift(struct visit *visit) {
    int64_t staff_id;
    ENSURE(id_parse(FORM(visit, reveals_form)->who, &staff_id) == RC_OK, RC_INVALID);
    TRY(staff_budget_lift(CALL(visit), staff_id));
    loket_flash(visit, FLASH_BUDGET_LIFTED);
    return visit_redirect(visit, S("/wie-drukte"));
}

enum rc reveals_of_school_page(struct visit *visit) {
    struct school_settings school;
    int64_t number, roster_ms;
    ENSURE(str_to_i64(visit->request->params[0], 1, 999999, &number) == RC_OK, RC_NONE);
    struct school_id id = {(int32_t)number};
    TRY(school_get(visit->service, visit->arena, id, &school, &roster_ms, &visit->fault));
    struct call call = {visit->service, visit->arena, &visit->actor, id, &visit->fault};
    struct reveals_view view = {
        .frame = loket_frame(visit, "Who printed what", TAB_NONE),
        .base = str_format(visit->arena, "/platform/wie-drukte/%lld", (long long)number),
        .school = school.name};
    return show(visit, &call, &view);
}

enum rc factor_later(struct visit *visit) {
    TRY(staff_banner_later(CALL(visit)));
    return visit_redirect(visit, visit_own_path(visit_form(visit, "terug")));
}
