/* Making LeerIDs: the draft that is looked over (for a class, or for one pupil), saving it, how far
 * it is, and the result. */
#include <stdlib.h>

#include "domain/id.h"
#include "web/loket/bulk_jobs.h"
#include "web/loket/frame.h"
#include "web/loket/handlers.h"
#include "web/loket/list_ask.h"
#include "web/loket/problems.h"
#include "web/loket/pupil_view.h"
#include "web/loket/selection.h"
#include "web/pages.h"

enum { SOON_MS = 700 }; /* what ends this soon needs no page of progress */

static enum rc batch_of(struct visit *visit, struct batch_id *ret_batch) {
    return visit_id(visit, 0, &ret_batch->value);
}

static struct str list_path(struct visit *visit) {
    return str_format(visit->arena, "/leerlingen%.*s", STR_ARG(list_ask_here(visit)));
}

static struct str full_name(struct visit *visit, const struct draft_row *row) {
    return str_format(visit->arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
}

static struct str roll_number(struct visit *visit, const struct draft_row *row) {
    return row->roll_number == 0 ? S("")
                                 : str_format(visit->arena, "%lld", (long long)row->roll_number);
}

static struct str print_problem(struct visit *visit, const struct draft_row *row) {
    struct str all = str_format(visit->arena, "%.*s %.*s", STR_ARG(full_name(visit, row)),
                                STR_ARG(row->group_name));
    uint32_t sign = print_missing_sign(visit->service, all);
    struct str hex = str_format(visit->arena, "U+%04X", sign);
    return sign == 0 ? S("")
                     : visit_fill(visit,
                                  visit_say(visit, "Geen lettertype heeft het teken {0}. Op de "
                                                   "kaart staat de naam in Latijnse letters."),
                                  &hex, 1);
}

static struct str name_problem(struct visit *visit, const struct draft *draft,
                               const struct draft_row *row) {
    if (row->username_flaw != USERNAME_TAKEN || row->same_as == 0)
        return username_problem(visit, row->username_flaw, row->username, row->suggestion);
    const struct str args[] = {row->username, row->suggestion,
                               str_format(visit->arena, "%zu", row->same_as),
                               full_name(visit, &draft->rows[row->same_as - 1])};
    return visit_fill(visit,
                      visit_say(visit, "{0} staat ook in rij {2}, bij {3}. We stellen {1} voor."),
                      args, COUNT(args));
}

static struct bulk_line line_of(struct visit *visit, const struct draft *draft,
                                const struct draft_row *row, bool hidden) {
    bool gone = !outcome_open(row->outcome);
    struct str problem =
        gone ? outcome_reason(visit, row->outcome) : name_problem(visit, draft, row);
    struct str id = id_text(visit->arena, row->pupil_id);
    return (struct bulk_line){
        .id = id,
        .name = full_name(visit, row),
        .roll_number = roll_number(visit, row),
        .group = row->group_name,
        .class_code = row->class_code,
        .username = row->username,
        .username_problem = problem,
        .suggestion = gone ? S("") : row->suggestion,
        .proposal_field = str_format(visit->arena, "voorstel.%.*s", STR_ARG(id)),
        .proposal_action = str_format(visit->arena, "neem.%.*s", STR_ARG(id)),
        .secret_problem = secret_problem(visit, row->secret_flaw),
        .print_problem = print_problem(visit, row),
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
    TRY(batch_of(visit, &batch));
    bool hidden = visit->staff.hide_secrets;
    TRY(bulk_get(visit->service, visit->arena, &visit->actor, visit->school, batch, !hidden, &draft,
                 &visit->fault));
    if (draft.state == BATCH_DONE)
        return visit_redirect(visit, list_ask_to_batch(visit, batch, "/klaar"));
    ENSURE(draft.state == BATCH_DRAFT, RC_NONE);
    (void)!str_to_i64(visit_query(visit, "over"), 0, 1000000, &skipped);
    (void)!str_to_i64(visit_query(visit, "buiten"), 0, 1000000, &outside);
    struct bulk_line *lines = ARENA_ARRAY(visit->arena, struct bulk_line, draft.count);
    struct bulk_view view = {.frame = loket_frame(visit, "Bulk: maak LeerID's aan", TAB_PUPILS),
                             .batch = id_text(visit->arena, batch.value),
                             .query = list_ask_here(visit),
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

/* ---- what the form says ---- */

struct form_rows {
    int64_t *ids; /* sorted */
    struct draft_edit *edits;
    size_t count;
};

static enum secret_kind kind_of(struct str word) {
    if (str_eq(word, S("plaatjes"))) return SECRET_PICTURE;
    return str_eq(word, S("woord")) ? SECRET_WORD : 0;
}

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

/* Fields are named "<what>.<pupil>"; "rij" lists the pupils that were on the page. */
static struct form_rows read_rows(struct visit *visit) {
    struct form_rows rows;
    selection_ids(visit, "rij", &rows.ids, &rows.count);
    rows.edits = ARENA_ARRAY(visit->arena, struct draft_edit, rows.count);
    for (size_t i = 0; i < rows.count; i++) rows.edits[i].pupil_id = rows.ids[i];
    bool all = visit_form_is(visit, "actie", "alles");
    for (size_t i = 0; i < visit->request->forms.count; i++) {
        const struct http_field *field = &visit->request->forms.rows[i];
        struct str id = field->name, what = str_cut(&id, '.', NULL);
        struct draft_edit *edit = edit_of(&rows, id);
        if (edit == NULL) continue;
        if (str_eq(what, S("in"))) edit->included = true;
        if (str_eq(what, S("naam"))) edit->username = field->value;
        if (str_eq(what, S("geheim")))
            edit->kind = kind_of(all ? visit_form(visit, "alles") : field->value);
        if (str_eq(what, S("ww"))) edit->secret = field->value;
    }
    return rows;
}

static void read_action(struct visit *visit, const struct form_rows *rows) {
    struct str id = visit_form(visit, "actie"), what = str_cut(&id, '.', NULL);
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

static enum rc save(struct visit *visit, struct batch_id batch) {
    struct draft draft;
    TRY(bulk_get(visit->service, visit->arena, &visit->actor, visit->school, batch, false, &draft,
                 &visit->fault));
    if (draft.state == BATCH_DRAFT && draft.flawed > 0)
        return visit_redirect(visit, list_ask_to_batch(visit, batch, ""));
    bool some = false;
    for (size_t i = 0; i < draft.count; i++) some = some || draft.rows[i].included;
    if (draft.state == BATCH_DRAFT && !some) {
        loket_flash(visit, FLASH_NOTHING_CHOSEN);
        return visit_redirect(visit, list_ask_to_batch(visit, batch, ""));
    }
    if (draft.state == BATCH_DRAFT)
        TRY(bulk_jobs_start(visit->web->jobs, &visit->actor, visit->school, batch));
    struct bulk_look look =
        bulk_jobs_look(visit->web->jobs, &visit->actor, visit->school, batch, SOON_MS);
    bool ready = draft.state == BATCH_DONE || (look.state == BULK_ENDED && look.rc == RC_OK);
    return visit_redirect(visit, list_ask_to_batch(visit, batch, ready ? "/klaar" : "/bezig"));
}

/* The address of the row that a button belongs to, so that the page comes back where one was: at
 * its button for another secret, or in its username. */
static struct str back_to_row(struct visit *visit, struct batch_id batch) {
    struct str id = visit_form(visit, "actie");
    bool renews = !str_eq(str_cut(&id, '.', NULL), S("neem"));
    return str_format(visit->arena, "%.*s%s%.*s", STR_ARG(list_ask_to_batch(visit, batch, "")),
                      id.len == 0 ? ""
                      : renews    ? "#n"
                                  : "#u",
                      STR_ARG(id));
}

enum rc bulk_post(struct visit *visit) {
    struct batch_id batch;
    TRY(batch_of(visit, &batch));
    if (visit_form_is(visit, "actie", "annuleer")) {
        TRY(bulk_drop(visit->service, visit->arena, &visit->actor, visit->school, batch,
                      &visit->fault));
        loket_flash(visit, FLASH_DRAFT_DROPPED);
        return visit_redirect(visit, list_path(visit));
    }
    struct form_rows rows = read_rows(visit);
    read_action(visit, &rows);
    enum rc rc = bulk_edit(visit->service, visit->arena, &visit->actor, visit->school, batch,
                           rows.edits, rows.count, &visit->fault);
    bool saved_already = rc == RC_CONFLICT; /* the form sent twice: the same result */
    if (!saved_already) TRY(rc);
    bool wants_save = visit_form_is(visit, "actie", "bewaar") || saved_already;
    return wants_save ? save(visit, batch) : visit_redirect(visit, back_to_row(visit, batch));
}

/* ---- one pupil: the manual's dialog over a draft of one ---- */

static enum rc show_one(struct visit *visit, struct batch_id batch, const struct draft *draft) {
    const struct draft_row *row = &draft->rows[0];
    bool shown = row->secret.ptr != NULL;
    struct edit_view view = {
        .frame = loket_frame(visit, "LeerID aanmeldgegevens", TAB_PUPILS),
        .name = full_name(visit, row),
        .group = row->group_name,
        .class_code = row->class_code,
        .action =
            str_format(visit->arena, "/maak/%.*s%.*s", STR_ARG(id_text(visit->arena, batch.value)),
                       STR_ARG(list_ask_here(visit))),
        .back = pupil_page_address(visit, row->pupil_id),
        .creates = true,
        .username = row->username,
        .username_problem =
            username_problem(visit, row->username_flaw, row->username, row->suggestion),
        .username_free = row->username_flaw == USERNAME_FINE,
        .suggestion = row->suggestion,
        .address = personal_page(visit->arena, visit->service, row->username),
        .advanced = row->type == ACCOUNT_ADVANCED,
        .may_change_type = true,
        .pictures = row->kind == SECRET_PICTURE,
        .can_restore = row->can_restore,
        .version = S("0"),
        .secret = loket_secret(visit, row->kind, shown ? row->secret : (struct str){NULL, 0}),
        .secret_kind = secret_kind_word(row->kind),
        .typed_problem = secret_problem(visit, row->secret_flaw),
        .unprintable = print_problem(visit, row).len > 0};
    view.frame.work_form = S("werk");
    view.frame.work_enter = S("bewaar");
    struct page page = visit_page(visit);
    page_loket_edit(&page, &view);
    return visit_html(visit, &page);
}

static enum rc read_one(struct visit *visit, struct batch_id batch, bool reveal,
                        struct draft *ret_draft) {
    TRY(bulk_get(visit->service, visit->arena, &visit->actor, visit->school, batch, reveal,
                 ret_draft, &visit->fault));
    return ret_draft->count == 1 && ret_draft->state != BATCH_DROPPED ? RC_OK : RC_NONE;
}

static enum rc to_pupil(struct visit *visit, const struct draft *draft) {
    return visit_redirect(visit, pupil_page_address(visit, draft->rows[0].pupil_id));
}

enum rc one_page(struct visit *visit) {
    struct batch_id batch;
    struct draft draft;
    TRY(batch_of(visit, &batch));
    TRY(read_one(visit, batch,
                 !visit->staff.hide_secrets || str_eq(visit_query(visit, "toon"), S("1")), &draft));
    return draft.state == BATCH_DONE ? to_pupil(visit, &draft) : show_one(visit, batch, &draft);
}

static enum rc save_one(struct visit *visit, struct batch_id batch) {
    struct draft draft;
    enum rc rc = bulk_save(visit->service, visit->arena, &visit->actor, visit->school, batch, NULL,
                           NULL, &visit->fault);
    TRY(read_one(visit, batch, false, &draft));
    if (rc == RC_INVALID) {
        visit->response->status = 422;
        return show_one(visit, batch, &draft);
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
    TRY(batch_of(visit, &batch));
    TRY(read_one(visit, batch, false, &draft));
    if (draft.state == BATCH_DONE) return to_pupil(visit, &draft);
    struct str action = visit_form(visit, "actie");
    bool basic = visit_form_is(visit, "soort", "basis"),
         advanced = visit_form_is(visit, "soort", "gevorderd");
    const struct draft_edit edit = {
        .pupil_id = draft.rows[0].pupil_id,
        .included = true,
        .username = visit_form(visit, str_eq(action, S("neem")) ? "voorstel" : "gebruikersnaam"),
        .type = basic      ? ACCOUNT_BASIC
                : advanced ? ACCOUNT_ADVANCED
                           : 0,
        .kind = advanced ? 0 : kind_of(visit_form(visit, "geheim")),
        .secret = visit_form(visit, "wachtwoord"),
        .action = str_eq(action, S("nieuw"))    ? DRAFT_RENEW
                  : str_eq(action, S("vorige")) ? DRAFT_RESTORE
                                                : DRAFT_KEEP};
    enum rc rc = bulk_edit(visit->service, visit->arena, &visit->actor, visit->school, batch, &edit,
                           1, &visit->fault);
    if (rc == RC_CONFLICT)
        return to_pupil(visit, &draft); /* the form sent twice: the same result */
    TRY(rc);
    if (str_eq(action, S("bewaar"))) return save_one(visit, batch);
    struct str list = list_ask_here(visit);
    bool hides = str_eq(action, S("verberg")) || visit_form_is(visit, "balk", "verberg");
    bool shows = str_eq(action, S("toon")) || (visit_form_is(visit, "getoond", "1") && !hides);
    const char *shown = !shows ? "" : list.len > 0 ? "&toon=1" : "?toon=1";
    return visit_redirect(visit,
                          str_format(visit->arena, "/maak/%.*s%.*s%s",
                                     STR_ARG(visit->request->params[0]), STR_ARG(list), shown));
}
