/* Pages of the authorization endpoint. */
#include "base/encode.h"
#include "domain/username.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/mijn/waiting_request.h"
#include "web/oidc/oidc.h"
#include "web/pages.h"

/*
 * Omits form-action: a form_post answer goes to the application, which may redirect it to any
 * origin.
 */
static void open_policy(struct visit *visit) {
    http_set_header(visit->response, "Content-Security-Policy",
                    S("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                      "font-src 'self'; connect-src 'self'; "
                      "base-uri 'none'; frame-ancestors 'none'"));
}

struct str oidc_after_sign_in(struct visit *visit) {
    return waiting_request(visit).len > 0 ? waiting_request_keep(visit, S("/oidc/verder")) : S("/");
}

/* Returns the cookie that identifies this browser; sets a new one when there is none. */
static struct str browser_of(struct visit *visit) {
    struct str browser = visit_cookie(visit, COOKIE_BROWSER);
    if (browser.len > 0) return browser;
    browser = service_random_token(visit->arena, visit->service);
    visit_set_cookie(visit, COOKIE_BROWSER, browser, 0);
    return browser;
}

enum rc oidc_already(struct visit *visit) {
    return mijn_say(visit, N_("You have already moved on"), N_("You had already finished here."),
                    N_("Do you want to go back to an app? Choose it on your own page."), "/",
                    N_("To my apps"));
}

enum rc oidc_wants_sign_in(struct visit *visit, bool *ret_wants) {
    const struct authorize_ask ask = {.form = S(""),
                                      .handle = waiting_request(visit),
                                      .browser = visit_cookie(visit, COOKIE_BROWSER),
                                      .session = visit->signed_in ? &visit->pupil : NULL};
    *ret_wants = false;
    if (ask.handle.len == 0) return RC_OK;
    enum rc rc =
        authorize_wants_sign_in(visit->service, visit->arena, &ask, ret_wants, &visit->fault);
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc say(struct visit *visit, const struct authorize_answer *answer) {
    static const char *const texts[] = {
        [OIDC_PAGE_NONE] = "",
        [OIDC_PAGE_CLIENT] = N_("This app is not known here."),
        [OIDC_PAGE_REDIRECT] = N_("The app gave an address that is not known here."),
        [OIDC_PAGE_TWICE] = N_("The app sent a request that is not right."),
    };
    visit->response->status = 400;
    return mijn_say(visit, N_("Signing in does not work here"), texts[answer->page],
                    N_("You can't do anything about this yourself. Ask for help at school: whoever "
                       "manages the app must look at this."),
                    "/", N_("Go to the start"));
}

static enum rc send_form(struct visit *visit, const struct authorize_answer *answer) {
    struct oidc_post_view view = {.frame = mijn_frame(visit, "Moving on"),
                                  .action = answer->redirect_uri,
                                  .field_count = answer->field_count};
    struct oidc_hidden *fields = ARENA_ARRAY(visit->arena, struct oidc_hidden, answer->field_count);
    for (size_t i = 0; i < answer->field_count; i++)
        fields[i] = (struct oidc_hidden){str_of(answer->fields[i].name), answer->fields[i].value};
    view.fields = fields;
    struct page page = visit_page(visit);
    page_oidc_post(&page, &view);
    open_policy(visit);
    return visit_html(visit, &page);
}

enum rc oidc_onward(struct visit *visit, struct str address) {
    struct oidc_onward_view view = {.frame = mijn_frame(visit, "Moving on"), .address = address};
    view.frame.refresh = address;
    struct page page = visit_page(visit);
    page_oidc_onward(&page, &view);
    return visit_html(visit, &page);
}

/*
 * Sends the answer. For a stored request (waited) it navigates by an intermediate page: the request
 * was reached from a form of this site, and form-action blocks redirects of forms to other origins.
 */
static enum rc send(struct visit *visit, const struct authorize_answer *answer, bool waited) {
    if (answer->mode == MODE_FORM_POST) return send_form(visit, answer);
    struct str address = authorize_address(visit->arena, answer); /* redirect_uri is registered */
    if (waited) return oidc_onward(visit, address);
    http_redirect(visit->response, address);
    return RC_OK;
}

static enum rc no_access(struct visit *visit, const struct authorize_answer *answer) {
    struct oidc_access_view view = {.frame = mijn_frame(visit, "No access yet"),
                                    .application = answer->application,
                                    .back = authorize_address(visit->arena, answer),
                                    .first_name = visit->pupil.first_name};
    struct page page = visit_page(visit);
    page_oidc_no_access(&page, &view);
    return visit_html(visit, &page);
}

/*
 * Sets the language to the first one in ui_locales that this site has, unless the pupil chose one.
 */
static void follow_locales(struct visit *visit, struct str locales) {
    static const struct str ours[] = {S("nl"), S("fr"), S("en"), S("de")};
    if (visit_cookie(visit, COOKIE_LANGUAGE).len > 0) return;
    while (locales.len > 0) {
        struct str wanted = str_sub(str_cut(&locales, ' ', NULL), 0, 2);
        for (size_t i = 0; i < COUNT(ours); i++) {
            if (!str_eq_ascii_nocase(wanted, ours[i])) continue;
            visit_set_cookie(visit, COOKIE_LANGUAGE, ours[i], 0);
            return;
        }
    }
}

static struct str waiting_at(struct visit *visit, const char *path, struct str handle) {
    return str_format(visit->arena, "%sverder=%.*s", path, STR_ARG(handle));
}

static enum rc to_sign_in(struct visit *visit, const struct authorize_answer *answer) {
    struct str hint = answer->login_hint, username;
    if (answer->parked)
        return visit_redirect(visit, waiting_at(visit, "/oidc/verder?", answer->handle));
    follow_locales(visit, answer->ui_locales);
    bool named = username_read(visit->arena, visit->service->text, hint, &username) ==
                 USERNAME_FINE; /* an invalid hint is ignored */
    const char *path = named ? str_c(visit->arena, str_format(visit->arena, "/aanmelden?naam=%.*s&",
                                                              STR_ARG(username)))
                             : "/aanmelden?";
    return visit_redirect(visit, waiting_at(visit, path, answer->handle));
}

static enum rc give(struct visit *visit, const struct authorize_ask *ask) {
    struct authorize_answer answer;
    TRY(authorize(visit->service, visit->arena, ask, &answer, &visit->fault));
    oidc_refused(visit, answer.application_id, answer.client_id, answer.why);
    switch (answer.verdict) {
        case OIDC_SAYS_PAGE: return say(visit, &answer);
        case OIDC_SAYS_SIGN_IN: return to_sign_in(visit, &answer);
        case OIDC_SAYS_NO_ACCESS: return no_access(visit, &answer);
        case OIDC_SAYS_ERROR:
        case OIDC_SAYS_CODE: return send(visit, &answer, ask->handle.len > 0);
    }
    return RC_BUG;
}

enum rc oidc_authorize_get(struct visit *visit) {
    const struct authorize_ask ask = {.form = visit->request->query,
                                      .handle = S(""),
                                      .browser = browser_of(visit),
                                      .session = visit->signed_in ? &visit->pupil : NULL,
                                      .source = visit->actor.source,
                                      .peer = visit->request->peer};
    return give(visit, &ask);
}

/*
 * Stores the request and judges it after a redirect to this site: a form of another site comes
 * without our cookies.
 */
enum rc oidc_authorize_post(struct visit *visit) {
    const struct authorize_ask ask = {.form = visit->request->body,
                                      .handle = S(""),
                                      .browser = S(""),
                                      .source = visit->actor.source,
                                      .peer = visit->request->peer,
                                      .parks = true};
    return give(visit, &ask);
}

enum rc oidc_further(struct visit *visit) {
    const struct authorize_ask ask = {.form = S(""),
                                      .handle = waiting_request(visit),
                                      .browser = browser_of(visit),
                                      .session = visit->signed_in ? &visit->pupil : NULL,
                                      .source = visit->actor.source};
    if (ask.handle.len == 0) return visit_redirect(visit, S("/"));
    enum rc rc = give(visit, &ask);
    if (rc == RC_CONFLICT) return oidc_already(visit);
    return rc == RC_NONE ? visit_redirect(visit, S("/")) : rc; /* the stored request expired */
}
