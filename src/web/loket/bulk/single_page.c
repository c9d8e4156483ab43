/* Creates one account: a draft with one pupil in the dialog of the manual. */
#include "domain/id.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/bulk/draft.h"
#include "web/loket/flash.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/layout.h"
#include "web/loket/list_query.h"
#include "web/loket/pupil/pupil_view.h"
#include "web/pages.h"

/*
 * Shows the dialog.
 *   reveal  show the proposed password; a typed one that was refused is never shown
 */
static enum rc show_one(struct visit *visit, struct batch_id batch, const struct draft *draft,
                        bool reveal) {
    const struct draft_row *row = &draft->rows[0];
    bool shown = reveal && row->secret.ptr != NULL && row->secret_flaw == TYPED_FINE;
    struct edit_view view = {
        .frame = loket_frame(visit, "LeerID sign-in data", TAB_PUPILS),
        .name = draft_full_name(visit, row),
        .group = row->group_name,
        .class_code = row->class_code,
        .action =
            str_format(visit->arena, "/maak/%.*s%.*s", STR_ARG(id_text(visit->arena, batch.value)),
                       STR_ARG(list_query_here(visit))),
        .back = pupil_page_address(visit, row->pupil_id),
        .creates = true,
        .username = row->username,
        .username_problem =
            flaw_of_username(visit, row->username_flaw, row->username, row->suggestion),
        .username_free = row->username_flaw == USERNAME_FINE,
        .suggestion = row->suggestion,
        .address = print_personal_page(visit->arena, visit->service, row->username),
        .advanced = row->type == ACCOUNT_ADVANCED,
        .may_change_type = true,
        .pictures = row->kind == SECRET_PICTURE,
        .can_restore = row->can_restore,
        .version = S("0"),
        .secret = loket_secret(visit, row->kind, shown ? row->secret : (struct str){NULL, 0}),
        .secret_kind = flaw_secret_kind(row->kind),
        .typed_problem = flaw_of_secret(visit, row->secret_flaw),
        .unprintable = draft_print_problem(visit, row).len > 0};
    view.frame.work_form = S("werk");
    view.frame.work_enter = S("bewaar");
    struct page page = visit_page(visit);
    page_loket_edit(&page, &view);
    return visit_html(visit, &page);
}

static enum rc read_one(struct visit *visit, struct batch_id batch, bool reveal,
                        struct draft *ret_draft) {
    TRY(bulk_get(CALL(visit), batch, reveal, ret_draft));
    return ret_draft->count == 1 && ret_draft->state != BATCH_DROPPED ? RC_OK : RC_NONE;
}

static enum rc to_pupil(struct visit *visit, const struct draft *draft) {
    return visit_redirect(visit, pupil_page_address(visit, draft->rows[0].pupil_id));
}

enum rc one_page(struct visit *visit) {
    struct batch_id batch;
    struct draft draft;
    TRY(draft_batch(visit, &batch));
    bool reveal = !visit->staff.hide_secrets || str_eq(visit_query(visit, "toon"), S("1"));
    TRY(read_one(visit, batch, reveal, &draft));
    return draft.state == BATCH_DONE ? to_pupil(visit, &draft)
                                     : show_one(visit, batch, &draft, reveal);
}

static enum rc save_one(struct visit *visit, struct batch_id batch) {
    struct draft draft;
    enum rc rc = bulk_save(CALL(visit), batch, NULL, NULL);
    TRY(read_one(visit, batch, false, &draft));
    if (rc == RC_INVALID) {
        visit->response->status = 422;
        return show_one(visit, batch, &draft, false);
    }
    TRY(rc);
    bool made = draft.rows[0].outcome == OUTCOME_MADE;
    if (made)
        loket_flash_of(visit, FLASH_CREATED, batch.value);
    else
        loket_flash(visit, FLASH_HAS_ALREADY);
    return to_pupil(visit, &draft);
}

enum rc one_post(struct visit *visit) {
    struct batch_id batch;
    struct draft draft;
    TRY(draft_batch(visit, &batch));
    TRY(read_one(visit, batch, false, &draft));
    if (draft.state == BATCH_DONE) return to_pupil(visit, &draft);
    struct str action = FORM(visit, edit_form)->command;
    bool basic = str_eq(FORM(visit, edit_form)->type, S("basis")),
         advanced = str_eq(FORM(visit, edit_form)->type, S("gevorderd"));
    const struct draft_edit edit = {
        .pupil_id = draft.rows[0].pupil_id,
        .included = true,
        .username = str_eq(action, S("neem")) ? FORM(visit, edit_form)->proposal
                                              : FORM(visit, edit_form)->username,
        .type = basic      ? ACCOUNT_BASIC
                : advanced ? ACCOUNT_ADVANCED
                           : 0,
        .kind = advanced ? 0 : draft_secret_kind(FORM(visit, edit_form)->kind),
        .secret = FORM(visit, edit_form)->secret,
        .action = str_eq(action, S("nieuw"))    ? DRAFT_RENEW
                  : str_eq(action, S("vorige")) ? DRAFT_RESTORE
                                                : DRAFT_KEEP};
    enum rc rc = bulk_edit(CALL(visit), batch, &edit, 1);
    if (rc == RC_CONFLICT)
        return to_pupil(visit, &draft); /* the form was sent twice: show the same result */
    TRY(rc);
    if (str_eq(action, S("bewaar"))) return save_one(visit, batch);
    struct str list = list_query_here(visit);
    bool hides = str_eq(action, S("verberg")) || visit_form_is(visit, "balk", "verberg");
    bool shows = str_eq(action, S("toon")) || (FORM(visit, edit_form)->shown && !hides);
    const char *shown = !shows ? "" : list.len > 0 ? "&toon=1" : "?toon=1";
    return visit_redirect(visit,
                          str_format(visit->arena, "/maak/%.*s%.*s%s",
                                     STR_ARG(visit->request->params[0]), STR_ARG(list), shown));
}
