/*
 * The page "Pas aanmeldgegevens aan": username, type, kind of password, a new or typed password. A
 * new secret is drawn only on saving, so that leaving the page changes nothing.
 */
#include "service/account/account_change.h"
#include "service/printing/print_cards.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/stored_form.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/pupil/pupil_view.h"
#include "web/pages.h"
#include "web/when.h"

struct editing {
    struct pupil_visit p;
    bool edits; /* may edit username and type; else only the password */
    struct edit_view view;
};

static enum rc open_editing(struct visit *visit, struct editing *ret) {
    struct editing e = {0};
    TRY(pupil_visit_open(visit, "LeerID aanmeldgegevens", &e.p));
    ENSURE(e.p.pupil.has_account && e.p.view.may_reset, RC_NONE);
    const struct account_data *a = &e.p.pupil.account;
    const struct pupil_view *v = &e.p.view;
    e.edits = actor_over_pupil(&visit->actor, RIGHT_EDIT, visit->school, e.p.pupil.class_code);
    struct str all = str_format(visit->arena, "%.*s %.*s %.*s %.*s", STR_ARG(v->first_name),
                                STR_ARG(v->last_name), STR_ARG(v->group), STR_ARG(v->class_code));
    e.view = (struct edit_view){.frame = v->frame,
                                .name = str_format(visit->arena, "%.*s %.*s",
                                                   STR_ARG(v->first_name), STR_ARG(v->last_name)),
                                .group = v->group,
                                .class_code = v->class_code,
                                .action = visit_here(visit),
                                .back = pupil_page_address(visit, e.p.pupil_id),
                                .username = a->username,
                                .address = v->address,
                                .fixed_username = !e.edits,
                                .may_change_type = e.edits,
                                .advanced = v->advanced,
                                .pictures = a->kind == SECRET_PICTURE,
                                .secret = v->secret,
                                .secret_kind = flaw_secret_kind(a->kind),
                                .version = v->version,
                                .unprintable = print_missing_sign(visit->service, all) != 0};
    e.view.frame.work_form = S("werk");
    e.view.frame.work_enter = S("bewaar");
    *ret = e;
    return RC_OK;
}

static enum rc show_editor(struct visit *visit, struct editing *e, int status) {
    struct page page = visit_page(visit);
    page_loket_edit(&page, &e->view);
    visit->response->status = status;
    return visit_html(visit, &page);
}

enum rc edit_page(struct visit *visit) {
    struct editing e;
    TRY(open_editing(visit, &e));
    return show_editor(visit, &e, 200);
}

static struct account_wish read_account_wish(struct visit *visit, const struct editing *e) {
    int64_t version;
    bool pictures = str_eq(FORM(visit, edit_form)->kind, S("plaatjes")),
         word = str_eq(FORM(visit, edit_form)->kind, S("woord"));
    bool basic = str_eq(FORM(visit, edit_form)->type, S("basis")),
         advanced = str_eq(FORM(visit, edit_form)->type, S("gevorderd"));
    struct account_wish wish = {
        .version = str_to_i64(FORM(visit, edit_form)->version, 0, INT64_MAX, &version) == RC_OK
                       ? version
                       : -1,
        .renew = FORM(visit, edit_form)->renew,
        .secret = FORM(visit, edit_form)->secret};
    bool stays_advanced = e->p.view.advanced && !basic;
    if (!advanced && !stays_advanced)
        wish.kind = pictures ? SECRET_PICTURE : word ? SECRET_WORD : 0;
    if (!e->edits) return wish;
    int type = basic ? ACCOUNT_BASIC : advanced ? ACCOUNT_ADVANCED : 0;
    wish.type = type == (int)e->p.pupil.account.type ? 0 : type;
    wish.username = str_eq(FORM(visit, edit_form)->command, S("neem"))
                        ? FORM(visit, edit_form)->proposal
                        : FORM(visit, edit_form)->username;
    return wish;
}

/* Keeps what the user typed, except passwords. */
static void keep_typed(struct visit *visit, const struct account_wish *wish,
                       struct edit_view *view) {
    if (wish->username.ptr != NULL) view->username = wish->username;
    view->address = print_personal_page(visit->arena, visit->service, view->username);
    if (wish->type != 0) view->advanced = wish->type == ACCOUNT_ADVANCED;
    if (wish->kind != 0) view->pictures = wish->kind == SECRET_PICTURE;
    view->renews = wish->renew || str_eq(FORM(visit, edit_form)->command, S("nieuw"));
    view->typed_lost = stored_form_lost(visit, "wachtwoord");
}

static void tell_flaws(struct visit *visit, const struct account_flaws *flaws,
                       struct edit_view *view) {
    view->username_problem =
        flaw_of_username(visit, flaws->username_flaw, flaws->username, flaws->suggestion);
    view->suggestion = flaws->suggestion;
    view->typed_problem = flaw_of_secret(visit, flaws->secret_flaw);
}

/*
 * Shows a conflict: when the account was changed and its current username. What the user typed
 * stays in the form.
 */
static enum rc tell_conflict(struct visit *visit, struct editing *e,
                             const struct account_wish *wish) {
    struct history_page page;
    TRY(pupil_history(CALL(visit), e->p.pupil_id, false, INT32_MAX, 1, &page));
    const struct str now = e->view.username,
                     when = page.count == 0
                                ? S("")
                                : when_moment(visit->arena, visit->language, page.lines[0].at_ms);
    const struct str args[] = {when, now};
    e->view.problem =
        visit_fill(visit,
                   visit_say(visit, "This account was changed in the meantime ({0}), by you in "
                                    "another window or by a colleague. The username is now {1}. "
                                    "What you filled in is still there: check it and save again."),
                   args, COUNT(args));
    keep_typed(visit, wish, &e->view);
    return show_editor(visit, e, 409);
}

static enum rc judge_only(struct visit *visit, struct editing *e, const struct account_wish *wish) {
    struct account_flaws flaws = {0};
    if (wish->username.ptr != NULL)
        TRY(account_judge_username(CALL(visit), e->p.pupil_id, wish->username, &flaws));
    tell_flaws(visit, &flaws, &e->view);
    bool other = wish->username.ptr != NULL && !str_eq(flaws.username, e->p.pupil.account.username);
    e->view.username_free = other && flaws.username_flaw == USERNAME_FINE;
    return show_editor(visit, e, 200);
}

/* Redirects to the pupil page with a message about what changed, and offers the new card. */
static enum rc tell_changes(struct visit *visit, const struct editing *e) {
    struct pupil_data data;
    TRY(pupil_get(CALL(visit), e->p.pupil_id, &data));
    const struct account_data *now = &data.account, *before = &e->p.pupil.account;
    bool renewed = now->secret_ms != before->secret_ms,
         renamed = !str_eq(now->username, before->username);
    enum flash flash = renewed ? FLASH_SECRET_CHANGED : FLASH_RENAMED;
    if ((renewed || renamed) && now->printable && e->p.view.may_print)
        loket_flash_of(visit, flash, e->p.pupil_id);
    else if (renewed)
        loket_flash(visit, FLASH_SECRET_CHANGED);
    else
        loket_flash(visit, now->version != before->version ? FLASH_CHANGED : FLASH_UNCHANGED);
    return visit_redirect(visit, e->view.back);
}

enum rc edit_post(struct visit *visit) {
    struct editing e;
    TRY(open_editing(visit, &e));
    const struct account_wish wish = read_account_wish(visit, &e);
    keep_typed(visit, &wish, &e.view);
    if (!str_eq(FORM(visit, edit_form)->command, S("bewaar"))) return judge_only(visit, &e, &wish);
    struct account_flaws flaws;
    enum rc rc = account_change(CALL(visit), e.p.pupil_id, &wish, &flaws);
    if (rc == RC_CONFLICT) TRY(open_editing(visit, &e));
    if (rc == RC_CONFLICT) return tell_conflict(visit, &e, &wish);
    if (rc == RC_INVALID) tell_flaws(visit, &flaws, &e.view);
    if (rc == RC_INVALID) return show_editor(visit, &e, 422);
    TRY(rc);
    return tell_changes(visit, &e);
}
