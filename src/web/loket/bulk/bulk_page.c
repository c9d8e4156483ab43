/* Bulk creation: editing the draft of a class, and saving it. */
#include <stdlib.h>

#include "domain/id.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/bulk/bulk_jobs.h"
#include "web/loket/bulk/draft.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/list_query.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/selection.h"
#include "web/pages.h"

enum { SOON_MS = 700 };

static struct str list_path(struct visit *visit) {
    return str_format(visit->arena, "/leerlingen%.*s", STR_ARG(list_query_here(visit)));
}

static struct str roll_number(struct visit *visit, const struct draft_row *row) {
    return row->roll_number == 0 ? S("")
                                 : str_format(visit->arena, "%lld", (long long)row->roll_number);
}

static struct str name_problem(struct visit *visit, const struct draft *draft,
                               const struct draft_row *row) {
    if (row->username_flaw != USERNAME_TAKEN || row->same_as == 0)
        return flaw_of_username(visit, row->username_flaw, row->username, row->suggestion);
    const struct str args[] = {row->username, row->suggestion,
                               str_format(visit->arena, "%zu", row->same_as),
                               draft_full_name(visit, &draft->rows[row->same_as - 1])};
    return visit_fill(visit, visit_say(visit, "{0} is also in row {2}, for {3}. We suggest {1}."),
                      args, COUNT(args));
}

static struct bulk_line line_of(struct visit *visit, const struct draft *draft,
                                const struct draft_row *row, bool hidden) {
    bool gone = !outcome_open(row->outcome);
    struct str problem =
        gone ? flaw_of_outcome(visit, row->outcome) : name_problem(visit, draft, row);
    struct str id = id_text(visit->arena, row->pupil_id);
    return (struct bulk_line){
        .id = id,
        .name = draft_full_name(visit, row),
        .roll_number = roll_number(visit, row),
        .group = row->group_name,
        .class_code = row->class_code,
        .username = row->username,
        .username_problem = problem,
        .suggestion = gone ? S("") : row->suggestion,
        .proposal_field = str_format(visit->arena, "voorstel.%.*s", STR_ARG(id)),
        .proposal_action = str_format(visit->arena, "neem.%.*s", STR_ARG(id)),
        .secret_problem = flaw_of_secret(visit, row->secret_flaw),
        .print_problem = draft_print_problem(visit, row),
        .included = row->included,
        .advanced = row->type == ACCOUNT_ADVANCED,
        .turns = row->turns,
        .pictures = row->kind == SECRET_PICTURE,
        .can_restore = row->can_restore,
        .typed = row->typed,
        .secret = loket_secret(visit, row->kind, hidden ? (struct str){NULL, 0} : row->secret)};
}

enum rc bulk_page(struct visit *visit) {
    struct batch_id batch;
    struct draft draft;
    int64_t skipped = 0, outside = 0;
    TRY(draft_batch(visit, &batch));
    bool hidden = visit->staff.hide_secrets;
    TRY(bulk_get(CALL(visit), batch, !hidden, &draft));
    if (draft.state == BATCH_DONE)
        return visit_redirect(visit, list_query_to_batch(visit, batch, "/klaar"));
    ENSURE(draft.state == BATCH_DRAFT, RC_NONE);
    (void)!str_to_i64(visit_query(visit, "over"), 0, 1000000, &skipped);
    (void)!str_to_i64(visit_query(visit, "buiten"), 0, 1000000, &outside);
    struct bulk_line *lines = ARENA_ARRAY(visit->arena, struct bulk_line, draft.count);
    struct bulk_view view = {.frame = loket_frame(visit, "Bulk: create LeerIDs", TAB_PUPILS),
                             .batch = id_text(visit->arena, batch.value),
                             .query = list_query_here(visit),
                             .rows = lines,
                             .row_count = draft.count,
                             .flawed = draft.flawed,
                             .skipped = (size_t)skipped,
                             .outside = (size_t)outside};
    size_t pictures = 0;
    for (size_t i = 0; i < draft.count; i++) {
        lines[i] = line_of(visit, &draft, &draft.rows[i], hidden);
        view.basic_count += !lines[i].advanced;
        view.turn_count += lines[i].turns;
        pictures += lines[i].pictures;
    }
    view.all_pictures = pictures * 2 >= view.basic_count;
    view.frame.work_form = S("werk");
    view.frame.work_enter = S("bijwerken");
    struct page page = visit_page(visit);
    page_loket_bulk(&page, &view);
    return visit_html(visit, &page);
}

/* ---- reading the form ---- */

struct form_rows {
    int64_t *ids; /* sorted */
    struct draft_edit *edits;
    size_t count;
};

static struct draft_edit *edit_of(const struct form_rows *rows, struct str id_part) {
    int64_t id;
    if (id_parse(id_part, &id) != RC_OK) return NULL;
    for (size_t low = 0, high = rows->count; low < high;) {
        size_t middle = (low + high) / 2;
        if (rows->ids[middle] == id) return &rows->edits[middle];
        if (rows->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Reads the edits. Fields are named "<what>.<pupil>"; "rij" lists the pupils on the page. */
static struct form_rows read_rows(struct visit *visit) {
    struct form_rows rows;
    selection_ids(visit, "rij", &rows.ids, &rows.count);
    rows.edits = ARENA_ARRAY(visit->arena, struct draft_edit, rows.count);
    for (size_t i = 0; i < rows.count; i++) rows.edits[i].pupil_id = rows.ids[i];
    bool all = str_eq(FORM(visit, bulk_form)->command, S("alles"));
    for (size_t i = 0; i < visit->request->forms.count; i++) {
        const struct http_field *field = &visit->request->forms.rows[i];
        struct str id = field->name, what = str_cut(&id, '.', NULL);
        struct draft_edit *edit = edit_of(&rows, id);
        if (edit == NULL) continue;
        if (str_eq(what, S("in"))) edit->included = true;
        if (str_eq(what, S("naam"))) edit->username = field->value;
        if (str_eq(what, S("geheim")))
            edit->kind = draft_secret_kind(all ? FORM(visit, bulk_form)->all_kinds : field->value);
        if (str_eq(what, S("ww"))) edit->secret = field->value;
    }
    return rows;
}

static void read_action(struct visit *visit, const struct form_rows *rows) {
    struct str id = FORM(visit, bulk_form)->command, what = str_cut(&id, '.', NULL);
    enum draft_action action = str_eq(what, S("nieuw"))    ? DRAFT_RENEW
                               : str_eq(what, S("vorige")) ? DRAFT_RESTORE
                                                           : DRAFT_KEEP;
    struct draft_edit *one = edit_of(rows, id);
    if (one != NULL) one->action = action;
    if (one != NULL && str_eq(what, S("neem")))
        one->username = visit_form(
            visit, str_c(visit->arena, str_format(visit->arena, "voorstel.%.*s", STR_ARG(id))));
    for (size_t i = 0; i < rows->count && id.len == 0; i++) rows->edits[i].action = action;
}

static enum rc save_bulk(struct visit *visit, struct batch_id batch) {
    struct draft draft;
    TRY(bulk_get(CALL(visit), batch, false, &draft));
    if (draft.state == BATCH_DRAFT && draft.flawed > 0)
        return visit_redirect(visit, list_query_to_batch(visit, batch, ""));
    bool some = false;
    for (size_t i = 0; i < draft.count; i++) some = some || draft.rows[i].included;
    if (draft.state == BATCH_DRAFT && !some) {
        loket_flash(visit, FLASH_NOTHING_CHOSEN);
        return visit_redirect(visit, list_query_to_batch(visit, batch, ""));
    }
    if (draft.state == BATCH_DRAFT)
        TRY(bulk_jobs_start(visit->web->jobs, &visit->actor, visit->school, batch));
    struct bulk_look look =
        bulk_jobs_look(visit->web->jobs, &visit->actor, visit->school, batch, SOON_MS);
    bool ready = draft.state == BATCH_DONE || (look.state == BULK_ENDED && look.rc == RC_OK);
    return visit_redirect(visit, list_query_to_batch(visit, batch, ready ? "/klaar" : "/bezig"));
}

/*
 * Returns the address of the draft, with a fragment for the row whose button was pressed: its
 * button for another secret, or its username.
 */
static struct str back_to_row(struct visit *visit, struct batch_id batch) {
    struct str id = FORM(visit, bulk_form)->command;
    bool renews = !str_eq(str_cut(&id, '.', NULL), S("neem"));
    return str_format(visit->arena, "%.*s%s%.*s", STR_ARG(list_query_to_batch(visit, batch, "")),
                      id.len == 0 ? ""
                      : renews    ? "#n"
                                  : "#u",
                      STR_ARG(id));
}

enum rc bulk_post(struct visit *visit) {
    struct batch_id batch;
    TRY(draft_batch(visit, &batch));
    if (str_eq(FORM(visit, bulk_form)->command, S("annuleer"))) {
        TRY(bulk_drop(CALL(visit), batch));
        loket_flash(visit, FLASH_DRAFT_DROPPED);
        return visit_redirect(visit, list_path(visit));
    }
    struct form_rows rows = read_rows(visit);
    read_action(visit, &rows);
    enum rc rc = bulk_edit(CALL(visit), batch, rows.edits, rows.count);
    bool saved_already = rc == RC_CONFLICT; /* the form was sent twice: show the same result */
    if (!saved_already) TRY(rc);
    bool wants_save = str_eq(FORM(visit, bulk_form)->command, S("bewaar")) || saved_already;
    return wants_save ? save_bulk(visit, batch) : visit_redirect(visit, back_to_row(visit, batch));
}
