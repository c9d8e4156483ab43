#include "service/staff/preferences.h"

#include "store/queries.h"

enum { FILTER_QUERY_MAX = 500, PRINTER_MAX = 60 };

struct desk {
    struct service *service;
    struct arena *arena;
    int64_t staff_id, number;
    struct str name, text;
    const struct sheet_memory *sheet;
    struct card_choice choice;
    struct saved_filter *filters;
    struct sheet_memory *sheets;
    size_t count;
};

static enum rc read_filters(struct tx *tx, struct desk *d) {
    struct sql_saved_filters_row *rows;
    TRY(sql_saved_filters(tx, d->arena, d->staff_id, &rows, &d->count));
    d->filters = ARENA_ARRAY(d->arena, struct saved_filter, d->count);
    for (size_t i = 0; i < d->count; i++)
        d->filters[i] = (struct saved_filter){(int)rows[i].position, rows[i].name, rows[i].query};
    return RC_OK;
}
TX_FUNCTION(read_filters, struct desk)

enum rc filters_get(struct service *service, struct arena *arena, int64_t staff_id,
                    struct saved_filter **ret_filters, size_t *ret_count, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id};
    TRY(store_read(service->db, arena, read_filters, &d, fault));
    *ret_filters = d.filters;
    *ret_count = d.count;
    return RC_OK;
}

static bool position_used(const struct desk *d, int position) {
    for (size_t i = 0; i < d->count; i++)
        if (d->filters[i].position == position) return true;
    return false;
}

static enum rc write_filter(struct tx *tx, struct desk *d) {
    TRY(read_filters(tx, d));
    int position = 1;
    for (size_t i = 0; i < d->count; i++)
        if (str_eq(d->filters[i].name, d->name))
            return sql_saved_filter_put(tx, d->staff_id, d->filters[i].position, d->name, d->text,
                                        NULL);
    while (position_used(d, position)) position++;
    ENSURE(position <= SAVED_FILTERS_MAX, RC_LIMIT);
    return sql_saved_filter_put(tx, d->staff_id, position, d->name, d->text, NULL);
}
TX_FUNCTION(write_filter, struct desk)

enum rc filter_save(struct service *service, struct arena *arena, int64_t staff_id, struct str name,
                    struct str query, struct fault *fault) {
    struct str trimmed = str_trim(name);
    ENSURE(trimmed.len > 0 && text_length(trimmed) <= FILTER_NAME_MAX &&
               query.len <= FILTER_QUERY_MAX,
           RC_INVALID);
    struct desk d = {
        .service = service, .arena = arena, .staff_id = staff_id, .name = trimmed, .text = query};
    return store_write(service->db, arena, HISTORY_NONE, write_filter, &d, fault);
}

static enum rc drop_filter(struct tx *tx, const struct desk *d) {
    return sql_saved_filter_drop(tx, d->staff_id, d->number, NULL);
}
TX_FUNCTION(drop_filter, const struct desk)

enum rc filter_drop(struct service *service, struct arena *arena, int64_t staff_id, int position,
                    struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id, .number = position};
    return store_write(service->db, arena, HISTORY_NONE, drop_filter, &d, fault);
}

static enum rc read_sheets(struct tx *tx, struct desk *d) {
    struct sql_sheets_row *rows;
    size_t count;
    TRY(sql_sheets(tx, d->arena, d->staff_id, &rows, &count));
    d->sheets = ARENA_ARRAY(d->arena, struct sheet_memory, count);
    d->count = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].stock >= 0 && rows[i].stock < STOCKS)
            d->sheets[d->count++] = (struct sheet_memory){
                (enum card_stock)rows[i].stock, rows[i].printer, (int)rows[i].next_label,
                (int)rows[i].offset_x, (int)rows[i].offset_y};
    return RC_OK;
}
TX_FUNCTION(read_sheets, struct desk)

enum rc sheets_get(struct service *service, struct arena *arena, int64_t staff_id,
                   struct sheet_memory **ret_sheets, size_t *ret_count, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id};
    TRY(store_read(service->db, arena, read_sheets, &d, fault));
    *ret_sheets = d.sheets;
    *ret_count = d.count;
    return RC_OK;
}

static enum rc write_sheet(struct tx *tx, const struct desk *d) {
    return sql_sheet_put(tx, d->staff_id, d->sheet->stock,
                         text_first(d->sheet->printer, PRINTER_MAX), d->sheet->next_label,
                         d->sheet->offset_x, d->sheet->offset_y, service_now(d->service), NULL);
}
TX_FUNCTION(write_sheet, const struct desk)

enum rc sheet_keep(struct service *service, struct arena *arena, int64_t staff_id,
                   const struct sheet_memory *sheet, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id, .sheet = sheet};
    return store_write(service->db, arena, HISTORY_NONE, write_sheet, &d, fault);
}

bool sheet_known(const struct sheet_memory *sheets, size_t count, struct str printer,
                 enum card_stock stock, struct sheet_memory *ret_sheet) {
    struct sheet_memory found = {.stock = stock, .printer = printer, .next_label = 1};
    bool known = false, same_stock = false;
    for (size_t i = 0; i < count; i++) {
        if (!str_eq(sheets[i].printer, printer)) continue;
        if (!known) found.offset_x = sheets[i].offset_x, found.offset_y = sheets[i].offset_y;
        known = true;
        if (sheets[i].stock == stock && !same_stock) found.next_label = sheets[i].next_label;
        same_stock = same_stock || sheets[i].stock == stock;
    }
    *ret_sheet = found;
    return known;
}

static enum rc read_choice(struct tx *tx, struct desk *d) {
    struct sql_print_choice_get_row row;
    TRY(sql_print_choice_get(tx, d->arena, d->staff_id, &row));
    ENSURE(row.stock >= 0 && row.stock < STOCKS && row.captions >= 0 && row.captions < CAPTIONS &&
               row.language >= 0 && row.language < LANGUAGES,
           RC_NONE);
    d->choice = (struct card_choice){(enum card_stock)row.stock, (enum card_captions)row.captions,
                                     (enum language)row.language, row.stacked != 0};
    return RC_OK;
}
TX_FUNCTION(read_choice, struct desk)

enum rc card_choice_get(struct service *service, struct arena *arena, int64_t staff_id,
                        struct card_choice *ret_choice, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id};
    TRY(store_read(service->db, arena, read_choice, &d, fault));
    *ret_choice = d.choice;
    return RC_OK;
}

static enum rc write_choice(struct tx *tx, const struct desk *d) {
    return sql_print_choice_put(tx, d->staff_id, d->choice.stock, d->choice.captions,
                                d->choice.language, d->choice.stacked, NULL);
}
TX_FUNCTION(write_choice, const struct desk)

enum rc card_choice_keep(struct service *service, struct arena *arena, int64_t staff_id,
                         const struct card_choice *choice, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id, .choice = *choice};
    return store_write(service->db, arena, HISTORY_NONE, write_choice, &d, fault);
}

static enum rc write_form(struct tx *tx, const struct desk *d) {
    struct str sealed;
    TRY(secret_seal(d->arena, d->service, SEAL_KEPT_FORM, d->staff_id, d->text, &sealed));
    return sql_form_draft_put(tx, d->staff_id, d->name, sealed, service_now(d->service), NULL);
}
TX_FUNCTION(write_form, const struct desk)

enum rc preferences_form_keep(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str body, struct fault *fault) {
    struct desk d = {
        .service = service, .arena = arena, .staff_id = staff_id, .name = form, .text = body};
    return store_write(service->db, arena, HISTORY_NONE, write_form, &d, fault);
}

static enum rc take_form(struct tx *tx, struct desk *d) {
    struct sql_form_draft_get_row row;
    TRY(sql_form_draft_get(tx, d->arena, d->staff_id, d->name,
                           service_now(d->service) - FORM_KEPT_MS, &row));
    TRY(secret_unseal(d->arena, d->service, SEAL_KEPT_FORM, d->staff_id, row.sealed, &d->text));
    return sql_form_draft_drop(tx, d->staff_id, d->name, NULL);
}
TX_FUNCTION(take_form, struct desk)

enum rc preferences_form_take(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str *ret_body, struct fault *fault) {
    struct desk d = {.service = service, .arena = arena, .staff_id = staff_id, .name = form};
    TRY(store_write(service->db, arena, HISTORY_NONE, take_form, &d, fault));
    *ret_body = d.text;
    return RC_OK;
}
