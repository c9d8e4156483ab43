/* Writes gathered cards as files: PDF, workbook, or a ZIP with these and stickers. */
#include "service/printing/print_cards.h"

#include "document/zip.h"
#include "domain/account_life.h"
#include "service/printing/print_names.h"
#include "service/printing/print_work.h"

enum { DOCUMENT_MAX = 256 << 20 };

struct str print_secret_kind(enum secret_kind kind) {
    switch (kind) {
        case SECRET_PICTURE: return S("Afbeeldingswachtwoord");
        case SECRET_WORD: return S("Wachtwoord");
        case SECRET_TEMPORARY: return S("Tijdelijk wachtwoord");
        case SECRET_OWN: return S("Eigen wachtwoord");
    }
    return S("");
}

struct str print_day(struct arena *arena, day_count day) {
    static const char *const months[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};
    struct date date = day_to_date(day);
    return str_format(arena, "%d %s %d", date.day, months[date.month - 1], date.year);
}

struct str print_personal_page(struct arena *arena, const struct service *service,
                               struct str username) {
    return str_format(arena, "%.*s/%.*s", STR_ARG(service->mijn_url), STR_ARG(username));
}

static enum rc write_printed(struct tx *tx, const struct printing *p) {
    int64_t now = service_now(p->service);
    enum history_event event = p->list ? VISIT_LIST_WITH_SECRETS : VISIT_PRINTED;
    struct sql_school_get_row school;
    TRY(sql_school_get(tx, p->arena, p->school.value, &school));
    struct history_entry *notes = ARENA_ARRAY(p->arena, struct history_entry, p->card_count);
    for (size_t i = 0; i < p->card_count; i++)
        notes[i] =
            note_entry(p->service, p->actor, p->card_pupils[i], event, p->school.value, S(""));
    TRY(db_visit_add_many(tx, p->arena, notes, p->card_count));
    for (size_t i = 0; i < p->card_count; i++) {
        TRY(sql_account_printed(tx, p->card_pupils[i], p->card_secrets[i], now, NULL));
        if (school.keep_sealed == 0)
            TRY(sql_account_end_sealed(tx, p->card_pupils[i], p->card_secrets[i],
                                       now + SEALED_PRINTED_MS, NULL));
    }
    return RC_OK;
}
TX_FUNCTION(write_printed, const struct printing)

/* Copies the cards of one kind, keeping their order. */
static size_t of_kind(const struct printing *p, enum card_secret kind, struct card *ret_cards) {
    size_t count = 0;
    for (size_t i = 0; i < p->card_count; i++)
        if (p->paper[i].kind == kind) ret_cards[count++] = p->paper[i];
    return count;
}

/* Returns the document title, e.g. "LeerID kaarten 4A, BRUSSEL-STAD - TEST School 2". */
static struct str document_title(const struct printing *p, const struct card_texts *texts,
                                 struct str title) {
    const struct str parts[] = {print_places(p->arena, p->cards, p->card_count, texts->range),
                                p->school_name};
    return str_fill(p->arena, title, parts, COUNT(parts));
}

static enum rc pdf_of(struct printing *p, enum card_stock stock, int start_label,
                      const struct card *cards, size_t count, struct str *ret_bytes) {
    struct sheet_options options = p->wish->sheet;
    const struct card_texts *texts = options.texts;
    options.stock = stock;
    options.start_label = start_label;
    options.school = p->school_name;
    options.made_ms = service_now(p->service);
    struct str title = document_title(
        p, texts, stock_of(stock)->is_cut ? texts->title_cards : texts->title_labels);
    struct buf out = buf_make(p->arena, DOCUMENT_MAX);
    TRY(card_pdf(p->arena, p->service->fonts, &options, title, cards, count, &out));
    *ret_bytes = buf_view(&out);
    return RC_OK;
}

static int first_label(const struct printing *p) {
    return p->wish->sheet.start_label == 0 ? 1 : p->wish->sheet.start_label;
}

static enum rc workbook_of(struct printing *p, struct str *ret_bytes) {
    struct buf out = buf_make(p->arena, DOCUMENT_MAX);
    TRY(card_workbook(p->arena, p->cards, p->card_count, service_now(p->service), &out));
    *ret_bytes = buf_view(&out);
    return RC_OK;
}

static const struct {
    const char *content_type, *file_name; /* end of the name; PRINT_CARDS: see stock_names */
} kinds[] = {
    [PRINT_ZIP] = {"application/zip", "kaarten.zip"},
    [PRINT_CARDS] = {"application/pdf", ""},
    [PRINT_WORKBOOK] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "accounts.xlsx"},
};
/* End of the file name for each stock, without the extension. */
static const char *const stock_names[STOCKS] = {[STOCK_A4] = "kaarten-A4",
                                                [STOCK_STICKER] = "stickers",
                                                [STOCK_L7160] = "stickers-L7160",
                                                [STOCK_L7163] = "stickers-L7163",
                                                [STOCK_BANK_CARD] = "kaarten-bankkaart",
                                                [STOCK_A6] = "kaarten-A6"};

static const char *end_of(const struct printing *p, enum card_stock stock) {
    return str_c(p->arena, str_format(p->arena, "%s.pdf", stock_names[stock]));
}

static struct str file_name(const struct printing *p, const char *tail) {
    return print_file_name(p->arena, p->service, p->school, p->cards, p->card_count, tail);
}

static const char *entry_name(const struct printing *p, const char *tail) {
    return str_c(p->arena, file_name(p, tail));
}

static enum rc zip_of(struct printing *p, struct str *ret_bytes) {
    static const char *const sticker_names[CARD_SECRETS] = {
        [CARD_PICTURES] = "afbeeldingswachtwoord",
        [CARD_WORD] = "wachtwoord",
        [CARD_TEMPORARY] = "tijdelijk-wachtwoord"};
    enum card_stock wished = p->wish->sheet.stock;
    bool is_cut = stock_of(wished)->is_cut;
    enum card_stock cut = is_cut ? wished : STOCK_A4, labels = is_cut ? STOCK_STICKER : wished;
    int label = first_label(p), files = 0;
    struct zip_entry entries[2 + CARD_SECRETS] = {{.name = entry_name(p, end_of(p, cut))}};
    size_t count = 0;
    if (p->card_count > 0) TRY(pdf_of(p, cut, 1, p->paper, p->card_count, &entries[count++].bytes));
    struct card *some = ARENA_ARRAY(p->arena, struct card, p->card_count);
    for (enum card_secret kind = 0; kind < CARD_SECRETS; kind++) {
        size_t some_count = of_kind(p, kind, some);
        if (some_count == 0) continue;
        struct str tail =
            str_format(p->arena, "%s-%d-%s.pdf", stock_names[labels], ++files, sticker_names[kind]);
        entries[count].name = entry_name(p, str_c(p->arena, tail));
        TRY(pdf_of(p, labels, label, some, some_count, &entries[count++].bytes));
        label = 1; /* the partly used sheet is in the printer for the first file; the others use new
                      sheets */
    }
    if (p->wish->workbook) {
        entries[count].name = entry_name(p, kinds[PRINT_WORKBOOK].file_name);
        TRY(workbook_of(p, &entries[count++].bytes)); /* already compressed */
    }
    struct buf out = buf_make(p->arena, DOCUMENT_MAX);
    const struct zip_options options = {p->wish->passphrase, service_now(p->service)};
    TRY(zip_write(p->arena, entries, count, &options, &out));
    *ret_bytes = buf_view(&out);
    return RC_OK;
}

static enum rc render(struct printing *p, struct str *ret_bytes) {
    switch (p->wish->document) {
        case PRINT_ZIP: return zip_of(p, ret_bytes);
        case PRINT_CARDS:
            return pdf_of(p, p->wish->sheet.stock, first_label(p), p->paper, p->card_count,
                          ret_bytes);
        case PRINT_WORKBOOK: return workbook_of(p, ret_bytes);
    }
    return RC_BUG;
}

enum rc print_cards(struct call *call, const struct print_wish *wish,
                    struct print_result *ret_result) {
    struct printing p = {.call = call,
                         .service = call->service,
                         .arena = call->arena,
                         .actor = call->actor,
                         .school = call->school,
                         .wish = wish,
                         .with_secrets = true};
    enum rc rc = print_gather(&p, call->fault);
    *ret_result = (struct print_result){.content_type = str_of(kinds[wish->document].content_type),
                                        .file_name = S(""),
                                        .cards = p.card_count,
                                        .left_out = p.left_out,
                                        .left_out_count = p.left_out_count,
                                        .in_latin = p.in_latin,
                                        .in_latin_count = p.in_latin_count};
    TRY(rc);
    bool one_stock = wish->document == PRINT_CARDS;
    ret_result->file_name =
        file_name(&p, one_stock ? end_of(&p, wish->sheet.stock) : kinds[wish->document].file_name);
    TRY(render(&p, &ret_result->bytes));
    struct sheet_options sheet = wish->sheet;
    sheet.start_label = first_label(&p);
    ret_result->sheets = card_sheets(&sheet, p.paper, p.card_count, &ret_result->next_label);
    return store_write(call->service->db, call->arena, HISTORY_NONE, write_printed, &p,
                       call->fault);
}

enum rc print_class_list(struct call *call, const struct list_wish *wish,
                         struct print_result *ret_result) {
    const struct print_wish cards = {.document = PRINT_CARDS,
                                     .order = PRINT_BY_CLASS,
                                     .pupil_ids = wish->pupil_ids,
                                     .pupil_count = wish->pupil_count};
    struct printing p = {.call = call,
                         .service = call->service,
                         .arena = call->arena,
                         .actor = call->actor,
                         .school = call->school,
                         .wish = &cards,
                         .list = true,
                         .with_secrets = wish->with_secrets};
    TRY(print_gather(&p, call->fault));
    struct buf out = buf_make(call->arena, DOCUMENT_MAX);
    const struct list_options options = {
        .texts = wish->texts,
        .title = document_title(&p, wish->texts, wish->texts->title_list),
        .school = p.school_name,
        .made = wish->made,
        .with_secrets = wish->with_secrets};
    TRY(card_class_list_pdf(call->arena, call->service->fonts, &options, p.paper, p.card_count,
                            &out));
    const char *end = wish->with_secrets ? "klaslijst-met-wachtwoorden.pdf" : "klaslijst.pdf";
    *ret_result = (struct print_result){.bytes = buf_view(&out),
                                        .content_type = S("application/pdf"),
                                        .file_name = file_name(&p, end),
                                        .cards = p.card_count,
                                        .left_out = p.left_out,
                                        .left_out_count = p.left_out_count,
                                        .in_latin = p.in_latin,
                                        .in_latin_count = p.in_latin_count};
    return wish->with_secrets ? store_write(call->service->db, call->arena, HISTORY_NONE,
                                            write_printed, &p, call->fault)
                              : RC_OK;
}

enum rc print_test_sheet(struct service *service, struct arena *arena,
                         const struct sheet_options *sheet, const struct test_sheet_texts *texts,
                         struct print_result *ret_result) {
    struct buf out = buf_make(arena, DOCUMENT_MAX);
    TRY(card_test_sheet_pdf(arena, service->fonts, sheet, texts, &out));
    *ret_result = (struct print_result){.bytes = buf_view(&out),
                                        .content_type = S("application/pdf"),
                                        .file_name = S("LeerID-testblad.pdf")};
    return RC_OK;
}

uint32_t print_missing_sign(const struct service *service, struct str text) {
    return fonts_missing(service->fonts, text);
}
