#include "web/loket/sign_in/budget_page.h"

#include "domain/session_life.h"
#include "service/staff/staff_budget.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/reveal_text.h"
#include "web/loket/sign_in/passkey.h"
#include "web/loket/sign_in/proof_page.h"
#include "web/pages.h"
#include "web/when.h"

#define REASON_FIELD "waarom"
#define MISSING_FIELD "meer"
enum { MISSING_MAX = 100000 };

/* Returns "24.<token>": the number of secrets over the budget with a MAC, because the browser sends
 * it back. */
static struct str missing_token(struct visit *visit, int missing) {
    struct str bound =
        str_format(visit->arena, "budget %lld %d %d", (long long)visit->staff.staff_id,
                   (int)service_today(visit->service), missing);
    return str_format(visit->arena, "%d.%.*s", missing,
                      STR_ARG(service_form_token(visit->arena, visit->service, bound)));
}

/* Returns the number of a valid token of today; 0 when it is not valid. */
static int missing_of(struct visit *visit) {
    struct str typed = visit_form(visit, MISSING_FIELD), rest = typed;
    int64_t missing;
    if (str_to_i64(str_cut(&rest, '.', NULL), 1, MISSING_MAX, &missing) != RC_OK) return 0;
    return str_eq(typed, missing_token(visit, (int)missing)) ? (int)missing : 0;
}

static const struct reveal_row *own_rows(struct visit *visit, const struct staff_budget *budget) {
    struct reveal_row *rows = ARENA_ARRAY(visit->arena, struct reveal_row, budget->line_count);
    for (size_t i = 0; i < budget->line_count; i++)
        rows[i] = reveal_row_of(visit, &budget->lines[i]);
    return rows;
}

static struct str names_of(struct visit *visit, const struct staff_budget *budget) {
    struct buf out = buf_make(visit->arena, 4096);
    for (size_t i = 0; i < budget->manager_count; i++) {
        buf_c(&out, i > 0 ? ", " : "");
        buf_str(&out, budget->managers[i]);
    }
    return buf_view(&out);
}

struct budget_problems {
    struct str form, reason, secret;
};

/* Fills the ways to give a second proof. Staff of an external provider prove themselves there;
 * their proof is recent enough when they return. */
static void fill_proof(struct visit *visit, const struct proof_way *way, struct budget_view *view) {
    const struct staff_session *staff = &visit->staff;
    view->asks_password = !staff->outside;
    view->asks_code = staff_factor_ways(&staff->factors) > 0;
    if (!staff->outside && staff->factors.passkeys > 0)
        view->passkey = passkey_button(visit, PASSKEY_PROVE);
    bool kept;
    if (staff->outside &&
        !session_within(staff->proof_ms, BUDGET_PROOF_MS, service_session_now(visit->service)))
        view->outside = proof_page_outside(visit, way, &kept);
}

static void show(struct visit *visit, int missing, struct budget_problems problems) {
    struct staff_budget budget = {0};
    const struct proof_way way = proof_page_way(visit);
    struct kept_field *kept;
    enum rc rc = staff_budget_get(CALL(visit), &budget);
    if (rc != RC_OK) visit_log_failure(visit, rc); /* the page also works without the numbers */
    struct budget_view view = {.frame = loket_frame(visit, "", TAB_NONE),
                               .shown = budget.shown,
                               .limit = budget.limit,
                               .usual = budget.usual,
                               .missing = missing,
                               .token = missing_token(visit, missing),
                               .action = way.action,
                               .back = way.on,
                               .way_back = way.back,
                               .way_back_keeps = way.keeps,
                               .reason = visit_form(visit, REASON_FIELD),
                               .managers = names_of(visit, &budget),
                               .problem = problems.form,
                               .reason_problem = problems.reason,
                               .secret_problem = problems.secret,
                               .rows = own_rows(visit, &budget),
                               .row_count = budget.line_count};
    proof_page_kept(visit, &way, &kept, &view.kept_count);
    view.kept = kept;
    view.frame.title = visit_count(
        visit, "You showed 1 password today~~You showed {0} passwords today", (size_t)budget.shown);
    view.frame.work_form = S("werk");
    fill_proof(visit, &way, &view);
    visit->response->status = 403;
    struct page page = visit_page(visit);
    page_loket_budget(&page, &view);
    (void)!visit_html(visit, &page);
}

void budget_page_ask(struct visit *visit) {
    show(visit, visit->over_budget, (struct budget_problems){0});
}

bool budget_page_asked(const struct visit *visit) {
    return http_count(visit->request->forms, MISSING_FIELD) > 0;
}

void budget_page_again(struct visit *visit, struct str problem, struct str secret_problem) {
    show(visit, missing_of(visit),
         (struct budget_problems){.form = problem, .secret = secret_problem});
}

bool budget_page_fits(struct visit *visit) {
    struct str reason = str_trim(visit_form(visit, REASON_FIELD));
    struct budget_problems problems = {0};
    if (missing_of(visit) == 0)
        problems.form = visit_say(visit, "This page is out of date. Go back and try again.");
    else if (text_length(reason) < REVEAL_REASON_MIN)
        problems.reason = visit_say(visit, "Write briefly why you need this.");
    else if (text_length(reason) > REVEAL_REASON_MAX)
        problems.reason = visit_say(visit, "Keep it shorter: at most 200 characters.");
    bool fits = problems.form.len + problems.reason.len == 0;
    if (!fits) show(visit, missing_of(visit), problems);
    return fits;
}

enum rc budget_page_extend(struct visit *visit) {
    TRY(staff_budget_extend(CALL(visit), missing_of(visit), visit_form(visit, REASON_FIELD)));
    visit->proved = true; /* continue as after any proof */
    return RC_OK;
}
