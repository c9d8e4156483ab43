/* Printing again: which paper, from which sticker, in which order; and the files. */
#include <stdlib.h>

#include "domain/id.h"
#include "format/url.h"
#include "service/bulk_create.h"
#include "service/preferences.h"
#include "service/print_cards.h"
#include "service/pupils.h"
#include "service/school.h"
#include "web/loket/application_words.h"
#include "web/loket/document.h"
#include "web/loket/frame.h"
#include "web/loket/handlers.h"
#include "web/loket/kept.h"
#include "web/loket/list_ask.h"
#include "web/loket/problems.h"
#include "web/loket/selection.h"
#include "web/pages.h"

enum { NAMED_MAX = 40, OFFSET_MAX = 20, LABELS = 12, PRINTER_CHARS = 60, ZIP_PASSWORD_MIN = 8 };

struct choosing {
    struct visit *visit;
    const int64_t *ids;
    size_t count;
    struct batch_id batch; /* 0: the pupils named */
    struct str back, query, problem;
    struct sheet_memory sheet; /* as typed, when something was wrong with it */
    bool typed;
};

static int compare_classes(const void *left, const void *right) {
    const struct pupil_row *a = left, *b = right;
    int order = str_cmp(a->class_code, b->class_code);
    return order != 0 || a->class_code.len > 0 ? order : str_cmp(a->group_name, b->group_name);
}

/* "12 8 20": the cards of each class, in the order of printing by class. */
static struct str class_counts(struct visit *visit, struct pupil_row *printed, size_t count) {
    struct buf out = buf_make(visit->arena, count * 8 + 1);
    qsort(printed, count, sizeof *printed, compare_classes);
    for (size_t from = 0, end; from < count; from = end) {
        for (end = from + 1; end < count && compare_classes(&printed[from], &printed[end]) == 0;)
            end++;
        buf_format(&out, "%s%zu", from > 0 ? " " : "", end - from);
    }
    return buf_view(&out);
}

/* How many of these the list behind the page does not hold: they were chosen before another search.
 */
static size_t outside_list(const struct choosing *c, const struct pupil_row *rows, size_t count) {
    if (c->batch.value != 0 || c->count == 1) return 0;
    struct list_ask ask = list_ask_read(c->visit, c->query);
    size_t outside = 0;
    for (size_t i = 0; i < count; i++) outside += !pupil_matches(&ask.filter, &rows[i]);
    return outside;
}

/* Which of the chosen pupils have a card, and in a line each why the others have none. */
static enum rc look(const struct choosing *c, struct print_view *view) {
    struct visit *visit = c->visit;
    struct pupil_row *rows;
    size_t row_count, without = 0, id_count = 0;
    TRY(pupils_list(visit->service, visit->arena, &visit->actor, visit->school, &rows, &row_count,
                    &visit->fault));
    struct str *ids = ARENA_ARRAY(visit->arena, struct str, c->count),
               *reasons = ARENA_ARRAY(visit->arena, struct str, c->count + 1);
    struct str *latin = ARENA_ARRAY(visit->arena, struct str, NAMED_MAX);
    struct pupil_row *printed = ARENA_ARRAY(visit->arena, struct pupil_row, c->count);
    for (size_t i = 0; i < row_count; i++) {
        const struct pupil_row *row = &rows[i];
        if (!selection_holds(c->ids, c->count, row->pupil_id) ||
            !actor_over_pupil(&visit->actor, RIGHT_PRINT, visit->school, row->class_code))
            continue;
        struct unprintable note = not_printed(visit, row);
        bool prints = row->printable, in_latin = prints && note.character != 0;
        if (!prints) note.character = 0;
        without += !row->has_account;
        if (prints) printed[view->cards++] = *row;
        if (prints) ids[id_count++] = id_text(visit->arena, row->pupil_id);
        view->left_out_total += !prints;
        view->in_latin_total += in_latin;
        if (!prints && row->has_account && view->left_out_count < NAMED_MAX)
            reasons[view->left_out_count++] = left_out_reason(visit, &note);
        if (in_latin && view->in_latin_count < NAMED_MAX)
            latin[view->in_latin_count++] = left_out_reason(visit, &note);
    }
    struct str number = str_format(visit->arena, "%zu", without);
    if (without > 0)
        reasons[view->left_out_count++] =
            visit_fill(visit, visit_say(visit, "Zonder LeerID: {0}"), &number, 1);
    view->ids = ids;
    view->id_count = c->batch.value == 0 ? id_count : 0;
    view->left_out = reasons;
    view->in_latin = latin;
    view->outside = outside_list(c, printed, view->cards);
    view->classes = class_counts(visit, printed, view->cards);
    return RC_OK;
}

/* "-1.5" of half millimetres, as a number field wants it. */
static struct str half_text(struct arena *arena, int halves) {
    return str_format(arena, "%s%d%s", halves < 0 ? "-" : "", abs(halves) / 2,
                      halves % 2 != 0 ? ".5" : "");
}

static enum rc known_sheets(struct visit *visit, struct sheet_memory **ret_sheets,
                            size_t *ret_count) {
    return sheets_get(visit->service, visit->arena, visit->staff.staff_id, STOCK_STICKER,
                      ret_sheets, ret_count, &visit->fault);
}

/* NULL: nothing was printed on that printer yet. */
static const struct sheet_memory *sheet_of(const struct sheet_memory *sheets, size_t count,
                                           struct str printer) {
    for (size_t i = 0; i < count; i++)
        if (str_eq(sheets[i].printer, printer)) return &sheets[i];
    return NULL;
}

static enum rc fill_printer(const struct choosing *c, struct print_view *view) {
    struct visit *visit = c->visit;
    struct sheet_memory *sheets, sheet = {.printer = S(""), .next_label = 1};
    TRY(known_sheets(visit, &sheets, &view->printer_count));
    struct printer_line *printers =
        ARENA_ARRAY(visit->arena, struct printer_line, view->printer_count);
    for (size_t i = 0; i < view->printer_count; i++)
        printers[i] = (struct printer_line){
            sheets[i].printer, half_text(visit->arena, sheets[i].offset_x),
            half_text(visit->arena, sheets[i].offset_y), sheets[i].next_label};
    if (view->printer_count > 0) sheet = sheets[0];
    if (c->typed) sheet = c->sheet;
    const struct sheet_memory *last = sheet_of(sheets, view->printer_count, sheet.printer);
    view->last_label =
        last != NULL && last->next_label == sheet.next_label ? sheet.next_label - 1 : 0;
    view->printers = printers;
    view->printer = sheet.printer;
    view->start = sheet.next_label;
    view->offset_x = half_text(visit->arena, sheet.offset_x);
    view->offset_y = half_text(visit->arena, sheet.offset_y);
    return RC_OK;
}

static enum rc show(const struct choosing *c) {
    struct visit *visit = c->visit;
    struct school_settings school;
    int64_t roster_ms;
    TRY(school_get(visit->service, visit->arena, visit->school, &school, &roster_ms,
                   &visit->fault));
    struct print_view view = {.frame = loket_frame(visit, "Kaarten afdrukken", TAB_PUPILS),
                              .back = c->back,
                              .query = c->query,
                              .problem = c->problem,
                              .batch = c->batch.value == 0 ? S("")
                                                           : id_text(visit->arena, c->batch.value),
                              .a4 = visit_form_is(visit, "welk", "a4"),
                              .zip = visit_form_is(visit, "welk", "zip"),
                              .by_name = visit_form_is(visit, "volgorde", "naam"),
                              .sheet_per_class = visit_form_is(visit, "perklas", "1"),
                              .once = !school.keep_sealed};
    view.zip_lost = view.zip && kept_lost(visit, "zipww");
    view.goes_on = visit->proved && !view.zip_lost;
    TRY(look(c, &view));
    view.frame.here = c->back;
    if (view.cards > 0) view.frame.work_form = S("werk");
    view.frame.work_enter = S("druk");
    TRY(fill_printer(c, &view));
    view.sheets = ((size_t)view.start - 1 + view.cards + LABELS - 1) / LABELS;
    struct page page = visit_page(visit);
    page_loket_print(&page, &view);
    return visit_html(visit, &page);
}

static struct choosing choosing_from(struct visit *visit) {
    struct str list = list_ask_here(visit);
    return (struct choosing){.visit = visit,
                             .back = str_format(visit->arena, "/leerlingen%.*s", STR_ARG(list)),
                             .query = list,
                             .problem = S("")};
}

enum rc print_page_of(struct visit *visit, const int64_t *ids, size_t count) {
    int64_t *sorted = ARENA_ARRAY(visit->arena, int64_t, count);
    memcpy(sorted, ids, count * sizeof *sorted);
    selection_sort(sorted, count);
    struct choosing c = choosing_from(visit);
    c.ids = sorted;
    c.count = count;
    return show(&c);
}

/* The pupils of a batch that were given an account. */
static enum rc batch_pupils(struct choosing *c) {
    struct visit *visit = c->visit;
    struct draft draft;
    TRY(bulk_get(visit->service, visit->arena, &visit->actor, visit->school, c->batch, false,
                 &draft, &visit->fault));
    ENSURE(draft.state == BATCH_DONE, RC_NONE);
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, draft.count);
    for (size_t i = 0; i < draft.count; i++)
        if (outcome_has_card(draft.rows[i].outcome)) ids[c->count++] = draft.rows[i].pupil_id;
    selection_sort(ids, c->count);
    c->ids = ids;
    return RC_OK;
}

static enum rc read_choice(struct visit *visit, struct http_fields fields, struct str batch,
                           struct choosing *ret) {
    *ret = choosing_from(visit);
    if (batch.len > 0) {
        ENSURE(id_parse(batch, &ret->batch.value) == RC_OK, RC_NONE);
        ret->back = list_ask_to_batch(visit, ret->batch, "/klaar");
        return batch_pupils(ret);
    }
    int64_t *ids;
    selection_ids_in(visit, fields, "l", &ids, &ret->count);
    ret->ids = ids;
    if (ret->count == 1)
        ret->back = str_format(visit->arena, "/leerlingen/%.*s%.*s",
                               STR_ARG(id_text(visit->arena, ids[0])), STR_ARG(ret->query));
    return ret->count > 0 ? RC_OK : RC_NONE;
}

enum rc print_page(struct visit *visit) {
    struct choosing c;
    TRY(read_choice(visit, visit->request->queries, visit_query(visit, "batch"), &c));
    return show(&c);
}

/* ---- the files ---- */

static bool read_half(struct visit *visit, const char *name, int *ret_halves) {
    struct str text = visit_form(visit, name);
    bool negative = str_starts(text, S("-")),
         half = str_ends(text, S(".5")) || str_ends(text, S(",5"));
    struct str digits = str_sub(text, negative, text.len - negative - (half ? 2 : 0));
    int64_t whole = 0;
    if (text.len > 0 && digits.len > 0 && str_to_i64(digits, 0, OFFSET_MAX / 2, &whole) != RC_OK)
        return false;
    int halves = (int)whole * 2 + half;
    *ret_halves = negative ? -halves : halves;
    return halves <= OFFSET_MAX;
}

/* Named in the form; a printer without a name has one all the same. */
static struct str printer_of(struct visit *visit, const char *field) {
    struct str name = text_first(str_trim(visit_form(visit, field)), PRINTER_CHARS);
    return name.len > 0 ? name : visit_say(visit, "Printer");
}

/* RC_INVALID: *ret_problem says what to mend. */
static enum rc read_sheet(struct visit *visit, struct sheet_memory *ret, struct str *ret_problem) {
    int64_t start = 1;
    ret->printer = printer_of(visit, "printer");
    (void)!str_to_i64(visit_form(visit, "begin"), 1, LABELS, &start);
    ret->next_label = (int)start;
    if (read_half(visit, "x", &ret->offset_x) && read_half(visit, "y", &ret->offset_y))
        return RC_OK;
    *ret_problem =
        visit_say(visit, "Verschuif van -10 tot 10 mm, in stappen van een halve millimeter.");
    return RC_INVALID;
}

static enum print_document document_of(struct str word) {
    if (str_eq(word, S("a4"))) return PRINT_A4;
    return str_eq(word, S("zip")) ? PRINT_ZIP : PRINT_STICKERS;
}

static enum rc keep_sheet(struct visit *visit, const struct sheet_memory *sheet, int next_label) {
    struct sheet_memory kept = *sheet;
    kept.next_label = next_label;
    return sheet_keep(visit->service, visit->arena, visit->staff.staff_id, STOCK_STICKER, &kept,
                      &visit->fault);
}

/* A test sheet uses up no stickers: the offset is kept, and where the next sticker goes stays. */
static enum rc keep_offset(struct visit *visit, const struct sheet_memory *sheet) {
    struct sheet_memory *sheets;
    size_t count;
    TRY(known_sheets(visit, &sheets, &count));
    const struct sheet_memory *last = sheet_of(sheets, count, sheet->printer);
    return keep_sheet(visit, sheet, last != NULL ? last->next_label : 1);
}

/* A script that asked for the file gets nothing, and asks again as a form, so that the browser
 * shows the page. */
static enum rc refuse(struct choosing *c, struct str problem) {
    if (visit_form_is(c->visit, "via", "script")) {
        http_answer(c->visit->response, 200, S("text/plain; charset=utf-8"), S(""));
        return RC_OK;
    }
    c->problem = problem;
    c->typed = true;
    c->visit->response->status = 422;
    return show(c);
}

/* The numbers on the page are those of the printer it was made for: another one that is known has
 * its own, and scripts bring them. */
static enum rc other_printer(struct choosing *c, const struct sheet_memory **ret_sheet) {
    struct sheet_memory *sheets;
    size_t count;
    TRY(known_sheets(c->visit, &sheets, &count));
    *ret_sheet = str_eq(printer_of(c->visit, "afgesteld"), c->sheet.printer)
                     ? NULL
                     : sheet_of(sheets, count, c->sheet.printer);
    return RC_OK;
}

static enum rc show_other_printer(struct choosing *c, const struct sheet_memory *sheet) {
    c->sheet = *sheet;
    return refuse(
        c, visit_fill(c->visit,
                      visit_say(c->visit, "Dit zijn nu de afstelling en de eerste vrije sticker "
                                          "van printer {0}. Kijk ze na en klik opnieuw."),
                      &sheet->printer, 1));
}

/* "12 stickers op 2 vellen, begonnen op sticker 5. De volgende is 5." */
static struct str made_words(struct visit *visit, const struct print_wish *wish,
                             const struct print_result *result) {
    bool stickers = wish->document == PRINT_STICKERS;
    const char *count = stickers ? N_("1 sticker~~{0} stickers") : N_("1 kaart~~{0} kaarten");
    const char *text = stickers ? N_("{0} op {1}, begonnen op sticker {2}. De volgende is {3}.")
                                : N_("{0} op {1}.");
    if (wish->document == PRINT_ZIP) text = N_("Een ZIP-bestand met {0}, op A4 en op stickers.");
    const struct str args[] = {visit_count(visit, count, result->cards),
                               visit_count(visit, N_("1 vel~~{0} vellen"), result->sheets),
                               str_format(visit->arena, "%d", wish->sheet.start_label),
                               str_format(visit->arena, "%d", result->next_label)};
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

/* A file leaves the page as it was: a script gets the words in a header and shows them; without one
 * the next page shows them. */
static void tell_made(struct visit *visit, const struct print_wish *wish,
                      const struct print_result *result) {
    struct str words = made_words(visit, wish, result);
    if (!visit_form_is(visit, "via", "script"))
        return loket_flash_text(visit, FLASH_PRINTED, words);
    http_set_header(visit->response, "LeerID-Made", url_encode(visit->arena, words));
    if (wish->document == PRINT_STICKERS)
        http_set_header(visit->response, "LeerID-Next-Label",
                        str_format(visit->arena, "%d", result->next_label));
}

enum rc print_post(struct visit *visit) {
    struct choosing c;
    const struct sheet_memory *other;
    TRY(read_choice(visit, visit->request->forms, visit_form(visit, "batch"), &c));
    if (read_sheet(visit, &c.sheet, &c.problem) == RC_INVALID) return refuse(&c, c.problem);
    TRY(other_printer(&c, &other));
    if (other != NULL) return show_other_printer(&c, other);
    const struct sheet_options sheet = {.stock = STOCK_STICKER,
                                        .start_label = c.sheet.next_label,
                                        .offset_x = c.sheet.offset_x,
                                        .offset_y = c.sheet.offset_y,
                                        .sheet_per_class = visit_form_is(visit, "perklas", "1")};
    struct print_result result;
    if (visit_form_is(visit, "actie", "testblad")) {
        TRY(keep_offset(visit, &c.sheet));
        struct str right = half_text(visit->arena, sheet.offset_x);
        TRY(document_test_sheet(visit, c.sheet.printer, right,
                                half_text(visit->arena, sheet.offset_y), &sheet, &result));
        return document_send(visit, &result);
    }
    c.typed = true;
    if (visit->proved || !visit_form_is(visit, "actie", "druk"))
        return show(&c); /* a file for that form would leave the browser on the question */
    struct print_wish wish = {.document = document_of(visit_form(visit, "welk")),
                              .workbook = c.count > 1,
                              .sheet = sheet,
                              .batch_id = c.batch.value,
                              .order =
                                  !sheet.sheet_per_class && visit_form_is(visit, "volgorde", "naam")
                                      ? PRINT_BY_NAME
                                      : PRINT_BY_CLASS,
                              .pupil_ids = c.ids,
                              .pupil_count = c.count};
    struct str passphrase = S("");
    if (wish.document == PRINT_ZIP && http_form_raw(visit->request, "zipww", &passphrase) &&
        passphrase.len > 0)
        wish.passphrase = passphrase;
    if (wish.passphrase.len > 0 && wish.passphrase.len < ZIP_PASSWORD_MIN)
        return refuse(
            &c,
            visit_say(visit,
                      "Neem voor de ZIP een wachtwoord van minstens 8 tekens, of laat het leeg."));
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(visit->service, memory, &visit->actor, visit->school, &wish, &result,
                             &visit->fault);
    if (rc == RC_NONE)
        return refuse(
            &c,
            visit_say(visit, "Geen van deze leerlingen heeft een kaart die gedrukt kan worden."));
    TRY(rc);
    if (wish.document == PRINT_STICKERS) TRY(keep_sheet(visit, &c.sheet, result.next_label));
    tell_made(visit, &wish, &result);
    return document_send(visit, &result);
}

static enum rc print_batch(struct visit *visit, enum print_document document) {
    struct choosing c;
    struct print_result result;
    TRY(read_choice(visit, visit->request->queries, visit->request->params[0], &c));
    const struct print_wish wish = {.document = document,
                                    .workbook = c.count > 1,
                                    .sheet = {.start_label = 1},
                                    .batch_id = c.batch.value};
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(visit->service, memory, &visit->actor, visit->school, &wish, &result,
                             &visit->fault);
    if (rc == RC_NONE)
        return refuse(
            &c,
            visit_say(visit, "Geen van deze leerlingen heeft een kaart die gedrukt kan worden."));
    TRY(rc);
    return document_send(visit, &result);
}

enum rc print_batch_zip(struct visit *visit) {
    return print_batch(visit, PRINT_ZIP);
}

enum rc print_batch_a4(struct visit *visit) {
    return print_batch(visit, PRINT_A4);
}

enum rc print_batch_workbook(struct visit *visit) {
    return print_batch(visit, PRINT_WORKBOOK);
}

/* The pupil's page says why. RC_NONE for a pupil that the actor may not see. */
static enum rc no_card(struct visit *visit, int64_t pupil) {
    struct pupil_data data;
    TRY(pupil_get(visit->service, visit->arena, &visit->actor, visit->school, pupil, &data,
                  &visit->fault));
    loket_flash(visit, FLASH_NO_CARD);
    return visit_redirect(
        visit, str_format(visit->arena, "/leerlingen/%.*s", STR_ARG(id_text(visit->arena, pupil))));
}

/* After a new password: what "Bewaren en afdrukken" gives for one pupil. */
enum rc print_one_zip(struct visit *visit) {
    int64_t pupil;
    struct print_result result;
    TRY(visit_id(visit, 0, &pupil));
    const struct print_wish wish = {
        .document = PRINT_ZIP, .sheet = {.start_label = 1}, .pupil_ids = &pupil, .pupil_count = 1};
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(visit->service, memory, &visit->actor, visit->school, &wish, &result,
                             &visit->fault);
    if (rc == RC_NONE) return no_card(visit, pupil);
    TRY(rc);
    return document_send(visit, &result);
}

/* Opens in the browser's own viewer, one step from the printer. */
enum rc print_one_card(struct visit *visit) {
    int64_t pupil;
    struct print_result result;
    TRY(visit_id(visit, 0, &pupil));
    const struct print_wish wish = {
        .document = PRINT_A4, .sheet = {.start_label = 1}, .pupil_ids = &pupil, .pupil_count = 1};
    enum rc rc = print_cards(visit->service, visit->arena, &visit->actor, visit->school, &wish,
                             &result, &visit->fault);
    if (rc == RC_NONE) return no_card(visit, pupil);
    TRY(rc);
    http_answer(visit->response, 200, result.content_type, result.bytes);
    http_set_header(
        visit->response, "Content-Disposition",
        str_format(visit->arena, "inline; filename=\"%.*s\"", STR_ARG(result.file_name)));
    return RC_OK;
}
