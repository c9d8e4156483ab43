/* Own passwords of advanced accounts: the first one, a change, and a reset by mail. */
#include "domain/username.h"
#include "service/sign_in/email.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/pages.h"
#include "web/password_text.h"

enum page_kind { PAGE_FIRST, PAGE_CHANGE, PAGE_RENEW, PAGE_KINDS };
static const struct {
    const char *title, *action, *lead;
    bool steps, asks_old, asks_device;
} kinds[PAGE_KINDS] = {
    [PAGE_FIRST] = {N_("Choose your own password"), "/nieuw-wachtwoord",
                    N_("The password on your card stops working as soon as you choose a new one. "
                       "Choose a password of your own now that nobody else knows."),
                    true, false, true},
    [PAGE_CHANGE] = {N_("Choose your own password"), "/wachtwoord",
                     N_("After that you will be signed out on all your other devices."), false,
                     true, false},
    [PAGE_RENEW] = {N_("Choose your own password"), "/wachtwoord-vergeten/nieuw",
                    N_("Choose a password that nobody else knows."), false, false, true},
};

/* Messages beside the fields; "" for a correct field. */
struct flawed {
    struct str old, fresh, again;
};

static enum rc show_password(struct visit *visit, enum page_kind kind, struct str username,
                             const struct flawed *flawed) {
    struct mijn_password_view view = {.frame = mijn_frame(visit, kinds[kind].title),
                                      .username = username,
                                      .action = str_of(kinds[kind].action),
                                      .lead = visit_say(visit, kinds[kind].lead),
                                      .steps = kinds[kind].steps && visit->web->mails,
                                      .asks_old = kinds[kind].asks_old,
                                      .asks_device = kinds[kind].asks_device,
                                      .old_problem = flawed->old,
                                      .problem = flawed->fresh,
                                      .again_problem = flawed->again,
                                      .own_device = FORM(visit, password_form)->own_device};
    struct page page = visit_page(visit);
    page_mijn_password(&page, &view);
    return visit_html(visit, &page);
}

/*
 * Checks that every field is filled in and both new passwords are equal. Otherwise shows the page
 * again, without what was typed.
 */
static bool filled_in(struct visit *visit, enum page_kind kind, struct str username,
                      enum rc *ret_rc) {
    struct str old = S(""), fresh = FORM(visit, password_form)->password,
               again = FORM(visit, password_form)->again;
    old = FORM(visit, password_form)->old;
    struct flawed flawed = {.old = kinds[kind].asks_old ? visit_missing(visit, old) : S(""),
                            .fresh = visit_missing(visit, fresh)};
    if (fresh.len > 0) flawed.again = visit_missing(visit, again);
    if (fresh.len > 0 && again.len > 0 && !str_eq(fresh, again))
        flawed.fresh = visit_say(visit, "The two passwords were not the same. Type both again.");
    if (flawed.old.len + flawed.fresh.len + flawed.again.len == 0) return true;
    *ret_rc = show_password(visit, kind, username, &flawed);
    return false;
}

static enum rc show_flaw(struct visit *visit, enum page_kind kind, struct str username,
                         enum own_flaw flaw) {
    const struct flawed flawed = {.fresh = password_flaw_text(visit, flaw)};
    return show_password(visit, kind, username, &flawed);
}

/*
 * Answers when the step is missing. The browser deletes the cookie when the step expires. When it
 * still sends one, the step was used or the school ended it; then it is unknown whether a password
 * was stored.
 */
static enum rc no_step(struct visit *visit) {
    if (visit->signed_in || visit_cookie(visit, COOKIE_STEP).len > 0)
        return visit_redirect(visit, mijn_after_sign_in(visit));
    return mijn_say(visit, N_("That took too long"),
                    N_("Nothing was saved. Sign in again with your card."), "", "/",
                    N_("Sign in again"));
}

/*
 * Checks that the form was shown to this pupil. Step and link are in a cookie of the browser, while
 * the form is in one tab; the password must not go to another pupil.
 */
static bool is_about(struct visit *visit, struct str username) {
    struct str shown = FORM(visit, password_form)->username;
    return shown.len == 0 || str_eq(shown, username);
}

static enum rc another_pupil(struct visit *visit) {
    return mijn_say(visit, N_("Somebody else is signing in here"),
                    N_("Nothing was saved. Start again with your own card or e-mail."), "", "/",
                    N_("Sign in again"));
}

static enum rc first_step(struct visit *visit, struct sign_in_step *ret_step) {
    TRY(sign_in_step_open(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP), ret_step,
                          &visit->fault));
    return ret_step->pupil_id != 0 ? RC_OK : RC_NONE;
}

enum rc mijn_first_page(struct visit *visit) {
    struct sign_in_step step;
    enum rc rc = first_step(visit, &step);
    if (rc == RC_NONE) return no_step(visit);
    TRY(rc);
    const struct flawed none = {.old = S("")};
    return show_password(visit, PAGE_FIRST, step.username, &none);
}

enum rc mijn_first(struct visit *visit) {
    struct sign_in_step step;
    struct str session;
    enum own_flaw flaw;
    enum rc rc = first_step(visit, &step);
    if (rc == RC_NONE) return no_step(visit);
    TRY(rc);
    if (!is_about(visit, step.username)) return another_pupil(visit);
    if (!filled_in(visit, PAGE_FIRST, step.username, &rc)) return rc;
    bool own_device = FORM(visit, password_form)->own_device;
    const struct mail_text *notice = mijn_notice(visit, MIJN_MAIL_PASSWORD);
    rc = pupil_first_password(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                              FORM(visit, password_form)->password, own_device, notice, &session,
                              &flaw, &visit->fault);
    if (rc == RC_INVALID) return show_flaw(visit, PAGE_FIRST, step.username, flaw);
    if (rc == RC_NONE) return no_step(visit);
    TRY(rc);
    TRY(mijn_begin_session(visit, session, S(""), own_device));
    struct str next = mijn_after_sign_in(visit);
    return visit_redirect(visit,
                          visit->web->mails && str_eq(next, S("/")) ? S("/e-mail?stap=2") : next);
}

static enum rc teacher_helps(struct visit *visit) {
    return mijn_say(visit, N_("My password"), N_("Do you want another password? Ask your teacher."),
                    "", "/", N_("Back"));
}

enum rc mijn_change_page(struct visit *visit) {
    if (!visit->pupil.advanced) return teacher_helps(visit);
    const struct flawed none = {.old = S("")};
    return show_password(visit, PAGE_CHANGE, visit->pupil.username, &none);
}

enum rc mijn_change(struct visit *visit) {
    if (!visit->pupil.advanced) return teacher_helps(visit);
    struct str username = visit->pupil.username, old = S(""), session;
    enum rc rc;
    enum own_flaw flaw;
    if (!filled_in(visit, PAGE_CHANGE, username, &rc)) return rc;
    old = FORM(visit, password_form)->old;
    const struct pupil_attempt attempt = {.username = username,
                                          .secret = old,
                                          .device = visit_cookie(visit, COOKIE_DEVICE),
                                          .peer = visit->request->peer};
    const struct mail_text *notice = mijn_notice(visit, MIJN_MAIL_PASSWORD);
    rc = pupil_change_password(visit->service, visit->arena, &visit->pupil, &attempt,
                               FORM(visit, password_form)->password, notice, &session, &flaw,
                               &visit->fault);
    if (rc == RC_INVALID) return show_flaw(visit, PAGE_CHANGE, username, flaw);
    if (rc == RC_CONFLICT || rc == RC_LIMIT) {
        const struct flawed flawed = {
            .old = rc == RC_LIMIT
                       ? visit_say(visit, "A short break. Try again in a little while.")
                       : visit_say(visit, "That is not your current password. Try again.")};
        return show_password(visit, PAGE_CHANGE, username, &flawed);
    }
    TRY(rc);
    visit->signed_in = false; /* the change ended all older sessions */
    TRY(mijn_begin_session(visit, session, S(""), visit->pupil.own_device));
    mijn_flash_set(visit, MIJN_CHANGED);
    return visit_redirect(visit, S("/"));
}

static enum rc ask_password(struct visit *visit, struct str username, struct str problem) {
    struct mijn_forgotten_view view = {.frame = mijn_frame(visit, "Forgot your password?"),
                                       .username = username,
                                       .problem = problem};
    struct page page = visit_page(visit);
    page_mijn_forgotten(&page, &view);
    return visit_html(visit, &page);
}

static enum rc ask_at_school(struct visit *visit) {
    return mijn_say(visit, N_("Forgot your password?"), N_("Ask for a new password at school."),
                    N_("Is your password on a card? Ask your teacher for your card."), "/",
                    N_("Go to the start"));
}

enum rc mijn_forgotten_page(struct visit *visit) {
    if (!visit->web->mails) return ask_at_school(visit);
    if (mijn_flash_take(visit) == MIJN_ASKED)
        return mijn_say(visit, N_("Look in your mailbox"),
                        N_("Is there a confirmed e-mail address for that username? Then an e-mail "
                           "is on its way."),
                        N_("No e-mail after 5 minutes? Ask for a new password at school."), "/",
                        N_("Go to the start"));
    return ask_password(visit, visit_query(visit, "naam"),
                        S("")); /* as typed on the sign-in page */
}

enum rc mijn_forgotten(struct visit *visit) {
    if (!visit->web->mails) return ask_at_school(visit);
    const struct mail_text text = mijn_mail(visit, MIJN_MAIL_FORGOTTEN);
    struct str typed = FORM(visit, forgotten_form)->username;
    enum rc rc = forgotten_ask(visit->service, visit->arena, typed, visit->request->peer, &text,
                               &visit->fault);
    if (rc == RC_LIMIT)
        return ask_password(visit, typed,
                            visit_say(visit, "A short break. Try again in a little while."));
    if (rc == RC_INVALID)
        return ask_password(visit, typed,
                            visit_say(visit, "Type your username just as it is on your card."));
    TRY(rc);
    mijn_flash_set(visit, MIJN_ASKED);
    return visit_redirect(visit, S("/wachtwoord-vergeten"));
}

enum rc mijn_renew_link(struct visit *visit) {
    return mijn_take_link(visit, S("/wachtwoord-vergeten/nieuw"));
}

static enum rc link_is_old(struct visit *visit) {
    return mijn_say(visit, N_("This link no longer works"),
                    N_("A link works once, for half an hour."), "", "/wachtwoord-vergeten",
                    N_("Ask for a new link"));
}

enum rc mijn_renew_page(struct visit *visit) {
    struct str username;
    enum rc rc = forgotten_open(visit->service, visit->arena, visit_cookie(visit, COOKIE_LINK),
                                &username, &visit->fault);
    if (rc == RC_NONE) return link_is_old(visit);
    TRY(rc);
    const struct flawed none = {.old = S("")};
    return show_password(visit, PAGE_RENEW, username, &none);
}

enum rc mijn_renew(struct visit *visit) {
    struct str username, session, token = visit_cookie(visit, COOKIE_LINK);
    enum own_flaw flaw;
    enum rc rc = forgotten_open(visit->service, visit->arena, token, &username, &visit->fault);
    if (rc == RC_NONE) return link_is_old(visit);
    TRY(rc);
    if (!is_about(visit, username)) return another_pupil(visit);
    if (!filled_in(visit, PAGE_RENEW, username, &rc)) return rc;
    bool own_device = FORM(visit, password_form)->own_device;
    const struct mail_text *notice = mijn_notice(visit, MIJN_MAIL_PASSWORD);
    rc = forgotten_new_password(visit->service, visit->arena, token,
                                FORM(visit, password_form)->password, own_device, notice, &session,
                                &flaw, &visit->fault);
    if (rc == RC_INVALID) return show_flaw(visit, PAGE_RENEW, username, flaw);
    if (rc == RC_NONE) return link_is_old(visit);
    TRY(rc);
    TRY(mijn_begin_session(visit, session, S(""), own_device));
    mijn_flash_set(visit, MIJN_CHANGED);
    return visit_redirect(visit, mijn_after_sign_in(visit));
}
