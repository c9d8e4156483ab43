/* Pages of RP-initiated logout: the pupil is asked to confirm. */
#include "service/oidc/oidc_logout.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/oidc/oidc.h"
#include "web/pages.h"

static enum rc bad(struct visit *visit) {
    visit->response->status = 400;
    return mijn_say(visit, N_("Signing out does not work here"),
                    N_("The app sent a request that is not right."),
                    N_("You are not signed out yet. Choose ‘Sign out’ on your own page."), "/",
                    N_("To my page"));
}

static enum rc say_left(struct visit *visit) {
    return mijn_say(visit, N_("You are signed out"), N_("From your apps too. See you next time!"),
                    "", "/", N_("Sign in again"));
}

static enum rc leave(struct visit *visit, const struct logout_wish *wish) {
    if (wish->address.len == 0) return say_left(visit);
    return oidc_onward(visit, wish->address); /* a registered address */
}

enum rc oidc_logout_get(struct visit *visit) {
    struct logout_wish wish;
    TRY(oidc_logout_read(visit->service, visit->arena, visit->request->query, &wish,
                         &visit->fault));
    oidc_refused(visit, wish.application_id, wish.client_id, wish.why);
    if (wish.is_bad) return bad(visit);
    if (!visit->signed_in) return leave(visit, &wish);
    return visit_redirect(
        visit, str_format(visit->arena, "/oidc/afmelden?%.*s", STR_ARG(visit->request->query)));
}

/*
 * Asks for confirmation at an address of its own, so that Back after the logout shows this page and
 * not the one that navigates to the application.
 */
enum rc oidc_logout_question(struct visit *visit) {
    struct logout_wish wish;
    if (!visit->signed_in) return say_left(visit);
    TRY(oidc_logout_read(visit->service, visit->arena, visit->request->query, &wish,
                         &visit->fault));
    if (wish.is_bad) return bad(visit);
    struct oidc_hidden field = {S("vraag"), wish.form};
    struct oidc_logout_view view = {.frame = mijn_frame(visit, "Signing out"),
                                    .application = wish.application,
                                    .fields = &field,
                                    .field_count = 1};
    struct page page = visit_page(visit);
    page_oidc_logout(&page, &view);
    return visit_html(visit, &page);
}

/* Repeats the request by a redirect to this site. */
static enum rc again(struct visit *visit, struct str form) {
    return visit_redirect(visit, str_format(visit->arena, "/oidc/logout?%.*s", STR_ARG(form)));
}

/* A form of another site comes without our cookies, so the request is repeated as a GET. */
enum rc oidc_logout_post(struct visit *visit) {
    return again(visit, visit->request->body);
}

enum rc oidc_logout_answer(struct visit *visit) {
    struct logout_wish wish;
    struct str form = S("");
    form = FORM(visit, oidc_logout_form)->question;
    TRY(oidc_logout_read(visit->service, visit->arena, form, &wish, &visit->fault));
    if (wish.is_bad) return bad(visit);
    if (!str_eq(FORM(visit, oidc_logout_form)->answer, S("ja")))
        return visit_redirect(visit, S("/"));
    if (visit->signed_in)
        TRY(pupil_sign_out(visit->service, visit->arena, &visit->pupil, false, &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, S(""), -1);
    if (wish.address.len == 0) return visit_redirect(visit, S("/oidc/afmelden"));
    return again(visit, form); /* nobody is signed in now, so this redirects to the application */
}
