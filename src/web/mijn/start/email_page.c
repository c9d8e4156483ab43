/* The e-mail address of an advanced account, which only the pupil sets. */
#include "domain/email_address.h"
#include "service/sign_in/email.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/pages.h"

struct flawed {
    struct str address, old;
};

static bool in_steps(struct visit *visit) {
    return str_eq(visit_query(visit, "stap"), S("2")) ||
           str_eq(FORM(visit, email_form)->step, S("2"));
}

static struct str own_address(struct visit *visit) {
    return in_steps(visit) ? S("/e-mail?stap=2") : S("/e-mail");
}

static enum rc show_email(struct visit *visit, struct str typed, struct flawed flawed) {
    struct mijn_email_view view = {.frame = mijn_frame(visit, "My e-mail"),
                                   .steps = in_steps(visit),
                                   .email = visit->pupil.email,
                                   .typed = typed,
                                   .problem = flawed.address,
                                   .proved = visit->pupil.email_proved,
                                   .asks_old = !email_may_change(visit->service, &visit->pupil),
                                   .old_problem = flawed.old};
    struct page page = visit_page(visit);
    page_mijn_email(&page, &view);
    return visit_html(visit, &page);
}

static enum rc show_mailed(struct visit *visit, struct str address) {
    const struct mijn_mailed_view view = {.frame = mijn_frame(visit, "Look in your mailbox"),
                                          .steps = in_steps(visit),
                                          .link_minutes = MAIL_LINK_MS / 60000,
                                          .address = address,
                                          .other = own_address(visit)};
    struct page page = visit_page(visit);
    page_mijn_mailed(&page, &view);
    return visit_html(visit, &page);
}

static enum rc for_older(struct visit *visit) {
    return mijn_say(
        visit, N_("My e-mail"),
        N_("You don't need an e-mail address. Your teacher will help you with your password."), "",
        "/", N_("Back"));
}

/*
 * Returns whether the page is offered. Without a mail server, a pupil can only remove an address.
 */
static bool is_offered(const struct visit *visit) {
    return visit->web->mails || visit->pupil.email.len > 0;
}

static enum rc not_offered(struct visit *visit) {
    return mijn_say(visit, N_("My e-mail"),
                    N_("LeerID does not send emails here. Forgotten your password? Ask for a new "
                       "one at school."),
                    "", "/", N_("Back"));
}

enum rc mijn_email_page(struct visit *visit) {
    if (!visit->pupil.advanced) return for_older(visit);
    if (!is_offered(visit)) return not_offered(visit);
    enum mijn_flash flash = mijn_flash_take(visit);
    struct str mailed = mijn_flash_about(visit);
    if (flash == MIJN_MAILED && email_address_is_valid(mailed)) return show_mailed(visit, mailed);
    struct flawed flawed = {S(""), S("")};
    if (flash == MIJN_ENOUGH)
        flawed.address =
            visit_say(visit, "Enough e-mails have been sent today. Try again tomorrow.");
    return show_email(visit, S(""), flawed);
}

/*
 * Verifies the current password when the sign-in is not recent. This is a full sign-in, so it
 * creates a new session. RC_DENIED: *ret_problem is the message.
 */
static enum rc prove(struct visit *visit, struct str *ret_problem) {
    if (email_may_change(visit->service, &visit->pupil)) return RC_OK;
    struct str old = S("");
    old = FORM(visit, email_form)->old;
    bool own_device = visit->pupil.own_device;
    const struct pupil_attempt attempt = {.username = visit->pupil.username,
                                          .secret = old,
                                          .device = visit_cookie(visit, COOKIE_DEVICE),
                                          .peer = visit->request->peer,
                                          .own_device = own_device};
    struct pupil_entry entry;
    TRY(pupil_sign_in(visit->service, visit->arena, &attempt, &entry, &visit->fault));
    *ret_problem = entry.answer == SIGN_IN_WAIT
                       ? visit_say(visit, "A short break. Try again in a little while.")
                       : visit_say(visit, "That is not your current password. Try again.");
    ENSURE(entry.answer == SIGN_IN_DONE, RC_DENIED);
    TRY(mijn_begin_session(visit, entry.token, entry.device, own_device));
    return pupil_session_open(visit->service, visit->arena, entry.token, &visit->pupil,
                              &visit->fault);
}

static struct str old_missing(struct visit *visit) {
    struct str old = S("");
    old = FORM(visit, email_form)->old;
    return visit_missing(visit, old);
}

enum rc mijn_email(struct visit *visit) {
    if (!visit->pupil.advanced) return for_older(visit);
    struct str typed = FORM(visit, email_form)->email;
    struct flawed flawed = {S(""), S("")};
    bool removes = str_eq(FORM(visit, email_form)->command, S("weg"));
    if (!is_offered(visit) || (!removes && !visit->web->mails)) return not_offered(visit);
    if (!removes) flawed.address = visit_missing(visit, typed);
    if (!removes && typed.len > 0 && !email_address_is_valid(typed))
        flawed.address =
            visit_say(visit, "Check the address. An e-mail address looks like name@example.be.");
    if (!email_may_change(visit->service, &visit->pupil)) flawed.old = old_missing(visit);
    if (flawed.address.len + flawed.old.len > 0) return show_email(visit, typed, flawed);
    enum rc rc = prove(visit, &flawed.old);
    if (rc == RC_DENIED) return show_email(visit, typed, flawed);
    TRY(rc);
    if (removes) {
        TRY(email_remove(visit->service, visit->arena, &visit->pupil,
                         mijn_notice(visit, MIJN_MAIL_REMOVED), &visit->fault));
        mijn_flash_set(visit, MIJN_REMOVED);
        return visit_redirect(visit, S("/"));
    }
    const struct mail_text text = mijn_mail(visit, MIJN_MAIL_PROVE);
    rc = email_ask(visit->service, visit->arena, &visit->pupil, typed, &text, &visit->fault);
    if (rc != RC_LIMIT) TRY(rc);
    if (rc == RC_LIMIT)
        mijn_flash_set(visit, MIJN_ENOUGH);
    else
        mijn_flash_set_about(visit, MIJN_MAILED, typed);
    return visit_redirect(visit, own_address(visit));
}

enum rc mijn_prove_link(struct visit *visit) {
    return mijn_take_link(visit, S("/e-mail/bevestig"));
}

enum rc mijn_prove_page(struct visit *visit) {
    if (mijn_flash_take(visit) == MIJN_PROVED)
        return mijn_say(visit, N_("Your e-mail address is confirmed"),
                        N_("If you ever forget your password, you can ask for a new one yourself."),
                        "", "/", N_("Go to the start"));
    if (visit_cookie(visit, COOKIE_LINK).len == 0) return visit_redirect(visit, S("/"));
    struct mijn_message_view view = {
        .frame = mijn_frame(visit, "Confirm your e-mail address"),
        .text = visit_say(visit, "Press the button. Then we know that this address is yours."),
        .link = S("/e-mail/bevestig"),
        .link_text = visit_say(visit, "Confirm")};
    struct page page = visit_page(visit);
    page_mijn_confirm(&page, &view);
    return visit_html(visit, &page);
}

enum rc mijn_prove(struct visit *visit) {
    const struct email_notices notices = {mijn_notice(visit, MIJN_MAIL_PROVED),
                                          mijn_notice(visit, MIJN_MAIL_OTHER_ADDRESS)};
    enum rc rc = email_prove(visit->service, visit->arena, visit_cookie(visit, COOKIE_LINK),
                             &notices, &visit->fault);
    visit_set_cookie(visit, COOKIE_LINK, S(""), -1);
    if (rc == RC_NONE)
        return mijn_say(visit, N_("This link no longer works"),
                        N_("A link works once, for half an hour."), "", "/e-mail",
                        N_("Ask for a new link"));
    TRY(rc);
    mijn_flash_set(visit, MIJN_PROVED);
    return visit_redirect(visit, S("/e-mail/bevestig"));
}
