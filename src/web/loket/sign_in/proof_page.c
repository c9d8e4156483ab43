#include "web/loket/sign_in/proof_page.h"

#include "format/url.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/sign_in/budget_page.h"
#include "web/loket/sign_in/passkey.h"
#include "web/loket/sign_in/sign_in_page.h"
#include "web/loket/stored_form.h"
#include "web/pages.h"

#define FILE_FIELD "bestand"
#define BAR_FIELD "balk"

static enum rc show_proof(struct visit *visit, const struct sign_in_page_view *view) {
    struct page page = visit_page(visit);
    page_loket_sign_in(&page, view);
    return visit_html(visit, &page);
}

/* Returns the page of ours that the request came from, according to the Referer header. */
static struct str page_before(struct visit *visit) {
    struct str from = S(""), site = visit->web->urls[SITE_LOKET];
    if (!http_header(visit->request, "referer", &from) || !str_starts(from, site))
        return loket_address(visit, true);
    struct str page = visit_own_path(str_sub(from, site.len, from.len));
    return loket_is_page(page) ? page : loket_address(visit, true);
}

/* Determines where to go after the proof. A GET for a file returns to the page it was requested on
 * and downloads the file there, because a download does not replace the proof page. A form is
 * submitted again directly. */
struct proof_way proof_page_way(struct visit *visit) {
    const struct web_rule *rule = visit->request->route->extra;
    bool prints = rule->who == WHO_SCHOOL && rule->right == RIGHT_PRINT;
    struct str here = visit_own_path(visit_here(visit)), page = loket_address(visit, false),
               file = visit_form(visit, FILE_FIELD);
    if (visit->request->method == HTTP_GET && prints) {
        struct str before = page_before(visit);
        return (struct proof_way){
            .action = S("/bevestig"), .on = before, .back = before, .file = visit->request->path};
    }
    if (visit->request->method == HTTP_GET)
        return (struct proof_way){
            .action = S("/bevestig"), .on = here, .back = S("/leerlingen"), .file = S("")};
    struct str on = visit_own_path(visit_form(visit, "terug"));
    if (str_eq(visit->request->path, S("/bevestig")))
        return (struct proof_way){
            .action = here, .on = on, .back = file.len > 0 ? on : S("/leerlingen"), .file = file};
    return (struct proof_way){.action = here,
                              .on = on,
                              .back = page,
                              .file = S(""),
                              .keeps = prints && str_eq(page, here)};
}

void proof_page_kept(struct visit *visit, const struct proof_way *way, struct kept_field **ret_kept,
                     size_t *ret_count) {
    stored_form_fields(visit, ret_kept, ret_count);
    if (visit->request->method == HTTP_GET && way->file.len > 0)
        (*ret_kept)[(*ret_count)++] = (struct kept_field){S(FILE_FIELD), way->file};
}

struct str proof_page_outside(struct visit *visit, const struct proof_way *way, bool *ret_kept) {
    *ret_kept = visit->request->method == HTTP_POST && stored_form_save_here(visit);
    return sign_in_page_organisation_address(visit, *ret_kept ? S("/bewaard") : way->on,
                                             "&opnieuw=1");
}

static void ask_proof(struct visit *visit, struct str problem, struct str secret_problem) {
    if (budget_page_asked(visit)) return budget_page_again(visit, problem, secret_problem);
    const struct proof_way way = proof_page_way(visit);
    struct kept_field *kept;
    size_t count;
    proof_page_kept(visit, &way, &kept, &count);
    struct sign_in_page_view view = {
        .frame = loket_frame(visit, "Enter your password again", TAB_NONE),
        .lead = visit_say(visit, "This way we know it is you before pupils' passwords are shown."),
        .action = way.action,
        .button = visit_say(visit, "Continue"),
        .asks_code = staff_factor_ways(&visit->staff.factors) > 0,
        .back = way.on,
        .login = visit->staff.login,
        .way_back = way.back,
        .way_back_keeps = way.keeps,
        .secret_field = S(PROOF_FIELD),
        .code_field = S(PROOF_CODE_FIELD),
        .kept = kept,
        .kept_count = count,
        .problem = problem,
        .secret_problem = secret_problem,
        .only_outside = visit->staff.outside};
    if (visit->staff.outside) { /* the browser leaves for the provider: store the form */
        bool typed;
        view.outside = proof_page_outside(visit, &way, &typed);
        if (typed && way.keeps) view.way_back = S("/bewaard");
        if (typed) view.frame.here = S("/bewaard");
        view.way_back_keeps = false;
    } else {
        view.frame.work_form = S("werk");
        if (visit->staff.factors.passkeys > 0) view.passkey = passkey_button(visit, PASSKEY_PROVE);
    }
    visit->response->status = 403;
    (void)!show_proof(visit, &view);
}

void proof_page_ask(struct visit *visit) {
    ask_proof(visit, S(""), S(""));
}

/* Removes the button of a form, so that the handler shows the form again without acting on it. */
static void forget_button(struct visit *visit) {
    const struct http_fields forms = visit->request->forms;
    struct http_field *rows = ARENA_ARRAY(visit->arena, struct http_field, forms.count);
    size_t count = 0;
    for (size_t i = 0; i < forms.count; i++)
        if (!str_eq(forms.rows[i].name, S("actie"))) rows[count++] = forms.rows[i];
    visit->request->forms = (struct http_fields){rows, count};
}

/* Handles the controls around the page: showing or hiding secrets, the language, and "Terug" of the
 * proof page. They are submitted together with the form, so that its values are kept. */
static enum rc use_bar(struct visit *visit, struct str wish, bool *ret_answered) {
    bool hide = str_eq(wish, S("verberg")),
         asks_proof = http_count(visit->request->forms, PROOF_FIELD) > 0;
    if (hide || str_eq(wish, S("toon"))) {
        TRY(staff_hide_secrets(visit->service, visit->arena, &visit->staff, hide, &visit->fault));
        visit->staff.hide_secrets = hide;
    }
    if (str_starts(wish, S("taal."))) visit_choose_language(visit, str_sub(wish, 5, wish.len));
    *ret_answered = asks_proof && !str_eq(wish, S("terug"));
    if (*ret_answered)
        proof_page_ask(visit);
    else
        forget_button(visit);
    return RC_OK;
}

static enum rc prove_by_passkey(struct visit *visit) {
    const struct relying_party party = passkey_relying_party(visit->web->urls[SITE_LOKET]);
    const struct passkey_answer answer = passkey_from_form(visit);
    return passkey_prove(visit->service, visit->arena, &visit->staff, &party, &answer,
                         &visit->fault);
}

enum rc proof_page_before(struct visit *visit) {
    if (visit->request->site != SITE_LOKET || !visit->signed_in) return RC_OK;
    struct str password = S(""), wish = visit_form(visit, BAR_FIELD);
    if (wish.len > 0) {
        bool answered;
        TRY(use_bar(visit, wish, &answered));
        return answered ? RC_NONE : RC_OK;
    }
    bool beyond = budget_page_asked(visit);
    if (beyond && !budget_page_fits(visit)) return RC_NONE;
    if (!http_form_raw(visit->request, PROOF_FIELD, &password))
        return beyond && visit->staff.outside ? budget_page_extend(visit) : RC_OK;
    bool by_passkey = visit_form(visit, PASSKEY_FIELD_ID).len > 0;
    if (password.len == 0 && !by_passkey)
        return ask_proof(visit, S(""), visit_missing(visit, password)), RC_NONE;
    int64_t wait_ms = 0;
    enum rc rc = by_passkey ? prove_by_passkey(visit)
                            : staff_prove(visit->service, visit->arena, &visit->staff, password,
                                          str_trim(visit_form(visit, PROOF_CODE_FIELD)), &wait_ms,
                                          &visit->fault);
    visit->proved = rc == RC_OK;
    if (visit->proved)
        visit->actor.proof_ms = visit->staff.proof_ms = service_session_now(visit->service);
    struct str problem = sign_in_page_refusal_text(visit, rc, wait_ms);
    if (rc == RC_OK && beyond) return budget_page_extend(visit);
    if (problem.len == 0) return rc;
    if (rc == RC_DENIED && by_passkey)
        ask_proof(visit,
                  visit_say(visit, "We do not know this passkey. Try again, or use your password."),
                  S(""));
    else if (rc == RC_DENIED)
        ask_proof(visit, S(""), visit_say(visit, "This password is incorrect. Try again."));
    else
        ask_proof(visit, problem, S(""));
    return RC_NONE;
}

enum rc proof_page_submit(struct visit *visit) { /* proof_page_before() has verified the proof */
    struct str file = visit_form(visit, FILE_FIELD);
    if (visit->proved && file.len > 0) loket_flash_file(visit, file);
    return visit_redirect(visit, visit_form(visit, "terug"));
}
