#include "web/dispatch/guard.h"

#include "domain/network.h"
#include "web/csrf_token.h"
#include "web/dispatch/error_page.h"
#include "web/form.h"
#include "web/loket/sign_in/budget_page.h"
#include "web/loket/sign_in/proof_page.h"
#include "web/loket/sign_in/sign_in_page.h"
#include "web/seen.h"

static enum rc open_session(struct visit *visit) {
    struct str token = visit_cookie(visit, COOKIE_SESSION);
    visit->actor = (struct actor){.source = network_shown(visit->arena, visit->request->peer)};
    if (token.len == 0) return RC_OK;
    enum rc rc =
        visit->request->site == SITE_LOKET
            ? staff_session_open(visit->service, visit->arena, token, &visit->staff, &visit->fault)
            : pupil_session_open(visit->service, visit->arena, token, &visit->pupil, &visit->fault);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    visit->signed_in = true;
    sessions_seen_put(visit->web->seen, service_session_hash(visit->arena, token));
    bool staff = visit->request->site == SITE_LOKET;
    visit->actor.kind = staff ? ACTOR_STAFF : ACTOR_PUPIL;
    visit->actor.id = staff ? visit->staff.staff_id : visit->pupil.pupil_id;
    if (!staff) return RC_OK;
    visit->actor.rights = &visit->staff.rights;
    visit->actor.proof_ms = visit->staff.proof_ms;
    visit->actor.over_budget = &visit->over_budget;
    visit->school = visit->staff.school;
    if (visit->school.value == 0 && visit->staff.school_count == 1) {
        visit->school = visit->staff.schools[0].school;
        visit->staff.school_name = visit->staff.schools[0].name;
    }
    return RC_OK;
}

/*
 * Returns whether another site made the browser send this request. Prints and lists are recorded in
 * the history although they are GET, which lets browsers save them; so other sites must not trigger
 * them. "none" means typed or a bookmark. The header is absent in old browsers, where only the
 * SameSite=Lax cookie protects.
 */
static bool from_elsewhere(const struct visit *visit) {
    struct str fetched;
    return http_header(visit->request, "sec-fetch-site", &fetched) &&
           !str_eq(fetched, S("same-origin")) && !str_eq(fetched, S("none"));
}

/*
 * Checks the CSRF token. A form to sign in or out may be older than the session or than its end,
 * because both can happen in another tab; so both cookies are accepted there.
 */
static bool form_is_ours(struct visit *visit, const struct web_rule *rule) {
    enum web_cookie now = visit->signed_in ? COOKIE_SESSION : COOKIE_DOOR,
                    before = visit->signed_in ? COOKIE_DOOR : COOKIE_SESSION;
    return csrf_form_is_ours(visit, now) ||
           (rule->who == WHO_ANYONE && csrf_form_is_ours(visit, before));
}

static bool for_staff(const struct web_rule *rule) {
    return rule->who == WHO_STAFF || rule->who == WHO_SCHOOL || rule->who == WHO_OPERATOR;
}

/* Returns whether the handler may run; otherwise the response is already written. */
static bool pass(struct visit *visit, const struct web_rule *rule) {
    bool staff = for_staff(rule);
    if (staff && !visit->signed_in) return sign_in_page_ask(visit), false;
    if (rule->who == WHO_PUPIL && !visit->signed_in) return visit_redirect(visit, S("/")), false;
    if (visit->request->method == HTTP_POST && rule->who != WHO_CLIENT &&
        !form_is_ours(visit, rule))
        return error_page_send(visit, ERROR_PAGE_STALE, S("")), false;
    if (rule->who == WHO_SCHOOL && rule->right == RIGHT_PRINT &&
        visit->request->method == HTTP_GET && from_elsewhere(visit))
        return visit_redirect(visit, S("/leerlingen")), false;
    if (!staff) return true;
    if ((visit->staff.must_change || visit->staff.must_register) &&
        !str_starts(visit->request->path, S("/rekening")) &&
        !str_eq(visit->request->path, S("/afmelden")))
        return visit_redirect(visit, S("/rekening")), false;
    if (rule->who == WHO_STAFF) return true;
    if (rule->who == WHO_SCHOOL && visit->school.value == 0)
        return visit_redirect(visit,
                              visit->staff.school_count == 0 ? S("/platform") : S("/instelling")),
               false;
    enum right right = rule->who == WHO_OPERATOR ? RIGHT_PLATFORM : rule->right;
    bool may = rights_somewhere(&visit->staff.rights, right, visit->school);
    if (!may) error_page_send(visit, ERROR_PAGE_MISSING, S(""));
    return may;
}

void guard_answer(struct visit *visit, enum rc rc) {
    if (rc == RC_OK) return;
    if (rc == RC_DENIED && visit->request->site == SITE_LOKET && visit->signed_in) {
        if (visit->over_budget > 0)
            budget_page_ask(visit);
        else
            proof_page_ask(visit);
        return;
    }
    enum error_page kind = error_page_of(rc);
    bool ours = kind == ERROR_PAGE_BUG || kind == ERROR_PAGE_SYSTEM || kind == ERROR_PAGE_BUSY ||
                kind == ERROR_PAGE_UNKNOWN || kind == ERROR_PAGE_TOO_LARGE;
    if (ours) visit_log_failure(visit, rc);
    error_page_send(visit, kind, ours ? visit->request->id : S(""));
}

void web_middleware(void *worker, struct http_request *request, struct http_response *response) {
    struct web_worker *w = worker;
    const struct web_rule *rule = request->route->extra;
    struct visit visit = {.web = w->web,
                          .service = &w->service,
                          .arena = request->arena,
                          .request = request,
                          .response = response};
    visit.language = visit_language_by(visit_cookie(&visit, COOKIE_LANGUAGE), w->web->language);
    if (rule->who == WHO_CLIENT) {
        visit.actor = (struct actor){.source = network_shown(visit.arena, request->peer)};
        guard_answer(&visit, rule->handler(&visit));
        return;
    }
    bool fits = form_filter(&visit, rule->form);
    enum rc rc = open_session(&visit);
    if (rc == RC_OK && pass(&visit, rule))
        rc = fits ? proof_page_before(&visit) : RC_INVALID;
    else if (rc == RC_OK)
        return;
    service_limit_to_school(&w->service, rule->who == WHO_SCHOOL ? visit.school.value : 0);
    guard_answer(&visit, rc == RC_OK ? rule->handler(&visit) : rc == RC_NONE ? RC_OK : rc);
    service_limit_to_school(&w->service, 0);
}

const char *web_who_name(enum who who) {
    static const char *const names[] = {
        [WHO_ANYONE] = "anyone",     [WHO_STAFF] = "staff", [WHO_SCHOOL] = "school",
        [WHO_OPERATOR] = "operator", [WHO_PUPIL] = "pupil", [WHO_CLIENT] = "client"};
    return names[who];
}

enum rc web_check(struct fault *fault) {
    TRY(http_routes_check(web_routes, web_route_count, fault));
    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_rule *rule = web_routes[i].extra;
        ENSURE(rule != NULL && rule->handler != NULL,
               FAULT(fault, RC_INVALID, "%s has no handler", web_routes[i].pattern));
        bool raw = web_routes[i].flags & HTTP_RAW_BODY;
        ENSURE(!raw || rule->who == WHO_CLIENT,
               FAULT(fault, RC_INVALID, "%s changes without a form token", web_routes[i].pattern));
        unsigned sites = for_staff(rule) ? ON_LOKET : rule->who == WHO_PUPIL ? ON_MIJN : ON_BOTH;
        ENSURE((web_routes[i].site_mask & ~sites) == 0,
               FAULT(fault, RC_INVALID, "%s stands on the wrong site", web_routes[i].pattern));
    }
    return RC_OK;
}
