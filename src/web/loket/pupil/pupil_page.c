/*
 * The pupil page and its actions on one account: create, show the secret, deactivate and activate,
 * undo, lift a back-off.
 */
#include "service/account/account_change.h"
#include "service/bulk/bulk_create.h"
#include "service/sign_in/pupil_sign_in.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/list_query.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/pupil/pupil_view.h"
#include "web/pages.h"

enum { SHOWN_S = 5 * 60, REASON_MAX = 100 };

static enum rc back(struct visit *visit, int64_t pupil_id, enum flash flash) {
    loket_flash(visit, flash);
    return visit_redirect(visit, pupil_page_address(visit, pupil_id));
}

static void show_secret(struct pupil_visit *p, struct str secret) {
    p->view.secret = loket_secret(p->visit, p->pupil.account.kind, secret);
    p->view.frame.refresh_s = SHOWN_S;
    p->view.frame.refresh_to = pupil_page_address(p->visit, p->pupil_id);
}

static enum rc send(struct pupil_visit *p) {
    TRY(pupil_visit_neighbours(p));
    struct page page = visit_page(p->visit);
    page_loket_pupil(&page, &p->view);
    return visit_html(p->visit, &page);
}

static enum rc reveal(struct pupil_visit *p, struct str *ret_secret) {
    struct visit *visit = p->visit;
    return account_reveal(CALL(visit), p->pupil_id, ret_secret);
}

/*
 * Shows the pupil. When passwords are set to be shown, the secret is visible at once while the last
 * proof is fresh.
 */
enum rc pupil_page(struct visit *visit) {
    struct pupil_visit p;
    TRY(pupil_visit_open(visit, "", &p));
    bool wanted =
        !visit->staff.hide_secrets && p.view.may_print && p.view.printable && !visit->request->head;
    struct str secret;
    enum rc rc = wanted ? reveal(&p, &secret) : RC_DENIED;
    ENSURE(rc == RC_OK || rc == RC_DENIED || rc == RC_LIMIT, rc);
    if (rc == RC_OK) show_secret(&p, secret);
    return send(&p);
}

enum rc pupil_show(struct visit *visit) {
    struct pupil_visit p;
    struct str secret;
    TRY(pupil_visit_open(visit, "", &p));
    enum rc rc = reveal(&p, &secret);
    if (rc == RC_LIMIT) return back(visit, p.pupil_id, FLASH_NOT_KEPT);
    TRY(rc);
    show_secret(&p, secret);
    return send(&p);
}

enum rc pupil_screen(struct visit *visit) {
    struct pupil_visit p;
    struct str secret;
    TRY(pupil_visit_open(visit, "Kaart op het scherm", &p));
    enum rc rc = reveal(&p, &secret);
    if (rc == RC_LIMIT) return back(visit, p.pupil_id, FLASH_NOT_KEPT);
    TRY(rc);
    show_secret(&p, secret);
    struct page page = visit_page(visit);
    page_loket_screen(&page, &p.view);
    return visit_html(visit, &page);
}

enum rc pupil_create(struct visit *visit) {
    const struct draft_wish wish = {.kind_for_basic = SECRET_PICTURE, .dialog = true};
    int64_t pupil;
    struct batch_id batch;
    struct draft_skip *skips;
    size_t skip_count;
    TRY(pupil_of_address(visit, &pupil));
    enum rc rc = bulk_draft(CALL(visit), &pupil, 1, &wish, &batch, &skips, &skip_count);
    if (rc == RC_NONE && skip_count == 1 && skips[0].reason == OUTCOME_HAS_ACCOUNT)
        return back(visit, pupil, FLASH_HAS_ACCOUNT);
    TRY(rc);
    return visit_redirect(visit, str_format(visit->arena, "/maak/%.*s%.*s",
                                            STR_ARG(id_text(visit->arena, batch.value)),
                                            STR_ARG(list_query_here(visit))));
}

static int64_t version_of(struct visit *visit) {
    int64_t version;
    return str_to_i64(FORM(visit, pupil_form)->version, 0, INT64_MAX, &version) == RC_OK ? version
                                                                                         : -1;
}

/* Redirects to the pupil page after a change, with its message. */
static enum rc ended(struct visit *visit, int64_t pupil, enum rc rc, enum flash flash) {
    if (rc == RC_CONFLICT) return back(visit, pupil, FLASH_CONFLICT);
    TRY(rc);
    return back(visit, pupil, flash);
}

enum rc pupil_deactivate(struct visit *visit) {
    int64_t pupil;
    TRY(pupil_of_address(visit, &pupil));
    struct str reason = text_first(FORM(visit, pupil_form)->reason, REASON_MAX);
    enum rc rc = account_deactivate(CALL(visit), pupil, version_of(visit), reason);
    return ended(visit, pupil, rc, FLASH_DEACTIVATED);
}

enum rc pupil_activate(struct visit *visit) {
    int64_t pupil;
    TRY(pupil_of_address(visit, &pupil));
    enum rc rc = account_activate(CALL(visit), pupil, version_of(visit));
    return ended(visit, pupil, rc, FLASH_ACTIVATED);
}

enum rc pupil_undo(struct visit *visit) {
    int64_t pupil;
    TRY(pupil_of_address(visit, &pupil));
    enum undo_kind kind =
        str_eq(FORM(visit, pupil_form)->target, S("maken")) ? UNDO_CREATE : UNDO_SECRET;
    enum rc rc = account_undo(CALL(visit), pupil, version_of(visit), kind);
    if (rc == RC_DENIED) return back(visit, pupil, FLASH_UNDO_LATE);
    return ended(visit, pupil, rc, kind == UNDO_CREATE ? FLASH_UNDONE_CREATE : FLASH_UNDONE_SECRET);
}

enum rc pupil_lift_pause(struct visit *visit) {
    int64_t pupil;
    TRY(pupil_of_address(visit, &pupil));
    enum rc rc = pupil_release(CALL(visit), pupil);
    return ended(visit, pupil, rc, FLASH_RELEASED);
}
