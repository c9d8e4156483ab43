/* After "Bewaren en afdrukken" of a bulk creation: progress and result. */
#include "domain/id.h"
#include "service/account/account_change.h"
#include "service/school/school.h"
#include "web/handlers.h"
#include "web/loket/bulk/bulk_jobs.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/list_query.h"
#include "web/loket/flaw_texts.h"
#include "web/pages.h"

enum { REFRESH_S = 2 };

static enum rc open_batch(struct visit *visit, bool reveal, struct batch_id *ret_batch,
                          struct draft *ret_draft) {
    TRY(visit_id(visit, 0, &ret_batch->value));
    return bulk_get(CALL(visit), *ret_batch, reveal, ret_draft);
}

static struct str left_text(struct visit *visit, int64_t left_ms) {
    int64_t seconds = (left_ms + 999) / 1000;
    struct str number =
        str_format(visit->arena, "%lld", (long long)(seconds < 90 ? seconds : (seconds + 59) / 60));
    if (left_ms < 0) return S("");
    if (seconds <= 1) return visit_say(visit, "almost done");
    return visit_fill(visit,
                      visit_say(visit, seconds < 90 ? N_("about {0} seconds left")
                                                    : N_("about {0} minutes left")),
                      &number, 1);
}

/* Returns what to do after a job that failed. */
static const char *problem_of(enum rc rc) {
    if (rc == RC_INVALID) return N_("Check the marked rows and save again.");
    if (rc == RC_TOO_LARGE)
        return N_(
            "That is too much at once. Nothing was saved. Create the LeerIDs class by class.");
    return N_("Try again in a minute. Your draft is still there.");
}

enum rc bulk_progress_page(struct visit *visit) {
    struct batch_id batch;
    struct draft draft = {.state = BATCH_DRAFT};
    TRY(visit_id(visit, 0, &batch.value));
    struct bulk_look look =
        bulk_jobs_look(visit->web->jobs, &visit->actor, visit->school, batch, 0);
    if (look.state != BULK_BUSY) TRY(open_batch(visit, false, &batch, &draft));
    if (draft.state == BATCH_DONE)
        return visit_redirect(visit, list_query_to_batch(visit, batch, "/klaar"));
    struct progress_view view = {.frame =
                                     loket_frame(visit, "LeerIDs are being created", TAB_PUPILS),
                                 .batch = id_text(visit->arena, batch.value),
                                 .query = list_query_here(visit),
                                 .done = look.done,
                                 .total = look.total,
                                 .hashing = look.total == 0 || look.done < look.total,
                                 .failed = look.state != BULK_BUSY,
                                 .left = left_text(visit, look.left_ms),
                                 .problem = visit_say(visit, problem_of(look.rc))};
    view.frame.refresh_s = view.failed ? 0 : REFRESH_S;
    struct page page = visit_page(visit);
    page_loket_progress(&page, &view);
    return visit_html(visit, &page);
}

static struct result_line line_of(struct visit *visit, const struct draft_row *row, bool hidden) {
    return (struct result_line){
        .id = id_text(visit->arena, row->pupil_id),
        .name = row->roll_number == 0
                    ? visit_say(visit, "A pupil who is no longer in the list")
                    : str_format(visit->arena, "%.*s %.*s", STR_ARG(row->first_name),
                                 STR_ARG(row->last_name)),
        .roll_number = row->roll_number == 0
                           ? S("")
                           : str_format(visit->arena, "%lld", (long long)row->roll_number),
        .username = row->username,
        .reason = flaw_of_outcome(visit, row->outcome),
        .secret = loket_secret(visit, row->kind, hidden ? (struct str){NULL, 0} : row->secret)};
}

static bool may_undo(struct visit *visit, const struct draft *draft) {
    return draft->basic + draft->advanced + draft->turned > 0 &&
           service_now(visit->service) - draft->saved_ms <= UNDO_CREATE_MS;
}

enum rc bulk_result_page(struct visit *visit) {
    struct batch_id batch;
    struct draft draft;
    bool hidden = visit->staff.hide_secrets;
    struct str list = list_query_here(visit);
    struct school_settings school;
    int64_t roster_ms;
    TRY(open_batch(visit, !hidden, &batch, &draft));
    TRY(school_get(visit->service, visit->arena, visit->school, &school, &roster_ms,
                   &visit->fault));
    if (draft.state == BATCH_DRAFT)
        return visit_redirect(visit, list_query_to_batch(visit, batch, ""));
    ENSURE(draft.state == BATCH_DONE, RC_NONE);
    struct result_line *basic = ARENA_ARRAY(visit->arena, struct result_line, draft.count);
    struct result_line *advanced = ARENA_ARRAY(visit->arena, struct result_line, draft.count);
    struct result_line *turned = ARENA_ARRAY(visit->arena, struct result_line, draft.count);
    struct result_line *failed = ARENA_ARRAY(visit->arena, struct result_line, draft.count);
    struct result_view view = {
        .frame = loket_frame(visit, "LeerIDs created", TAB_PUPILS),
        .batch = id_text(visit->arena, batch.value),
        .query = list,
        .more_query = list.len == 0
                          ? S("")
                          : str_format(visit->arena, "&%.*s", (int)list.len - 1, list.ptr + 1),
        .basic_rows = basic,
        .advanced_rows = advanced,
        .turned_rows = turned,
        .failed_rows = failed,
        .may_undo = may_undo(visit, &draft),
        .once = !school.keep_sealed};
    for (size_t i = 0; i < draft.count; i++) {
        const struct draft_row *row = &draft.rows[i];
        bool made = row->outcome == OUTCOME_MADE;
        if (made && row->type == ACCOUNT_BASIC) basic[view.basic++] = line_of(visit, row, hidden);
        if (made && row->type == ACCOUNT_ADVANCED)
            advanced[view.advanced++] = line_of(visit, row, hidden);
        if (row->outcome == OUTCOME_TURNED) turned[view.turned++] = line_of(visit, row, hidden);
        view.undone += row->outcome == OUTCOME_UNDONE;
        view.turned_back += row->outcome == OUTCOME_TURNED_BACK;
        if (outcome_failed(row->outcome)) failed[view.failed++] = line_of(visit, row, true);
    }
    view.made = view.basic + view.advanced + view.turned;
    struct page page = visit_page(visit);
    page_loket_result(&page, &view);
    return visit_html(visit, &page);
}

enum rc bulk_undo(struct visit *visit) {
    struct batch_id batch;
    struct undo_result result = {0};
    TRY(visit_id(visit, 0, &batch.value));
    enum rc rc = account_batch_undo(CALL(visit), batch.value, &result);
    if (rc != RC_DENIED) TRY(rc);
    if (rc == RC_DENIED)
        loket_flash(visit, FLASH_UNDO_LATE);
    else if (result.turned_back > 0)
        loket_flash_undone(visit, result.undone, result.turned_back, result.kept);
    else if (result.kept > 0)
        loket_flash_counts(visit, FLASH_UNDONE_SOME, result.undone, result.kept);
    else if (result.undone == 1)
        loket_flash(visit, FLASH_UNDONE_CREATE);
    else
        loket_flash_count(visit, FLASH_UNDONE_BATCH, result.undone);
    return visit_redirect(
        visit, str_format(visit->arena, "/leerlingen%.*s", STR_ARG(list_query_here(visit))));
}

/* "Probeer deze opnieuw": creates a new draft of the pupils that failed. */
enum rc bulk_again(struct visit *visit) {
    struct batch_id batch, again;
    struct draft draft;
    struct draft_skip *skips;
    size_t skip_count, count = 0;
    TRY(open_batch(visit, false, &batch, &draft));
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, draft.count);
    for (size_t i = 0; i < draft.count; i++)
        if (outcome_failed(draft.rows[i].outcome)) ids[count++] = draft.rows[i].pupil_id;
    const struct draft_wish wish = {.kind_for_basic = SECRET_PICTURE, .turn = true};
    enum rc rc = bulk_draft(CALL(visit), ids, count, &wish, &again, &skips, &skip_count);
    if (rc == RC_OK) return visit_redirect(visit, list_query_to_batch(visit, again, ""));
    ENSURE(rc == RC_NONE, rc);
    loket_flash(visit, FLASH_NOTHING_TO_MAKE);
    return visit_redirect(visit, list_query_to_batch(visit, batch, "/klaar"));
}
