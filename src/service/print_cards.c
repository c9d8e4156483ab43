#include "service/print_cards.h"

#include <stdlib.h>

#include "document/zip.h"
#include "domain/account_life.h"
#include "domain/pictures.h"
#include "domain/session_life.h"
#include "service/print_names.h"
#include "store/queries.h"

enum { JUST_MADE_MS = 60 * 60 * 1000, DOCUMENT_MAX = 256 << 20 };

struct printing {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct print_wish *wish;
    bool list, with_secrets;
    int64_t *sorted_ids;
    struct sql_school_cards_row *rows; /* those asked for, in order of printing */
    size_t count;
    struct str school_name;
    bool proof_needed;
    struct card *cards, *paper;          /* paper: the same with names that fonts can print */
    int64_t *card_pupils, *card_secrets; /* secrets: when they were made */
    size_t card_count;
    struct unprintable *left_out, *in_latin;
    size_t left_out_count, in_latin_count;
};

struct str secret_kind_name(enum secret_kind kind) {
    switch (kind) {
        case SECRET_PICTURE: return S("Afbeeldingswachtwoord");
        case SECRET_WORD: return S("Wachtwoord");
        case SECRET_TEMPORARY: return S("Tijdelijk wachtwoord");
        case SECRET_OWN: return S("Eigen wachtwoord");
    }
    return S("");
}

struct str day_words(struct arena *arena, day_count day) {
    static const char *const months[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};
    struct date date = day_to_date(day);
    return str_format(arena, "%d %s %d", date.day, months[date.month - 1], date.year);
}

struct str personal_page(struct arena *arena, const struct service *service, struct str username) {
    return str_format(arena, "%.*s/%.*s", STR_ARG(service->mijn_url), STR_ARG(username));
}

static int by_id(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right) {
    const struct sql_school_cards_row *a = left, *b = right;
    int order = str_cmp(a->sort_key, b->sort_key);
    return order != 0 ? order
                      : (a->roll_number > b->roll_number) - (a->roll_number < b->roll_number);
}

static int by_class(const void *left, const void *right) {
    const struct sql_school_cards_row *a = left, *b = right;
    int order = str_cmp(a->class_code, b->class_code);
    if (order == 0 && a->class_code.len == 0)
        order = str_cmp(a->group_name, b->group_name); /* a class may mix groups */
    return order != 0 ? order : by_name(a, b);
}

static bool is_chosen(const struct printing *p, const struct sql_school_cards_row *row) {
    if (!actor_over_pupil(p->actor, p->with_secrets ? RIGHT_PRINT : RIGHT_SEE_PUPILS, p->school,
                          row->class_code))
        return false;
    if (p->wish->batch_id != 0) return row->batch_id == p->wish->batch_id;
    return bsearch(&row->pupil_id, p->sorted_ids, p->wish->pupil_count, sizeof row->pupil_id,
                   by_id) != NULL;
}

/* Did this very person give this pupil the secret of now? The history tells: the newest that could
 * have brought another one is theirs. */
static enum rc made_by_actor(struct tx *tx, const struct printing *p, int64_t pupil_id,
                             bool *ret_made) {
    enum { LOOK_BACK = 10 };
    struct sql_history_page_row *rows;
    size_t count, at = 0;
    TRY(sql_history_page(tx, p->arena, pupil_id, INT32_MAX, LOOK_BACK, &rows, &count));
    while (at < count && (rows[at].event == HISTORY_USERNAME || rows[at].event == HISTORY_TYPE))
        at++;
    *ret_made = at < count &&
                (rows[at].event == HISTORY_CREATED || rows[at].event == HISTORY_SECRET_RENEWED) &&
                rows[at].actor_kind == ACTOR_STAFF && p->actor->kind == ACTOR_STAFF &&
                rows[at].actor_id == p->actor->id &&
                lately(rows[at].at_ms, JUST_MADE_MS, service_now(p->service));
    return RC_OK;
}

/* What one has just made oneself, a batch or the secret of one pupil, is printed without giving the
 * password again. */
static enum rc needs_proof(struct tx *tx, struct printing *p) {
    p->proof_needed = p->with_secrets;
    bool made = false, one = p->wish->batch_id == 0 && p->wish->pupil_count == 1;
    if (p->with_secrets && one && !p->list) TRY(made_by_actor(tx, p, p->wish->pupil_ids[0], &made));
    if (made) p->proof_needed = false;
    if (p->wish->batch_id == 0 || !p->with_secrets) return RC_OK;
    struct sql_batch_get_row batch;
    TRY(sql_batch_get(tx, p->arena, p->school.value, p->wish->batch_id, &batch));
    bool fresh =
        batch.saved_ms != SQL_NULL && lately(batch.saved_ms, JUST_MADE_MS, service_now(p->service));
    p->proof_needed = !(fresh && batch.staff_id == p->actor->id);
    return RC_OK;
}

static enum rc read_rows(struct tx *tx, void *context) {
    struct printing *p = context;
    struct sql_school_get_row school;
    TRY(sql_school_get(tx, p->arena, p->school.value, &school));
    p->school_name = school.name;
    TRY(needs_proof(tx, p));
    struct sql_school_cards_row *rows;
    size_t count;
    TRY(sql_school_cards(tx, p->arena, p->school.value, service_today(p->service), &rows, &count));
    p->count = 0;
    for (size_t i = 0; i < count; i++)
        if (is_chosen(p, &rows[i])) rows[p->count++] = rows[i];
    p->rows = rows;
    return RC_OK;
}

static void note_pupil(const struct printing *p, const struct sql_school_cards_row *row,
                       uint32_t character, struct unprintable *list, size_t *count) {
    struct str name =
        str_format(p->arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
    list[(*count)++] =
        (struct unprintable){row->roll_number, name, character, row->inactive_ms != SQL_NULL};
}

static enum card_secret card_kind(enum secret_kind kind) {
    if (kind == SECRET_PICTURE) return CARD_PICTURES;
    return kind == SECRET_WORD ? CARD_WORD : CARD_TEMPORARY;
}

/* A temporary secret often ends before the enrolment does. */
static day_count last_valid_day(const struct sql_school_cards_row *row) {
    day_count enrolled = (day_count)row->last_day;
    if (row->secret_ends_ms == SQL_NULL) return enrolled;
    day_count secret = day_of_ms(row->secret_ends_ms);
    return secret < enrolled ? secret : enrolled;
}

static enum rc make_card(struct printing *p, const struct sql_school_cards_row *row,
                         struct card *ret_card) {
    bool advanced = row->type == ACCOUNT_ADVANCED;
    *ret_card =
        (struct card){.first_name = row->first_name,
                      .last_name = row->last_name,
                      .group_name = row->group_name,
                      .class_code = row->class_code,
                      .username = row->username,
                      .address = personal_page(p->arena, p->service, row->username),
                      .kind = card_kind((enum secret_kind)row->secret_kind),
                      .secret = S(""),
                      .school_number = p->school.value,
                      .roll_number = row->roll_number,
                      .advanced = advanced,
                      .kind_text = secret_kind_name((enum secret_kind)row->secret_kind),
                      .valid_until = last_valid_day(row),
                      .status_text = row->inactive_ms == SQL_NULL ? S("Actief") : S("Inactief")};
    if (!p->with_secrets) return RC_OK;
    TRY(secret_unseal(p->arena, p->service, SEAL_SECRET, row->pupil_id, row->sealed,
                      &ret_card->secret));
    if (row->secret_kind == SECRET_PICTURE)
        TRY(secret_pictures(ret_card->secret, ret_card->pictures, &ret_card->picture_count));
    return RC_OK;
}

static uint32_t missing_sign(const struct printing *p, const struct sql_school_cards_row *row) {
    struct str all =
        str_format(p->arena, "%.*s %.*s %.*s %.*s", STR_ARG(row->first_name),
                   STR_ARG(row->last_name), STR_ARG(row->group_name), STR_ARG(row->class_code));
    return fonts_missing(p->service->fonts, all);
}

/* The card as paper can show it: names with a character that no font has are written in Latin
 * letters. */
static struct card paper_card(struct printing *p, const struct sql_school_cards_row *row,
                              struct card card) {
    uint32_t missing = missing_sign(p, row);
    if (missing == 0) return card;
    note_pupil(p, row, missing, p->in_latin, &p->in_latin_count);
    struct str *const texts[] = {&card.first_name, &card.last_name, &card.group_name,
                                 &card.class_code};
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = print_latin(p->arena, p->service, *texts[i]);
    if (card.first_name.len == 0 && card.last_name.len == 0) card.last_name = card.username;
    return card;
}

static enum rc make_cards(struct printing *p) {
    bool paper = p->wish->document != PRINT_WORKBOOK;
    p->cards = ARENA_ARRAY(p->arena, struct card, p->count);
    p->paper = ARENA_ARRAY(p->arena, struct card, p->count);
    p->card_pupils = ARENA_ARRAY(p->arena, int64_t, p->count);
    p->card_secrets = ARENA_ARRAY(p->arena, int64_t, p->count);
    p->left_out = ARENA_ARRAY(p->arena, struct unprintable, p->count);
    p->in_latin = ARENA_ARRAY(p->arena, struct unprintable, p->count);
    for (size_t i = 0; i < p->count; i++) {
        const struct sql_school_cards_row *row = &p->rows[i];
        bool kept = row->sealed.ptr != NULL, with_secrets = p->with_secrets;
        if (!p->list && (!kept || row->inactive_ms != SQL_NULL)) {
            note_pupil(p, row, 0, p->left_out, &p->left_out_count);
            continue;
        }
        struct card *card = &p->cards[p->card_count];
        p->with_secrets = with_secrets && kept;
        enum rc rc = make_card(p, row, card);
        p->with_secrets = with_secrets;
        TRY(rc);
        p->card_secrets[p->card_count] = row->secret_ms;
        p->card_pupils[p->card_count] = row->pupil_id;
        if (paper) p->paper[p->card_count] = paper_card(p, row, *card);
        p->card_count++;
        ENSURE(!arena_is_over(p->arena), RC_TOO_LARGE);
    }
    return p->card_count > 0 ? RC_OK : RC_NONE;
}

static enum rc write_printed(struct tx *tx, void *context) {
    const struct printing *p = context;
    int64_t now = service_now(p->service);
    enum history_event event = p->list ? VISIT_LIST_WITH_SECRETS : VISIT_PRINTED;
    struct sql_school_get_row school;
    TRY(sql_school_get(tx, p->arena, p->school.value, &school));
    struct history_entry *notes = ARENA_ARRAY(p->arena, struct history_entry, p->card_count);
    for (size_t i = 0; i < p->card_count; i++)
        notes[i] =
            note_entry(p->service, p->actor, p->card_pupils[i], event, p->school.value, S(""));
    TRY(visit_add_many(tx, p->arena, notes, p->card_count));
    for (size_t i = 0; i < p->card_count; i++) {
        TRY(sql_account_printed(tx, p->card_pupils[i], p->card_secrets[i], now, NULL));
        if (school.keep_sealed == 0)
            TRY(sql_account_end_sealed(tx, p->card_pupils[i], p->card_secrets[i],
                                       now + SEALED_PRINTED_MS, NULL));
    }
    return RC_OK;
}

/* Cards of one kind, in the order they stand. */
static size_t of_kind(const struct printing *p, enum card_secret kind, struct card *ret_cards) {
    size_t count = 0;
    for (size_t i = 0; i < p->card_count; i++)
        if (p->paper[i].kind == kind) ret_cards[count++] = p->paper[i];
    return count;
}

/* "LeerID kaarten 4A, BRUSSEL-STAD - TEST School 2" */
static struct str document_title(const struct printing *p, const char *what) {
    struct str place = print_places(p->arena, p->cards, p->card_count, " tot ");
    return str_format(p->arena, "LeerID %s %.*s, %.*s", what, STR_ARG(place),
                      STR_ARG(p->school_name));
}

static enum rc pdf_of(struct printing *p, enum card_stock stock, int start_label,
                      const struct card *cards, size_t count, struct str *ret_bytes) {
    struct sheet_options options = p->wish->sheet;
    options.stock = stock;
    options.start_label = start_label;
    options.school = p->school_name;
    options.made_ms = service_now(p->service);
    struct str title = document_title(p, stock == STOCK_A4 ? "kaarten" : "stickers");
    struct buf out = buf_make(p->arena, DOCUMENT_MAX);
    TRY(cards_pdf(p->arena, p->service->fonts, &options, title, cards, count, &out));
    *ret_bytes = buf_view(&out);
    return RC_OK;
}

static int first_label(const struct printing *p) {
    return p->wish->sheet.start_label == 0 ? 1 : p->wish->sheet.start_label;
}

static enum rc workbook_of(struct printing *p, struct str *ret_bytes) {
    struct buf out = buf_make(p->arena, DOCUMENT_MAX);
    TRY(cards_workbook(p->arena, p->cards, p->card_count, service_now(p->service), &out));
    *ret_bytes = buf_view(&out);
    return RC_OK;
}

static const struct {
    const char *content_type, *file_name; /* its end */
} kinds[] = {
    [PRINT_ZIP] = {"application/zip", "kaarten.zip"},
    [PRINT_A4] = {"application/pdf", "kaarten-A4.pdf"},
    [PRINT_STICKERS] = {"application/pdf", "stickers.pdf"},
    [PRINT_WORKBOOK] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "accounts.xlsx"},
};

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
    int label = first_label(p), files = 0;
    struct zip_entry entries[2 + CARD_SECRETS] = {
        {.name = entry_name(p, kinds[PRINT_A4].file_name)}};
    size_t count = 0;
    if (p->card_count > 0)
        TRY(pdf_of(p, STOCK_A4, 1, p->paper, p->card_count, &entries[count++].bytes));
    struct card *some = ARENA_ARRAY(p->arena, struct card, p->card_count);
    for (enum card_secret kind = 0; kind < CARD_SECRETS; kind++) {
        size_t some_count = of_kind(p, kind, some);
        if (some_count == 0) continue;
        struct str tail = str_format(p->arena, "stickers-%d-%s.pdf", ++files, sticker_names[kind]);
        entries[count].name = entry_name(p, str_c(p->arena, tail));
        TRY(pdf_of(p, STOCK_STICKER, label, some, some_count, &entries[count++].bytes));
        label = 1; /* the sheet that was begun is in the printer for the first file; the others take
                      new ones */
    }
    if (p->wish->workbook) {
        entries[count].name = entry_name(p, kinds[PRINT_WORKBOOK].file_name);
        TRY(workbook_of(p, &entries[count++].bytes)); /* compressed inside */
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
        case PRINT_A4: return pdf_of(p, STOCK_A4, 1, p->paper, p->card_count, ret_bytes);
        case PRINT_STICKERS:
            return pdf_of(p, STOCK_STICKER, first_label(p), p->paper, p->card_count, ret_bytes);
        case PRINT_WORKBOOK: return workbook_of(p, ret_bytes);
    }
    return RC_BUG;
}

static enum rc gather(struct printing *p, struct fault *fault) {
    p->sorted_ids = ARENA_ARRAY(p->arena, int64_t, p->wish->pupil_count);
    if (p->wish->pupil_count > 0)
        memcpy(p->sorted_ids, p->wish->pupil_ids, p->wish->pupil_count * sizeof *p->sorted_ids);
    qsort(p->sorted_ids, p->wish->pupil_count, sizeof *p->sorted_ids, by_id);
    TRY(store_read(p->service->db, p->arena, read_rows, p, fault));
    if (p->proof_needed) TRY(actor_proved(p->service, p->actor));
    if (p->count > 0)
        qsort(p->rows, p->count, sizeof *p->rows,
              p->wish->order == PRINT_BY_CLASS ? by_class : by_name);
    return make_cards(p);
}

enum rc print_cards(struct service *service, struct arena *arena, const struct actor *actor,
                    struct school_id school, const struct print_wish *wish,
                    struct print_result *ret_result, struct fault *fault) {
    struct printing p = {.service = service,
                         .arena = arena,
                         .actor = actor,
                         .school = school,
                         .wish = wish,
                         .with_secrets = true};
    enum rc rc = gather(&p, fault);
    *ret_result = (struct print_result){.content_type = str_of(kinds[wish->document].content_type),
                                        .file_name = S(""),
                                        .cards = p.card_count,
                                        .left_out = p.left_out,
                                        .left_out_count = p.left_out_count,
                                        .in_latin = p.in_latin,
                                        .in_latin_count = p.in_latin_count};
    TRY(rc);
    ret_result->file_name = file_name(&p, kinds[wish->document].file_name);
    TRY(render(&p, &ret_result->bytes));
    struct sheet_options sheet = wish->sheet;
    sheet.stock = wish->document == PRINT_A4 ? STOCK_A4 : STOCK_STICKER;
    ret_result->sheets = cards_sheets(&sheet, p.paper, p.card_count, &ret_result->next_label);
    return store_write(service->db, arena, HISTORY_NONE, write_printed, &p, fault);
}

enum rc print_class_list(struct service *service, struct arena *arena, const struct actor *actor,
                         struct school_id school, const int64_t *pupil_ids, size_t pupil_count,
                         bool with_secrets, struct print_result *ret_result, struct fault *fault) {
    const struct print_wish wish = {.document = PRINT_A4,
                                    .order = PRINT_BY_CLASS,
                                    .pupil_ids = pupil_ids,
                                    .pupil_count = pupil_count};
    struct printing p = {.service = service,
                         .arena = arena,
                         .actor = actor,
                         .school = school,
                         .wish = &wish,
                         .list = true,
                         .with_secrets = with_secrets};
    TRY(gather(&p, fault));
    struct buf out = buf_make(arena, DOCUMENT_MAX);
    struct local_time made = local_of_ms(service_now(service));
    struct str date =
        str_format(arena, "%.*s om %02d:%02d", STR_ARG(day_words(arena, service_today(service))),
                   made.hour, made.minute);
    struct str title = document_title(&p, "klaslijst");
    TRY(class_list_pdf(arena, service->fonts, title, p.school_name, date, with_secrets, p.paper,
                       p.card_count, &out));
    *ret_result = (struct print_result){
        .bytes = buf_view(&out),
        .content_type = S("application/pdf"),
        .file_name =
            file_name(&p, with_secrets ? "klaslijst-met-wachtwoorden.pdf" : "klaslijst.pdf"),
        .cards = p.card_count,
        .left_out = p.left_out,
        .left_out_count = p.left_out_count,
        .in_latin = p.in_latin,
        .in_latin_count = p.in_latin_count};
    return with_secrets ? store_write(service->db, arena, HISTORY_NONE, write_printed, &p, fault)
                        : RC_OK;
}

enum rc print_test_sheet(struct service *service, struct arena *arena,
                         const struct sheet_options *sheet, const struct test_sheet_texts *texts,
                         struct print_result *ret_result) {
    struct buf out = buf_make(arena, DOCUMENT_MAX);
    TRY(test_sheet_pdf(arena, service->fonts, sheet, texts, &out));
    *ret_result = (struct print_result){.bytes = buf_view(&out),
                                        .content_type = S("application/pdf"),
                                        .file_name = S("LeerID-testblad.pdf")};
    return RC_OK;
}

uint32_t print_missing_sign(const struct service *service, struct str text) {
    return fonts_missing(service->fonts, text);
}
