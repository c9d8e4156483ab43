/* Files of printed cards, and the responses to options that are not valid. */
#include "domain/id.h"
#include "format/url.h"
#include "service/staff/preferences.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/card_texts.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/printing/document.h"
#include "web/loket/flash.h"
#include "web/loket/list_query.h"
#include "web/loket/printing/print_choice.h"
#include "web/pages.h"

enum { OFFSET_MAX = 20, PRINTER_CHARS = 60, ZIP_PASSWORD_MIN = 8 };

static bool read_half(struct str text, int *ret_halves) {
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

/* Returns the printer name of the form, or a default name when it is empty. */
static struct str printer_of(struct visit *visit, struct str typed) {
    struct str name = text_first(str_trim(typed), PRINTER_CHARS);
    return name.len > 0 ? name : visit_say(visit, "Printer");
}

/* Reads the card options of the form. Options that the form lacks keep their last value. */
static void read_card(struct visit *visit, struct card_choice *ret) {
    static const char *const captions[CAPTIONS] = {"niets", "woorden", "cijfers"};
    const struct print_form *form = FORM(visit, print_form);
    for (enum card_captions i = 0; i < CAPTIONS; i++)
        if (str_eq(form->captions, str_of(captions[i]))) ret->captions = i;
    ret->language = print_choice_language(form->language, ret->language);
    ret->stacked = form->stacked;
    (void)!stock_read(form->document, &ret->stock);
}

/* Reads the sheet options. Returns RC_INVALID with a text in *ret_problem. */
static enum rc read_sheet(struct visit *visit, enum card_stock stock, struct sheet_memory *ret,
                          struct str *ret_problem) {
    int64_t start = 1;
    const struct print_form *form = FORM(visit, print_form);
    const struct str starts[STOCKS] = {[STOCK_STICKER] = form->start,
                                       [STOCK_L7160] = form->start_l7160,
                                       [STOCK_L7163] = form->start_l7163};
    ret->stock = stock;
    ret->printer = printer_of(visit, form->printer);
    (void)!str_to_i64(starts[stock], 1, stock_of(stock)->cards, &start);
    ret->next_label = (int)start;
    if (read_half(form->offset_x, &ret->offset_x) && read_half(form->offset_y, &ret->offset_y))
        return RC_OK;
    *ret_problem = visit_say(visit, "Shift from -10 to 10 mm, in steps of half a millimetre.");
    return RC_INVALID;
}

static enum rc keep_sheet(struct visit *visit, const struct sheet_memory *sheet, int next_label) {
    struct sheet_memory kept = *sheet;
    kept.next_label = next_label;
    return sheet_keep(visit->service, visit->arena, visit->staff.staff_id, &kept, &visit->fault);
}

/* Finds the stored settings of the printer. Sets *ret_known to false when it was not used before.
 */
static enum rc find_sheet(struct visit *visit, const struct sheet_memory *typed, bool *ret_known,
                          struct sheet_memory *ret_sheet) {
    struct sheet_memory *sheets;
    size_t count;
    TRY(sheets_get(visit->service, visit->arena, visit->staff.staff_id, &sheets, &count,
                   &visit->fault));
    *ret_known = sheet_known(sheets, count, typed->printer, typed->stock, ret_sheet);
    return RC_OK;
}

/* Stores the offset and keeps the next label, because test sheets and cards to cut out use no
 * labels. */
static enum rc keep_offset(struct visit *visit, const struct sheet_memory *sheet) {
    struct sheet_memory last;
    bool known;
    TRY(find_sheet(visit, sheet, &known, &last));
    return keep_sheet(visit, sheet, last.next_label);
}

/* Shows the page with a problem. A script that requested the file gets an empty response; it then
 * submits the form, so that the browser shows the page. */
static enum rc refuse_print(struct print_choice *c, struct str problem) {
    if (str_eq(FORM(c->visit, print_form)->via, S("script"))) {
        http_answer(c->visit->response, 200, S("text/plain; charset=utf-8"), S(""));
        return RC_OK;
    }
    c->problem = problem;
    c->typed = true;
    c->visit->response->status = 422;
    return print_choice_show(c);
}

/* Finds the stored settings when the user changed the printer. The offset and label on the page
 * belong to the printer that the page was made for; without scripts they were not updated. */
static enum rc other_printer(struct print_choice *c, bool *ret_other,
                             struct sheet_memory *ret_sheet) {
    TRY(find_sheet(c->visit, &c->sheet, ret_other, ret_sheet));
    if (str_eq(printer_of(c->visit, FORM(c->visit, print_form)->adjusted), c->sheet.printer))
        *ret_other = false;
    return RC_OK;
}

static enum rc show_other_printer(struct print_choice *c, const struct sheet_memory *sheet) {
    c->sheet = *sheet;
    return refuse_print(
        c, visit_fill(c->visit,
                      visit_say(c->visit, "These are now the adjustment and the first free sticker "
                                          "of printer {0}. Check them and click again."),
                      &sheet->printer, 1));
}

/* Returns a text such as "12 stickers op 2 vellen, begonnen op sticker 5. De volgende is 5." */
static struct str made_words(struct visit *visit, const struct print_wish *wish,
                             const struct print_result *result) {
    bool stickers = wish->document == PRINT_CARDS && !stock_of(wish->sheet.stock)->is_cut;
    const char *count = stickers ? N_("1 sticker~~{0} stickers") : N_("1 card~~{0} cards");
    const char *text = stickers ? N_("{0} on {1}, starting at sticker {2}. The next one is {3}.")
                                : N_("{0} on {1}.");
    if (wish->document == PRINT_ZIP) text = N_("A ZIP file with {0}, on A4 and on stickers.");
    const struct str args[] = {visit_count(visit, count, result->cards),
                               visit_count(visit, N_("1 sheet~~{0} sheets"), result->sheets),
                               str_format(visit->arena, "%d", wish->sheet.start_label),
                               str_format(visit->arena, "%d", result->next_label)};
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

/* Reports what was printed. A download does not change the page, so a script shows the text from a
 * header; without a script the next page shows it. */
static void tell_made(struct visit *visit, const struct print_wish *wish,
                      const struct print_result *result) {
    struct str words = made_words(visit, wish, result);
    if (!str_eq(FORM(visit, print_form)->via, S("script")))
        return loket_flash_text(visit, FLASH_PRINTED, words);
    http_set_header(visit->response, "LeerID-Made", url_encode(visit->arena, words));
    if (wish->document == PRINT_CARDS && !stock_of(wish->sheet.stock)->is_cut)
        http_set_header(visit->response, "LeerID-Next-Label",
                        str_format(visit->arena, "%d", result->next_label));
}

static enum rc send_test_sheet(const struct print_choice *c, const struct sheet_options *sheet) {
    struct visit *visit = c->visit;
    struct print_result result;
    TRY(keep_offset(visit, &c->sheet));
    struct str right = print_choice_half_text(visit->arena, sheet->offset_x);
    TRY(document_test_sheet(visit, c->sheet.printer, right,
                            print_choice_half_text(visit->arena, sheet->offset_y), sheet, &result));
    return document_send(visit, &result);
}

/* Returns why the options cannot be printed; "" when they can. */
static struct str wrong_choice(struct print_choice *c, struct print_wish *wish) {
    struct visit *visit = c->visit;
    struct str passphrase = FORM(visit, print_form)->passphrase;
    bool captions = wish->sheet.captions != CAPTIONS_NONE;
    if (wish->document == PRINT_ZIP && passphrase.len > 0) wish->passphrase = passphrase;
    if (wish->passphrase.len > 0 && wish->passphrase.len < ZIP_PASSWORD_MIN)
        return visit_say(
            visit, "For the ZIP, use a password of at least 8 characters, or leave it empty.");
    if (captions && !stock_of(wish->sheet.stock)->has_captions)
        return visit_say(visit, "There is no room for words or numbers under the pictures on these "
                                "stickers. Choose ‘Nothing’, or take other paper.");
    return S("");
}

static enum rc send_cards(struct print_choice *c, struct print_wish *wish) {
    struct visit *visit = c->visit;
    struct print_result result;
    bool cards = wish->document == PRINT_CARDS, labels = !stock_of(wish->sheet.stock)->is_cut;
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(
        &(struct call){visit->service, memory, &visit->actor, visit->school, &visit->fault}, wish,
        &result);
    if (rc == RC_NONE)
        return refuse_print(
            c, visit_say(visit, "None of these pupils has a card that can be printed."));
    TRY(rc);
    if (cards && labels) TRY(keep_sheet(visit, &c->sheet, result.next_label));
    if (cards && !labels) TRY(keep_offset(visit, &c->sheet));
    TRY(card_choice_keep(visit->service, visit->arena, visit->staff.staff_id, &c->card,
                         &visit->fault));
    tell_made(visit, wish, &result);
    return document_send(visit, &result);
}

enum rc print_post(struct visit *visit) {
    struct print_choice c;
    struct sheet_memory known;
    const struct print_form *form = FORM(visit, print_form);
    bool other, zip = str_eq(form->document, S("zip"));
    TRY(print_choice_read(visit, visit->request->forms, form->batch, &c));
    read_card(visit, &c.card);
    enum card_stock stock = zip ? STOCK_STICKER : c.card.stock;
    if (read_sheet(visit, stock, &c.sheet, &c.problem) == RC_INVALID)
        return refuse_print(&c, c.problem);
    TRY(other_printer(&c, &other, &known));
    if (other) return show_other_printer(&c, &known);
    const struct card_texts texts = card_texts_in(c.card.language);
    const struct sheet_options sheet = {.stock = stock,
                                        .start_label = c.sheet.next_label,
                                        .offset_x = c.sheet.offset_x,
                                        .offset_y = c.sheet.offset_y,
                                        .sheet_per_class = form->sheet_per_class,
                                        .stacked = c.card.stacked,
                                        .captions = c.card.captions,
                                        .texts = &texts};
    if (str_eq(form->command, S("testblad"))) return send_test_sheet(&c, &sheet);
    c.typed = true;
    if (visit->proved || !str_eq(form->command, S("druk")))
        return print_choice_show(
            &c); /* a download here would leave the browser on the proof page */
    bool by_name = !sheet.sheet_per_class && str_eq(form->order, S("naam"));
    struct print_wish wish = {.document = zip ? PRINT_ZIP : PRINT_CARDS,
                              .workbook = c.count > 1,
                              .sheet = sheet,
                              .batch_id = c.batch.value,
                              .order = by_name ? PRINT_BY_NAME : PRINT_BY_CLASS,
                              .pupil_ids = c.ids,
                              .pupil_count = c.count};
    struct str problem = wrong_choice(&c, &wish);
    return problem.len > 0 ? refuse_print(&c, problem) : send_cards(&c, &wish);
}

/* Returns the options of printing with one click: A4, with the card options of the last printing.
 */
static enum rc quick_sheet(struct visit *visit, struct card_texts *ret_texts,
                           struct sheet_options *ret_sheet) {
    struct card_choice card;
    TRY(print_choice_remembered(visit, &card));
    *ret_texts = card_texts_in(card.language);
    *ret_sheet = (struct sheet_options){.stock = STOCK_A4,
                                        .start_label = 1,
                                        .stacked = card.stacked,
                                        .captions = card.captions,
                                        .texts = ret_texts};
    return RC_OK;
}

static enum rc print_batch(struct visit *visit, enum print_document document) {
    struct print_choice c;
    struct print_result result;
    TRY(print_choice_read(visit, visit->request->queries, visit->request->params[0], &c));
    struct card_texts texts;
    struct sheet_options sheet;
    TRY(quick_sheet(visit, &texts, &sheet));
    const struct print_wish wish = {
        .document = document, .workbook = c.count > 1, .sheet = sheet, .batch_id = c.batch.value};
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(
        &(struct call){visit->service, memory, &visit->actor, visit->school, &visit->fault}, &wish,
        &result);
    if (rc == RC_NONE)
        return refuse_print(
            &c, visit_say(visit, "None of these pupils has a card that can be printed."));
    TRY(rc);
    return document_send(visit, &result);
}

enum rc print_batch_zip(struct visit *visit) {
    return print_batch(visit, PRINT_ZIP);
}

enum rc print_batch_a4(struct visit *visit) {
    return print_batch(visit, PRINT_CARDS);
}

enum rc print_batch_workbook(struct visit *visit) {
    return print_batch(visit, PRINT_WORKBOOK);
}

/* Redirects to the page of the pupil, which shows the reason. Returns RC_NONE for a pupil that the
 * actor may not see. */
static enum rc no_card(struct visit *visit, int64_t pupil) {
    struct pupil_data data;
    TRY(pupil_get(CALL(visit), pupil, &data));
    loket_flash(visit, FLASH_NO_CARD);
    return visit_redirect(
        visit, str_format(visit->arena, "/leerlingen/%.*s", STR_ARG(id_text(visit->arena, pupil))));
}

/* Sends, after a new password, the ZIP that "Bewaren en afdrukken" makes, for one pupil. */
enum rc print_one_zip(struct visit *visit) {
    int64_t pupil;
    struct print_result result;
    TRY(visit_id(visit, 0, &pupil));
    struct card_texts texts;
    struct sheet_options sheet;
    TRY(quick_sheet(visit, &texts, &sheet));
    const struct print_wish wish = {
        .document = PRINT_ZIP, .sheet = sheet, .pupil_ids = &pupil, .pupil_count = 1};
    struct arena *memory CLEANUP(arena_destroy_at) = document_memory();
    enum rc rc = print_cards(
        &(struct call){visit->service, memory, &visit->actor, visit->school, &visit->fault}, &wish,
        &result);
    if (rc == RC_NONE) return no_card(visit, pupil);
    TRY(rc);
    return document_send(visit, &result);
}

/* Sends one card inline, so that the browser opens it in its viewer, ready to print. */
enum rc print_one_card(struct visit *visit) {
    int64_t pupil;
    struct print_result result;
    TRY(visit_id(visit, 0, &pupil));
    struct card_texts texts;
    struct sheet_options sheet;
    TRY(quick_sheet(visit, &texts, &sheet));
    const struct print_wish wish = {
        .document = PRINT_CARDS, .sheet = sheet, .pupil_ids = &pupil, .pupil_count = 1};
    enum rc rc = print_cards(CALL(visit), &wish, &result);
    if (rc == RC_NONE) return no_card(visit, pupil);
    TRY(rc);
    http_answer(visit->response, 200, result.content_type, result.bytes);
    http_set_header(
        visit->response, "Content-Disposition",
        str_format(visit->arena, "inline; filename=\"%.*s\"", STR_ARG(result.file_name)));
    return RC_OK;
}
