#include "web/loket/sign_in/sign_in_page.h"

#include "format/url.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/sign_in/passkey.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/stored_form.h"
#include "web/pages.h"
#include "web/password_text.h"

enum { INVITE_MAX = 100, INVITE_S = 30 * 60 };

static enum rc show_staff_sign_in(struct visit *visit, const struct sign_in_page_view *view) {
    struct page page = visit_page(visit);
    page_loket_sign_in(&page, view);
    return visit_html(visit, &page);
}

/* Shows the page with invalid input; the attempt is neither verified nor counted. */
static enum rc refuse_sign_in(struct visit *visit, const struct sign_in_page_view *view) {
    visit->response->status = 422;
    return show_staff_sign_in(visit, view);
}

struct str sign_in_page_organisation_address(struct visit *visit, struct str back,
                                             const char *more) {
    if (visit->web->staff_provider.issuer.len == 0) return S("");
    return str_format(visit->arena, "/aanmelden/organisatie?terug=%.*s%s",
                      STR_ARG(url_encode(visit->arena, back)), more);
}

static struct sign_in_page_view sign_in_view(struct visit *visit, struct str back,
                                             struct str problem) {
    struct sign_in_page_view view = {.frame = loket_frame(visit, "Sign in", TAB_NONE),
                                     .lead = visit_say(visit, "For school staff."),
                                     .action = S("/aanmelden"),
                                     .button = visit_say(visit, "Sign in"),
                                     .asks_login = true,
                                     .asks_code = true,
                                     .outside = sign_in_page_organisation_address(visit, back, ""),
                                     .back = back,
                                     .secret_field = S("wachtwoord"),
                                     .code_field = S("code"),
                                     .passkey = passkey_button(visit, PASSKEY_SIGN_IN),
                                     .problem = problem};
    view.frame.here = back; /* target of the language and sign-in links */
    return view;
}

#define WENT_AWAY N_("You were inactive for a while. Sign in again.")

/* Redirects a request for a page without a session to the sign-in page, which leads back to it. */
static void redirect_to_sign_in(struct visit *visit, bool was_here) {
    struct str back = url_encode(visit->arena, visit_own_path(visit_here(visit)));
    (void)!visit_redirect(visit, str_format(visit->arena, "/aanmelden?terug=%.*s%s", STR_ARG(back),
                                            was_here ? "&verlopen=1" : ""));
}

void sign_in_page_ask(struct visit *visit) {
    bool was_here = visit_cookie(visit, COOKIE_SESSION).len > 0;
    if (visit->request->method == HTTP_GET) return redirect_to_sign_in(visit, was_here);
    bool kept = stored_form_save(visit);
    const char *gone =
        kept ? N_("You were inactive for a while. Sign in again. What you filled in is kept.")
             : WENT_AWAY;
    const char *why = was_here ? gone : N_("You are signed out. Nothing was saved. Sign in again.");
    struct sign_in_page_view view =
        sign_in_view(visit, kept ? S("/bewaard") : S("/"), visit_say(visit, why));
    visit->response->status = 403;
    (void)!show_staff_sign_in(visit, &view);
}

enum rc sign_in_page_refuse(struct visit *visit, struct str problem) {
    struct sign_in_page_view view = sign_in_view(visit, S("/leerlingen"), problem);
    visit->response->status = 403;
    return show_staff_sign_in(visit, &view);
}

enum rc sign_in_page_show(struct visit *visit) {
    struct str back = visit_own_path(visit_query(visit, "terug"));
    if (str_eq(back, S("/"))) back = S("/leerlingen");
    if (visit->signed_in) return visit_redirect(visit, back);
    bool expired = str_eq(visit_query(visit, "verlopen"), S("1"));
    struct sign_in_page_view view =
        sign_in_view(visit, back, expired ? visit_say(visit, WENT_AWAY) : S(""));
    return show_staff_sign_in(visit, &view);
}

struct str sign_in_page_wait_text(struct visit *visit, int64_t wait_ms) {
    if (wait_ms <= 0)
        return visit_say(visit, "Many people are signing in right now. Try again in a minute.");
    return visit_count(
        visit, "Just a moment. Try again in 1 second.~~Just a moment. Try again in {0} seconds.",
        (size_t)(wait_ms + 999) / 1000);
}

/* Returns the same text for every wrong credential of one kind; "" for RC_OK and system errors. */
struct str sign_in_page_refusal_text(struct visit *visit, enum rc rc, int64_t wait_ms) {
    if (rc == RC_LIMIT) return sign_in_page_wait_text(visit, wait_ms);
    if (rc == RC_INVALID)
        return visit_say(visit, "Also type the code from your app, or a recovery code. Each code "
                                "works only once. You can use your passkey as well.");
    if (rc == RC_DENIED)
        return visit_say(visit, "The username or password is incorrect. Check both and try again.");
    return S("");
}

enum rc sign_in_page_enter(struct visit *visit, struct str token, struct str to) {
    if (visit->signed_in)
        TRY(staff_sign_out(visit->service, visit->arena, visit->staff.token,
                           &visit->fault)); /* ends the earlier session of this browser */
    visit_set_cookie(visit, COOKIE_SESSION, token, 0);
    visit_set_cookie(visit, COOKIE_DOOR, S("-"), -1);
    return visit_redirect(visit, to);
}

/* RC_INVALID means that the password is right but the code is missing or wrong. */
enum sign_in_result sign_in_page_result(enum rc rc) {
    if (rc == RC_OK) return RESULT_DONE;
    if (rc == RC_DENIED || rc == RC_INVALID) return RESULT_WRONG;
    return rc == RC_LIMIT ? RESULT_WAIT : RESULT_FAILED;
}

enum rc sign_in_page_submit(struct visit *visit) {
    const struct sign_in_form *form = FORM(visit, sign_in_form);
    const struct sign_in given = {.login = form->login,
                                  .password = form->password,
                                  .code = str_trim(form->code),
                                  .device = visit_cookie(visit, COOKIE_DEVICE),
                                  .trusts_device = form->trust,
                                  .from = passkey_origin(visit)};
    struct staff_signed_in signed_in;
    struct str back = visit_own_path(visit_form(visit, "terug"));
    int64_t wait_ms = 0;
    struct sign_in_page_view view = sign_in_view(visit, back, S(""));
    view.login = given.login;
    view.login_problem = visit_missing(visit, str_trim(given.login));
    view.secret_problem = visit_missing(visit, given.password);
    if (view.login_problem.len + view.secret_problem.len > 0) return refuse_sign_in(visit, &view);
    enum rc rc =
        staff_sign_in(visit->service, visit->arena, &given, &signed_in, &wait_ms, &visit->fault);
    visit_count_sign_in(visit, sign_in_page_result(rc));
    if (rc == RC_OK && signed_in.device.len > 0)
        visit_set_cookie(visit, COOKIE_DEVICE, signed_in.device,
                         (int64_t)TRUSTED_DEVICE_DAYS * 24 * 3600);
    if (rc == RC_OK) return sign_in_page_enter(visit, signed_in.token, back);
    view.problem = sign_in_page_refusal_text(visit, rc, wait_ms);
    ENSURE(view.problem.len > 0, rc);
    visit->response->status = 403;
    return show_staff_sign_in(visit, &view);
}

/* Moves the token of an invitation to a cookie, so that it stays out of the address bar, the
 * history and screenshots while the user chooses a password. */
enum rc sign_in_page_invite_link(struct visit *visit) {
    ENSURE(visit->request->params[0].len <= INVITE_MAX, RC_NONE);
    visit_set_cookie(visit, COOKIE_STEP, visit->request->params[0], INVITE_S);
    return visit_redirect(visit, S("/uitnodiging"));
}

static enum rc invite_is_over(struct visit *visit) {
    const struct message_view view = {
        .frame = loket_frame(visit, "This invitation no longer works", TAB_NONE),
        .title = visit_say(visit, "This invitation no longer works"),
        .text =
            visit_say(visit, "An invitation works once, within 24 hours. Have you already chosen a "
                             "password with it? Then just sign in. Otherwise ask the person who "
                             "invited you, or the LeerID manager of your school, for a new one."),
        .link = S("/aanmelden"),
        .link_text = visit_say(visit, "Sign in")};
    struct page page = visit_page(visit);
    page_loket_message(&page, &view);
    visit->response->status = 404;
    return visit_html(visit, &page);
}

static enum rc invite_view(struct visit *visit, struct str problem, struct str secret_problem) {
    struct str login;
    enum rc rc = staff_invite_login(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                                    &login, &visit->fault);
    if (rc == RC_NONE) return invite_is_over(visit);
    TRY(rc);
    struct sign_in_page_view view = {.frame = loket_frame(visit, "Welcome", TAB_NONE),
                                     .lead =
                                         visit_say(visit, "Choose a password for the Schoolloket."),
                                     .action = S("/uitnodiging"),
                                     .button = visit_say(visit, "Save"),
                                     .asks_new = true,
                                     .login = login,
                                     .back = S("/"),
                                     .secret_field = S("wachtwoord"),
                                     .code_field = S("code"),
                                     .problem = problem,
                                     .secret_problem = secret_problem};
    return show_staff_sign_in(visit, &view);
}

enum rc sign_in_page_invite(struct visit *visit) {
    return invite_view(visit, S(""), S(""));
}

static enum rc refuse_invite(struct visit *visit, struct str secret_problem) {
    visit->response->status = 422;
    return invite_view(visit, S(""), secret_problem);
}

enum rc sign_in_page_accept_invite(struct visit *visit) {
    const struct staff_origin from = passkey_origin(visit);
    struct str token, login, shown = FORM(visit, sign_in_form)->login;
    enum rc rc = staff_invite_login(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                                    &login, &visit->fault);
    if (rc == RC_NONE) return invite_is_over(visit);
    TRY(rc);
    if (shown.len > 0 && !str_eq(shown, login)) { /* another tab opened another invitation */
        visit->response->status = 409;
        return invite_view(
            visit, visit_say(visit, "Nothing was saved: you opened another invitation."), S(""));
    }
    const struct str password = FORM(visit, sign_in_form)->password;
    enum own_flaw flaw;
    if (password.len == 0) return refuse_invite(visit, visit_missing(visit, password));
    rc = staff_invite_accept(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                             password, &from, &token, &flaw, &visit->fault);
    if (rc == RC_OK) visit_set_cookie(visit, COOKIE_STEP, S("-"), -1);
    if (rc == RC_OK && token.len == 0) /* the account has a second factor */
        return sign_in_page_refuse(
            visit,
            visit_say(visit, "Your new password is saved. Now sign in with your second step."));
    if (rc == RC_OK) visit_count_sign_in(visit, RESULT_DONE);
    if (rc == RC_OK) return sign_in_page_enter(visit, token, S("/leerlingen"));
    if (rc == RC_NONE) return invite_is_over(visit);
    ENSURE(rc == RC_INVALID, rc);
    return refuse_invite(visit, password_flaw_text(visit, flaw));
}

enum rc sign_in_page_sign_out(struct visit *visit) {
    TRY(staff_sign_out(visit->service, visit->arena, visit->staff.token, &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, S("-"), -1);
    loket_flash(visit, FLASH_SIGNED_OUT);
    return visit_redirect(visit, S("/"));
}

enum rc sign_in_page_hide_secrets(struct visit *visit) {
    TRY(staff_hide_secrets(visit->service, visit->arena, &visit->staff, FORM(visit, hide_form)->on,
                           &visit->fault));
    return visit_redirect(visit, visit_form(visit, "terug"));
}
