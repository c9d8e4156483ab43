/* Two passes: the file states after the rows whether a sheet is hidden, so the first pass finds the
 * first visible sheet and the second reads it. */
#include "format/sheet_xml.h"

#include "base/buf.h"
#include "format/sheet_names.h"
#include "format/xml.h"

struct book {
    const struct table_sink *sink; /* NULL during the first pass */
    struct table_flaw *flaw;
    struct arena *row_arena;
    struct sheet_names sheets;
    size_t sheet;          /* number of the current sheet, from 1 */
    bool in_row, in_value; /* only in the sheet that is read */
    bool is_day;           /* the cell contains a date */
    bool in_visible, in_comment;
    int line, column;
    size_t count;
    struct buf text;
    struct str fields[TABLE_COLUMNS_MAX];
};

static enum rc flawed(struct book *b, enum table_flaw_code code) {
    return table_flawed(b->flaw, code, b->line, b->column);
}

static int index_of(const char *const *attributes, int otherwise) {
    int64_t index = otherwise;
    (void)!str_to_i64(str_of(xml_attribute(attributes, "Index")), otherwise, 4000000, &index);
    return (int)index;
}

static enum rc begin_cell(struct book *b, const char *const *attributes) {
    b->column = index_of(attributes, b->column + 1);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
    return b->column > TABLE_COLUMNS_MAX ? flawed(b, TABLE_TOO_WIDE) : RC_OK;
}

static enum rc end_cell(struct book *b) {
    struct str text = buf_view(&b->text);
    bool found = false;
    struct str rest = text, day = str_cut(&rest, 'T', &found); /* 2012-09-01T00:00:00.000 */
    if (b->text.overflow) return flawed(b, TABLE_FIELD_TOO_LONG);
    if (b->column < 1) return RC_OK;
    while (b->count < (size_t)b->column) b->fields[b->count++] = S("");
    b->fields[b->column - 1] = b->is_day && found ? day : text;
    b->is_day = false;
    return RC_OK;
}

static enum rc begin_row(struct book *b, const char *const *attributes) {
    b->line = index_of(attributes, b->line + 1);
    b->column = 0;
    b->count = 0;
    b->in_row = true;
    arena_reset(b->row_arena);
    return b->line > TABLE_ROWS_MAX ? flawed(b, TABLE_TOO_LONG) : RC_OK;
}

static enum rc end_row(struct book *b) {
    b->in_row = false;
    return b->count == 0 ? RC_OK : b->sink->row(b->sink->context, b->line, b->fields, b->count);
}

static enum rc begin(void *context, const char *name, const char *const *attributes, int line) {
    struct book *b = context;
    (void)line;
    struct str element = str_of(name);
    if (str_eq(element, S("Worksheet"))) {
        b->sheet++;
        if (b->sink == NULL) sheet_names_add(&b->sheets, str_of(xml_attribute(attributes, "Name")));
        b->line = 0;
    }
    b->in_visible = str_eq(element, S("Visible"));
    if (b->in_visible) b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
    if (b->sink == NULL || b->sheet != b->sheets.chosen) return RC_OK;
    if (str_eq(element, S("Row"))) return begin_row(b, attributes);
    if (str_eq(element, S("Cell")) && b->in_row) return begin_cell(b, attributes);
    if (str_eq(element, S("Comment"))) b->in_comment = true;
    if (!b->in_row || b->in_comment || !str_eq(element, S("Data"))) return RC_OK;
    b->in_value = true;
    b->is_day = str_eq(str_of(xml_attribute(attributes, "Type")), S("DateTime"));
    return RC_OK;
}

static enum rc end(void *context, const char *name) {
    struct book *b = context;
    struct str element = str_of(name);
    if (b->in_visible && b->sink == NULL && !str_eq(buf_view(&b->text), S("SheetVisible")))
        sheet_names_hide(&b->sheets);
    b->in_visible = false;
    if (b->sink == NULL || !b->in_row) return RC_OK;
    if (str_eq(element, S("Data"))) b->in_value = false;
    if (str_eq(element, S("Comment"))) b->in_comment = false;
    if (str_eq(element, S("Cell"))) return end_cell(b);
    return str_eq(element, S("Row")) ? end_row(b) : RC_OK;
}

static enum rc text(void *context, struct str piece) {
    struct book *b = context;
    if (b->in_value || b->in_visible) buf_str(&b->text, piece);
    return RC_OK;
}

enum rc sheet_xml_read(const struct byte_input *in, const struct table_sink *sink,
                       struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    struct book *b = ARENA_NEW(arena, struct book);
    const struct xml_events events = {begin, end, text, b};
    *b = (struct book){.flaw = ret_flaw, .row_arena = row_arena};
    TRY(xml_read(in, &events, ret_flaw));
    sheet_names_note(&b->sheets, sink);
    if (b->sheets.chosen == 0) b->sheets.chosen = 1;
    b->sink = sink;
    b->sheet = 0;
    b->line = 0;
    return xml_read(in, &events, ret_flaw);
}
