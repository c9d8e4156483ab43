/* Page of the user's own account: password, second factor and keyboard shortcuts. */
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/account/own_factor.h"
#include "web/loket/sign_in/passkey.h"
#include "web/pages.h"
#include "web/password_text.h"

/* Problem of each field; "": none. */
struct flawed {
    struct str old, fresh, code, factor;
};

static enum rc show_account(struct visit *visit, struct flawed flawed) {
    struct account_view view = {.frame = loket_frame(visit, "My account", TAB_NONE),
                                .has_totp = visit->staff.factors.totp,
                                .must_change = visit->staff.must_change,
                                .old_problem = flawed.old,
                                .new_problem = flawed.fresh,
                                .code_problem = flawed.code,
                                .factor_problem = flawed.factor};
    TRY(own_factor_fill(visit, &view));
    if (!view.has_totp && !view.must_change && !view.outside) {
        struct totp_proposal proposal;
        TRY(staff_totp_propose(visit->service, visit->arena, &visit->staff,
                               FORM(visit, account_form)->totp_token, &proposal));
        view.qr = (struct html){proposal.qr};
        view.qr_side = proposal.qr_modules + 8; /* quiet zone of four modules a side */
        view.totp_secret = proposal.typed;
        view.totp_token = proposal.token;
    }
    if (flawed.old.len + flawed.fresh.len + flawed.code.len + flawed.factor.len > 0)
        visit->response->status = 422;
    struct page page = visit_page(visit);
    page_loket_account(&page, &view);
    return visit_html(visit, &page);
}

enum rc own_page(struct visit *visit) {
    return show_account(visit, (struct flawed){.old = S("")});
}

static enum rc ended(struct visit *visit, enum flash flash) {
    loket_flash(visit, flash);
    return visit_redirect(visit, visit->staff.must_change ? S("/leerlingen") : S("/rekening"));
}

static enum rc change_password(struct visit *visit) {
    struct str old = S(""), password = S(""), token;
    enum own_flaw flaw;
    old = FORM(visit, account_form)->old;
    password = FORM(visit, account_form)->password;
    struct flawed flawed = {.old = visit_missing(visit, old),
                            .fresh = visit_missing(visit, password)};
    if (flawed.old.len + flawed.fresh.len > 0) return show_account(visit, flawed);
    const struct staff_origin from = passkey_origin(visit);
    enum rc rc = staff_set_password(visit->service, visit->arena, &visit->staff, old, password,
                                    &from, &token, &flaw, &visit->fault);
    if (rc == RC_DENIED)
        flawed.old = visit_say(visit, "The current password is incorrect. Try again.");
    if (rc == RC_LIMIT) flawed.old = visit_say(visit, "Just a moment. Try again in a minute.");
    if (rc == RC_INVALID) flawed.fresh = password_flaw_text(visit, flaw);
    if (flawed.old.len + flawed.fresh.len > 0) return show_account(visit, flawed);
    TRY(rc);
    visit_set_cookie(visit, COOKIE_SESSION, token, 0);
    return ended(visit, FLASH_PASSWORD);
}

enum rc own_post(struct visit *visit) {
    struct str action = FORM(visit, account_form)->command, problem;
    if (str_eq(action, S("wachtwoord"))) return change_password(visit);
    if (str_eq(action, S("read_message"))) return own_message_remove(visit);
    ENSURE(!visit->staff.must_change && !visit->staff.outside, RC_INVALID);
    TRY(own_factor_post(visit, action, &problem));
    if (problem.len == 0) return RC_OK;
    bool of_code = str_eq(action, S("aan"));
    return show_account(visit, of_code ? (struct flawed){.code = problem}
                                       : (struct flawed){.factor = problem});
}

enum rc keys_page(struct visit *visit) {
    const struct keys_view view = {.frame = loket_frame(visit, "Keyboard shortcuts", TAB_NONE),
                                   .on = visit->signed_in && visit->staff.shortcuts};
    struct page page = visit_page(visit);
    page_loket_keys(&page, &view);
    return visit_html(visit, &page);
}

enum rc keys_save(struct visit *visit) {
    TRY(staff_set_keys(visit->service, visit->arena, &visit->staff, FORM(visit, keys_form)->on,
                       &visit->fault));
    return visit_redirect(visit, S("/sneltoetsen"));
}
