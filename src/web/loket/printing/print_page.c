/* Page with the options of printing cards: paper, first label and order. */
#include <stdlib.h>

#include "domain/id.h"
#include "service/bulk/bulk_create.h"
#include "service/staff/preferences.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "service/school/school.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/application/application_words.h"
#include "web/loket/layout.h"
#include "web/loket/printing/print_page.h"
#include "web/loket/stored_form.h"
#include "web/loket/list_query.h"
#include "web/loket/printing/print_choice.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/selection.h"
#include "web/pages.h"

enum { NAMED_MAX = 40 };

static int compare_classes(const void *left, const void *right) {
    const struct pupil_row *a = left, *b = right;
    int order = str_cmp(a->class_code, b->class_code);
    return order != 0 || a->class_code.len > 0 ? order : str_cmp(a->group_name, b->group_name);
}

/* Returns the number of cards per class in print order, e.g. "12 8 20". */
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

/* Counts the chosen pupils that the list behind the page does not contain, because they were chosen
 * before another search. */
static size_t outside_list(const struct print_choice *c, const struct pupil_row *rows,
                           size_t count) {
    if (c->batch.value != 0 || c->count == 1) return 0;
    struct list_query ask = list_query_read(c->visit, c->query);
    size_t outside = 0;
    for (size_t i = 0; i < count; i++) outside += !pupil_matches(&ask.filter, &rows[i]);
    return outside;
}

/* Splits the chosen pupils into those with a card and those without, and lists the reasons. */
static enum rc fill_print_view(const struct print_choice *c, struct print_view *view) {
    struct visit *visit = c->visit;
    struct pupil_row *rows;
    size_t row_count, without = 0, id_count = 0;
    TRY(pupils_list(CALL(visit), &rows, &row_count));
    struct str *ids = ARENA_ARRAY(visit->arena, struct str, c->count),
               *reasons = ARENA_ARRAY(visit->arena, struct str, c->count + 1);
    struct str *latin = ARENA_ARRAY(visit->arena, struct str, NAMED_MAX);
    struct pupil_row *printed = ARENA_ARRAY(visit->arena, struct pupil_row, c->count);
    for (size_t i = 0; i < row_count; i++) {
        const struct pupil_row *row = &rows[i];
        if (!selection_holds(c->ids, c->count, row->pupil_id) ||
            !actor_over_pupil(&visit->actor, RIGHT_PRINT, visit->school, row->class_code))
            continue;
        struct unprintable note = flaw_not_printed(visit, row);
        bool prints = row->printable, in_latin = prints && note.character != 0;
        if (!prints) note.character = 0;
        without += !row->has_account;
        if (prints) printed[view->cards++] = *row;
        if (prints) ids[id_count++] = id_text(visit->arena, row->pupil_id);
        view->left_out_total += !prints;
        view->in_latin_total += in_latin;
        if (!prints && row->has_account && view->left_out_count < NAMED_MAX)
            reasons[view->left_out_count++] = flaw_left_out(visit, &note);
        if (in_latin && view->in_latin_count < NAMED_MAX)
            latin[view->in_latin_count++] = flaw_left_out(visit, &note);
    }
    struct str number = str_format(visit->arena, "%zu", without);
    if (without > 0)
        reasons[view->left_out_count++] =
            visit_fill(visit, visit_say(visit, "Without a LeerID: {0}"), &number, 1);
    view->ids = ids;
    view->id_count = c->batch.value == 0 ? id_count : 0;
    view->left_out = reasons;
    view->in_latin = latin;
    view->outside = outside_list(c, printed, view->cards);
    view->classes = class_counts(visit, printed, view->cards);
    return RC_OK;
}

struct str print_choice_half_text(struct arena *arena, int halves) {
    return str_format(arena, "%s%d%s", halves < 0 ? "-" : "", abs(halves) / 2,
                      halves % 2 != 0 ? ".5" : "");
}

enum rc print_choice_remembered(struct visit *visit, struct card_choice *ret_choice) {
    enum rc rc = card_choice_get(visit->service, visit->arena, visit->staff.staff_id, ret_choice,
                                 &visit->fault);
    if (rc == RC_NONE)
        *ret_choice =
            (struct card_choice){.stock = STOCK_STICKER, .language = visit->web->language};
    return rc == RC_NONE ? RC_OK : rc;
}

struct str print_choice_begin(struct arena *arena, enum card_stock stock) {
    if (stock_of(stock)->is_cut) return S("");
    return stock == STOCK_STICKER ? S("begin")
                                  : str_format(arena, "begin-%s", stock_of(stock)->word);
}

static const char *const language_codes[LANGUAGES] = {"nl", "fr", "en", "de"};

const struct choice *print_choice_languages(struct arena *arena, enum language chosen) {
    static const char *const names[LANGUAGES] = {"Nederlands", "Français", "English", "Deutsch"};
    struct choice *choices = ARENA_ARRAY(arena, struct choice, LANGUAGES);
    for (enum language l = 0; l < LANGUAGES; l++)
        choices[l] = (struct choice){
            .value = str_of(language_codes[l]), .text = str_of(names[l]), .chosen = l == chosen};
    return choices;
}

enum language print_choice_language(struct str code, enum language otherwise) {
    for (enum language l = 0; l < LANGUAGES; l++)
        if (str_eq(code, str_of(language_codes[l]))) return l;
    return otherwise;
}

/* Stocks in the order of the page. */
static const struct {
    enum card_stock stock;
    const char *name, *hint;
} offered[STOCKS] = {
    {STOCK_STICKER, N_("Stickers 105 × 48 mm"), N_("12 per sheet")},
    {STOCK_L7163, N_("Stickers 99.1 × 38.1 mm"), N_("14 per sheet (Avery L7163)")},
    {STOCK_L7160, N_("Stickers 63.5 × 38.1 mm"), N_("21 per sheet (Avery L7160)")},
    {STOCK_A4, N_("Plain A4"), N_("10 cards, 95 × 56 mm, to cut out yourself")},
    {STOCK_BANK_CARD, N_("Bank card"), N_("10 cards, 85.6 × 54 mm, to cut out yourself")},
    {STOCK_A6, N_("A6"), N_("4 cards, 105 × 148 mm, to cut out yourself")},
};

static void fill_stocks(const struct print_choice *c, struct print_view *view,
                        const struct sheet_memory *sheets, size_t count,
                        const struct sheet_memory *chosen) {
    struct visit *visit = c->visit;
    struct stock_line *lines = ARENA_ARRAY(visit->arena, struct stock_line, STOCKS);
    for (size_t i = 0, place = 0; i < STOCKS; i++) {
        enum card_stock stock = offered[i].stock;
        struct sheet_memory known;
        (void)sheet_known(sheets, count, chosen->printer, stock, &known);
        if (stock == chosen->stock) known.next_label = chosen->next_label;
        lines[i] = (struct stock_line){.word = str_of(stock_of(stock)->word),
                                       .name = visit_say(visit, offered[i].name),
                                       .hint = visit_say(visit, offered[i].hint),
                                       .begin = print_choice_begin(visit->arena, stock),
                                       .place = stock_of(stock)->is_cut ? 0 : (int)place++,
                                       .cards = stock_of(stock)->cards,
                                       .start = stock_of(stock)->is_cut ? 1 : known.next_label,
                                       .three = stock == STOCK_L7160,
                                       .chosen = stock == c->card.stock && !view->zip};
    }
    view->stocks = lines;
    view->stock_count = STOCKS;
}

/* Lists each printer once, latest first. */
static void fill_printers(const struct visit *visit, struct print_view *view,
                          const struct sheet_memory *sheets, size_t count) {
    struct printer_line *printers = ARENA_ARRAY(visit->arena, struct printer_line, count);
    for (size_t i = 0; i < count; i++) {
        struct sheet_memory known;
        struct buf starts = buf_make(visit->arena, STOCKS * 4);
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first = first && !str_eq(sheets[k].printer, sheets[i].printer);
        for (size_t k = 0; k < STOCKS && first; k++) {
            (void)sheet_known(sheets, count, sheets[i].printer, offered[k].stock, &known);
            if (!stock_of(offered[k].stock)->is_cut) buf_format(&starts, "%d ", known.next_label);
        }
        if (first)
            printers[view->printer_count++] = (struct printer_line){
                sheets[i].printer, print_choice_half_text(visit->arena, sheets[i].offset_x),
                print_choice_half_text(visit->arena, sheets[i].offset_y),
                str_trim(buf_view(&starts))};
    }
    view->printers = printers;
}

static enum rc fill_printer(const struct print_choice *c, struct print_view *view) {
    struct visit *visit = c->visit;
    enum card_stock stock = view->zip ? STOCK_STICKER : c->card.stock;
    struct sheet_memory *sheets, sheet = {.stock = stock, .printer = S(""), .next_label = 1}, last;
    size_t count;
    TRY(sheets_get(visit->service, visit->arena, visit->staff.staff_id, &sheets, &count,
                   &visit->fault));
    if (count > 0) (void)sheet_known(sheets, count, sheets[0].printer, stock, &sheet);
    if (c->typed) sheet = c->sheet;
    bool labels = !stock_of(stock)->is_cut,
         known = labels && sheet_known(sheets, count, sheet.printer, stock, &last);
    view->last_label = known && last.next_label == sheet.next_label ? sheet.next_label - 1 : 0;
    fill_stocks(c, view, sheets, count, &sheet);
    fill_printers(visit, view, sheets, count);
    view->printer = sheet.printer;
    view->offset_x = print_choice_half_text(visit->arena, sheet.offset_x);
    view->offset_y = print_choice_half_text(visit->arena, sheet.offset_y);
    size_t cards = (size_t)stock_of(stock)->cards,
           before = labels ? (size_t)sheet.next_label - 1 : 0;
    view->sheets = (before + view->cards + cards - 1) / cards;
    return RC_OK;
}

static const struct choice *caption_choices(struct visit *visit, enum card_captions chosen) {
    static const char *const words[CAPTIONS] = {"niets", "woorden", "cijfers"};
    static const char *const texts[CAPTIONS] = {N_("Nothing"), N_("Words"), N_("Numbers")};
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, CAPTIONS);
    for (enum card_captions i = 0; i < CAPTIONS; i++)
        choices[i] = (struct choice){
            .value = str_of(words[i]), .text = visit_say(visit, texts[i]), .chosen = i == chosen};
    return choices;
}

enum rc print_choice_show(const struct print_choice *c) {
    struct visit *visit = c->visit;
    struct school_settings school;
    int64_t roster_ms;
    TRY(school_get(visit->service, visit->arena, visit->school, &school, &roster_ms,
                   &visit->fault));
    struct print_view view = {.frame = loket_frame(visit, "Printing cards", TAB_PUPILS),
                              .back = c->back,
                              .query = c->query,
                              .problem = c->problem,
                              .batch = c->batch.value == 0 ? S("")
                                                           : id_text(visit->arena, c->batch.value),
                              .languages = print_choice_languages(visit->arena, c->card.language),
                              .language_count = LANGUAGES,
                              .captions = caption_choices(visit, c->card.captions),
                              .caption_count = CAPTIONS,
                              .stacked = c->card.stacked,
                              .zip = str_eq(FORM(visit, print_form)->document, S("zip")),
                              .by_name = str_eq(FORM(visit, print_form)->order, S("naam")),
                              .sheet_per_class = FORM(visit, print_form)->sheet_per_class,
                              .once = !school.keep_sealed};
    view.zip_lost = view.zip && stored_form_lost(visit, "zipww");
    view.goes_on = visit->proved && !view.zip_lost;
    TRY(fill_print_view(c, &view));
    view.frame.here = c->back;
    if (view.cards > 0) view.frame.work_form = S("werk");
    view.frame.work_enter = S("druk");
    TRY(fill_printer(c, &view));
    struct page page = visit_page(visit);
    page_loket_print(&page, &view);
    return visit_html(visit, &page);
}

static struct print_choice choosing_from(struct visit *visit) {
    struct str list = list_query_here(visit);
    return (struct print_choice){.visit = visit,
                                 .back = str_format(visit->arena, "/leerlingen%.*s", STR_ARG(list)),
                                 .query = list,
                                 .problem = S("")};
}

enum rc print_page_of(struct visit *visit, const int64_t *ids, size_t count) {
    int64_t *sorted = ARENA_ARRAY(visit->arena, int64_t, count);
    memcpy(sorted, ids, count * sizeof *sorted);
    selection_sort(sorted, count);
    struct print_choice c = choosing_from(visit);
    c.ids = sorted;
    c.count = count;
    TRY(print_choice_remembered(visit, &c.card));
    return print_choice_show(&c);
}

/* Returns the pupils of a batch that got an account. */
static enum rc batch_pupils(struct print_choice *c) {
    struct visit *visit = c->visit;
    struct draft draft;
    TRY(bulk_get(CALL(visit), c->batch, false, &draft));
    ENSURE(draft.state == BATCH_DONE, RC_NONE);
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, draft.count);
    for (size_t i = 0; i < draft.count; i++)
        if (outcome_has_card(draft.rows[i].outcome)) ids[c->count++] = draft.rows[i].pupil_id;
    selection_sort(ids, c->count);
    c->ids = ids;
    return RC_OK;
}

enum rc print_choice_read(struct visit *visit, struct http_fields fields, struct str batch,
                          struct print_choice *ret) {
    *ret = choosing_from(visit);
    TRY(print_choice_remembered(visit, &ret->card));
    if (batch.len > 0) {
        ENSURE(id_parse(batch, &ret->batch.value) == RC_OK, RC_NONE);
        ret->back = list_query_to_batch(visit, ret->batch, "/klaar");
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
    struct print_choice c;
    TRY(print_choice_read(visit, visit->request->queries, visit_query(visit, "batch"), &c));
    return print_choice_show(&c);
}
