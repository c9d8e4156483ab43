/* Pages of the authorization endpoint: a pupil on the way to an application. */
#include "format/url.h"
#include "web/mijn/handlers.h"
#include "web/oidc/handlers.h"
#include "web/oidc/views.h"
#include "web/pages.h"

enum { WAITS_S = AUTHORIZE_WAIT_MS / 1000 };

/* Forms of this page may end at that origin; "" none. Nothing else of the policy changes (http/finish.c). */
void oidc_set_policy(struct visit *visit, struct str origin) {
    if (origin.len == 0) return;
    http_set_header(visit->response, "Content-Security-Policy",
                    str_format(visit->arena, "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
                                             "form-action 'self' %.*s; base-uri 'none'; frame-ancestors 'none'", STR_ARG(origin)));
}

void oidc_open_policy(struct visit *visit) {
    struct authorize_waiting waiting;
    struct str handle = visit_cookie(visit, COOKIE_PENDING);
    if (handle.len > 0 && authorize_waits(visit->service, visit->arena, handle, &waiting, &visit->fault) == RC_OK) oidc_set_policy(visit, waiting.origin);
}

struct str oidc_after_sign_in(const struct visit *visit) {
    return visit_cookie(visit, COOKIE_PENDING).len > 0 ? S("/oidc/verder") : S("/");
}

static enum rc say(struct visit *visit, const struct authorize_answer *answer) {
    static const char *const texts[] = {
        [OIDC_PAGE_NONE] = "",
        [OIDC_PAGE_CLIENT] = N_("Dit programma is hier niet bekend."),
        [OIDC_PAGE_REDIRECT] = N_("Het programma gaf een adres op dat hier niet bekend is."),
        [OIDC_PAGE_TWICE] = N_("Het programma stuurde een aanvraag die niet klopt."),
    };
    visit->response->status = 400;
    return mijn_say(visit, N_("Aanmelden lukt hier niet"), texts[answer->page], N_("Je kunt hier zelf niets aan doen. Vraag hulp op school: de beheerder van het programma moet dit nakijken."), "/", N_("Ga naar het begin"));
}

static enum rc send_form(struct visit *visit, const struct authorize_answer *answer) {
    struct oidc_post_view view = {.frame = mijn_frame(visit, "Je gaat verder"), .action = answer->redirect_uri, .field_count = answer->field_count};
    struct oidc_hidden *fields = ARENA_ARRAY(visit->arena, struct oidc_hidden, answer->field_count);
    for (size_t i = 0; i < answer->field_count; i++) fields[i] = (struct oidc_hidden){str_of(answer->fields[i].name), answer->fields[i].value};
    view.fields = fields;
    struct page page = visit_page(visit);
    page_oidc_post(&page, &view);
    oidc_set_policy(visit, uri_origin(answer->redirect_uri));
    return visit_html(visit, &page);
}

static enum rc send(struct visit *visit, const struct authorize_answer *answer) {
    if (answer->mode == MODE_FORM_POST) return send_form(visit, answer);
    http_redirect(visit->response, authorize_address(visit->arena, answer)); /* a registered address */
    return RC_OK;
}

static enum rc no_access(struct visit *visit, const struct authorize_answer *answer) {
    struct oidc_access_view view = {.frame = mijn_frame(visit, "Nog geen toegang"), .application = answer->application,
        .back = authorize_address(visit->arena, answer), .first_name = visit->pupil.first_name};
    struct page page = visit_page(visit);
    page_oidc_no_access(&page, &view);
    oidc_set_policy(visit, uri_origin(answer->redirect_uri));
    return visit_html(visit, &page);
}

/* The first language we have of those that the application asks for, unless the pupil chose one. */
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

static enum rc to_sign_in(struct visit *visit, const struct authorize_answer *answer) {
    visit_set_cookie(visit, COOKIE_PENDING, answer->handle, WAITS_S);
    follow_locales(visit, answer->ui_locales);
    struct str naam = answer->login_hint.len > 0 && answer->login_hint.len <= 100 ? url_encode(visit->arena, answer->login_hint) : S("");
    return visit_redirect(visit, naam.len > 0 ? str_format(visit->arena, "/aanmelden?naam=%.*s", STR_ARG(naam)) : S("/aanmelden"));
}

static enum rc give(struct visit *visit, const struct authorize_ask *ask) {
    struct authorize_answer answer;
    TRY(authorize(visit->service, visit->arena, ask, &answer, &visit->fault));
    bool waits = answer.verdict == OIDC_SAYS_SIGN_IN;
    if (!waits && visit_cookie(visit, COOKIE_PENDING).len > 0) visit_set_cookie(visit, COOKIE_PENDING, S(""), -1);
    switch (answer.verdict) {
        case OIDC_SAYS_PAGE: return say(visit, &answer);
        case OIDC_SAYS_SIGN_IN: return to_sign_in(visit, &answer);
        case OIDC_SAYS_NO_ACCESS: return no_access(visit, &answer);
        case OIDC_SAYS_ERROR:
        case OIDC_SAYS_CODE: return send(visit, &answer);
    }
    return RC_BUG;
}

enum rc oidc_authorize_get(struct visit *visit) {
    const struct authorize_ask ask = {.form = visit->request->query, .handle = S(""), .session = visit->signed_in ? &visit->pupil : NULL,
        .source = visit->actor.source};
    return give(visit, &ask);
}

/* Cookies of this site do not come along with a form of another one: the request is kept and looked at again in a navigation of our own. */
enum rc oidc_authorize_post(struct visit *visit) {
    const struct authorize_ask ask = {.form = visit->request->body, .handle = S(""), .source = visit->actor.source, .parks = true};
    struct authorize_answer answer;
    TRY(authorize(visit->service, visit->arena, &ask, &answer, &visit->fault));
    if (answer.verdict == OIDC_SAYS_PAGE) return say(visit, &answer);
    if (answer.verdict != OIDC_SAYS_SIGN_IN) return send(visit, &answer);
    visit_set_cookie(visit, COOKIE_PENDING, answer.handle, WAITS_S);
    return visit_redirect(visit, S("/oidc/verder"));
}

enum rc oidc_further(struct visit *visit) {
    const struct authorize_ask ask = {.form = S(""), .handle = visit_cookie(visit, COOKIE_PENDING), .session = visit->signed_in ? &visit->pupil : NULL,
        .source = visit->actor.source};
    if (ask.handle.len == 0) return visit_redirect(visit, S("/"));
    enum rc rc = give(visit, &ask);
    if (rc != RC_NONE) return rc;
    visit_set_cookie(visit, COOKIE_PENDING, S(""), -1); /* it waited too long */
    return visit_redirect(visit, S("/"));
}
