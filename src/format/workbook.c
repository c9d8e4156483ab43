/*
 * Reads the first visible sheet of an .xlsx workbook.
 *
 * Five passes over the file find the sheet, its part, the styles, the shared strings, and read it.
 * An explicit state machine reads each part: a table of steps says which element may occur in which
 * state. Elements that are not in the table are skipped with their content (formulas, phonetic
 * runs, extension lists). An element that the table has for another state makes the file
 * TABLE_NOT_WORKBOOK, except directly in the document element, where other vocabularies use the
 * same names (xdr:row in the anchor of a button). So no misplaced element changes the state of the
 * element around it.
 *
 * Limits against decompression bombs: 512 MiB unpacked per part, 10,000 entries, 64 levels of
 * elements, 1 MiB per tag or comment, 200 cells per row, no document type declarations.
 */
#include <strings.h>

#include "base/buf.h"
#include "format/sheet_names.h"
#include "format/sheet_values.h"
#include "format/xml.h"
#include "format/zip.h"

struct book;

static const int64_t PART_MAX = (int64_t)512 << 20, STRINGS_MAX = 96 << 20;
enum { DEPTH_MAX = 64, NAME_BYTES = 256 };

enum state {
    OUTSIDE,  /* before the document element */
    DOCUMENT, /* in the document element */
    LIST,     /* a list of rows, sheets, relationships or number formats */
    FORMATS,  /* list of cell formats */
    ENTRY,    /* an entry of a list, without relevant content */
    ROW,
    CELL,
    STRING, /* a shared or inline string: texts and rich text runs */
    RUN,
    TEXT, /* an element whose characters are collected */
    SKIPPED,
};

/*
 * In state `from`, an element with this local name leads to state `to`; begin and end, which may be
 * NULL, run at its start and end tag.
 */
struct step {
    enum state from;
    const char *element;
    enum state to;
    void (*begin)(struct book *b, const char *const *attributes);
    void (*end)(struct book *b);
};

struct part {
    bool (*matches)(const void *book, const char *name);
    const struct step *steps;
    size_t step_count;
};

struct book {
    const struct part *part;
    const struct step *open[DEPTH_MAX]; /* the open elements, outermost first */
    int depth;
    char sheet_id[NAME_BYTES],
        sheet_path[NAME_BYTES]; /* path of the first sheet; "": the workbook does not name it */
    struct arena *arena;        /* memory of the shared strings */
    struct table_flaw *flaw;
    const struct table_sink *sink;
    enum rc rc;
    struct sheet_names sheets;
    struct cell_styles styles;
    struct str *strings;
    size_t string_count, string_capacity;
    struct buf text; /* text of the current cell or string */
    bool shared;     /* the value of the cell is the index of a shared string */
    bool number;     /* the value is a number */
    bool date;       /* the style of the cell is a date */
    bool has_value;  /* the cell has a value */
    int row, column, cells;
    size_t field_count;
    struct str fields[TABLE_COLUMNS_MAX];
    struct arena *row_arena;
};

static void stop_reading(struct book *b, enum rc rc) {
    if (b->rc == RC_OK) b->rc = rc;
}

/* Keeps the first error. */
static void report_flaw(struct book *b, enum table_flaw_code code) {
    if (b->rc == RC_OK) stop_reading(b, table_flawed(b->flaw, code, b->row, b->column));
}

static enum state state_of(const struct book *b) {
    return b->depth == 0 ? OUTSIDE : b->open[b->depth - 1]->to;
}

static enum rc take_text(void *context, struct str text) {
    struct book *b = context;
    if (state_of(b) == TEXT) buf_str(&b->text, text);
    if (b->text.overflow) report_flaw(b, TABLE_FIELD_TOO_LONG);
    return b->rc;
}

/* Adds a sheet. Its part is found by "r:id", not by "sheetId". */
static void begin_sheet(struct book *b, const char *const *attributes) {
    struct str state = str_of(xml_attribute(attributes, "state"));
    sheet_names_add(&b->sheets, str_of(xml_attribute(attributes, "name")));
    if (str_eq(state, S("hidden")) || str_eq(state, S("veryHidden"))) {
        sheet_names_hide(&b->sheets);
        return;
    }
    if (b->sheets.chosen == b->sheets.count)
        snprintf(b->sheet_id, sizeof b->sheet_id, "%s", xml_attribute(attributes, "id"));
}

static void begin_properties(struct book *b, const char *const *attributes) {
    struct str value = str_of(xml_attribute(attributes, "date1904"));
    b->styles.from_1904 = str_eq(value, S("1")) || str_eq(value, S("true"));
}

static void begin_format(struct book *b, const char *const *attributes) {
    cell_styles_format(&b->styles, xml_attribute(attributes, "numFmtId"),
                       xml_attribute(attributes, "formatCode"));
}

static void begin_style(struct book *b, const char *const *attributes) {
    cell_styles_add(&b->styles, xml_attribute(attributes, "numFmtId"));
}

/* Finds the path of the sheet. A target is relative to the folder xl, or absolute with a leading
 * slash. */
static void begin_relation(struct book *b, const char *const *attributes) {
    if (strcmp(xml_attribute(attributes, "Id"), b->sheet_id) != 0) return;
    const char *target = xml_attribute(attributes, "Target");
    bool from_top = target[0] == '/';
    snprintf(b->sheet_path, sizeof b->sheet_path, "%s%s", from_top ? "" : "xl/", target + from_top);
}

/* Resets the buffer and the memory it points into. */
static void reset_texts(struct book *b) {
    arena_reset(b->row_arena);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void begin_string(struct book *b, const char *const *attributes) {
    (void)attributes;
    reset_texts(b);
}

static void end_string(struct book *b) {
    struct str text = buf_view(&b->text);
    size_t used = arena_used(b->arena) + text.len + b->string_capacity * 32;
    if (used > (size_t)STRINGS_MAX) return report_flaw(b, TABLE_TOO_LARGE);
    if (b->string_count == b->string_capacity) {
        size_t capacity = b->string_capacity == 0 ? 1024 : b->string_capacity * 2;
        struct str *grown = ARENA_ARRAY(b->arena, struct str, capacity);
        if (b->string_count > 0) memcpy(grown, b->strings, b->string_count * sizeof *grown);
        b->strings = grown;
        b->string_capacity = capacity;
    }
    b->strings[b->string_count++] = str_copy(b->arena, text);
    reset_texts(b);
}

/* Starts a row. A row without a number, or with one that is not larger, follows the previous row.
 */
static void begin_row(struct book *b, const char *const *attributes) {
    int64_t row = b->row + 1;
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], "r") == 0)
            (void)!str_to_i64(str_of(attributes[1]), b->row + 1, 2000000, &row);
    b->row = (int)row;
    b->column = b->cells = 0;
    b->field_count = 0;
    reset_texts(b);
    if (b->row > TABLE_ROWS_MAX) report_flaw(b, TABLE_TOO_LONG);
}

static void end_row(struct book *b) {
    int row = b->row;
    b->column = 0;
    if (b->field_count > 0)
        stop_reading(b, b->sink->row(b->sink->context, row, b->fields, b->field_count));
}

/* Converts "BC12" to column 55 (from 1); 0 when there is no column. */
static int column_of(const char *reference) {
    int column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column < 100000; reference++)
        column = column * 26 + (*reference - 'A' + 1);
    return column;
}

static void begin_cell(struct book *b, const char *const *attributes) {
    struct str type = str_of(xml_attribute(attributes, "t"));
    b->shared = str_eq(type, S("s"));
    b->number = type.len == 0 || str_eq(type, S("n"));
    b->date = b->number && cell_styles_is_date(&b->styles, xml_attribute(attributes, "s"));
    b->has_value = false;
    b->column++;
    if (++b->cells > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    for (; attributes[0] != NULL; attributes += 2) {
        bool reference = strcmp(attributes[0], "r") == 0 && column_of(attributes[1]) > 0;
        if (reference) b->column = column_of(attributes[1]);
    }
    if (b->column > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void begin_value(struct book *b, const char *const *attributes) {
    (void)attributes;
    if (b->has_value) return report_flaw(b, TABLE_NOT_WORKBOOK);
    b->has_value = true;
}

static void end_cell(struct book *b) {
    struct str text = buf_view(&b->text);
    if (b->shared && text.len > 0) {
        int64_t number;
        bool known = str_to_i64(text, 0, (int64_t)b->string_count - 1, &number) == RC_OK;
        if (!known) return report_flaw(b, TABLE_NOT_WORKBOOK);
        text = b->strings[number];
    }
    if (b->number) text = cell_number(b->row_arena, text);
    if (b->date) text = cell_date(b->row_arena, &b->styles, text);
    if (b->column < 1 || b->column > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    while (b->field_count < (size_t)b->column) b->fields[b->field_count++] = S("");
    b->fields[b->column - 1] = text;
}

static const struct step skipped = {.to = SKIPPED};

/* Returns the step for an element; NULL when the element is misplaced. */
static const struct step *next_step(const struct book *b, const char *element) {
    enum state state = state_of(b);
    bool elsewhere = false;
    for (size_t i = 0; i < b->part->step_count; i++) {
        const struct step *step = &b->part->steps[i];
        if (strcmp(step->element, element) != 0) continue;
        if (step->from == state) return step;
        elsewhere = true;
    }
    bool open_to_others = state == OUTSIDE || state == DOCUMENT || state == SKIPPED;
    return elsewhere && !open_to_others ? NULL : &skipped;
}

static enum rc element_begin(void *context, const char *name, const char *const *attributes,
                             int line) {
    struct book *b = context;
    (void)line;
    const struct step *step = b->depth < DEPTH_MAX ? next_step(b, name) : NULL;
    if (step == NULL) report_flaw(b, TABLE_NOT_WORKBOOK);
    ENSURE(step != NULL, b->rc);
    b->open[b->depth++] = step;
    if (step->begin != NULL) step->begin(b, attributes);
    return b->rc;
}

static enum rc element_end(void *context, const char *name) {
    (void)name;
    struct book *b = context;
    const struct step *step = b->open[--b->depth];
    if (step->end != NULL) step->end(b);
    return b->rc;
}

/* Finds the matching part and reads it. Returns RC_NONE when there is none. */
static enum rc read_part(struct str file, struct book *b, const struct part *part) {
    const struct xml_events events = {element_begin, element_end, take_text, b};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    struct zip_input input;
    struct byte_input bytes;
    b->part = part;
    b->depth = 0;
    reset_texts(b);
    enum rc rc = zip_find(&input, file, part->matches, b, PART_MAX, &bytes);
    if (rc == RC_OK) rc = xml_read(&bytes, &events, &flaw);
    if (rc == RC_INVALID && b->rc == RC_OK && flaw.code != TABLE_FINE)
        report_flaw(b, flaw.code == TABLE_TOO_LARGE ? TABLE_TOO_LARGE : TABLE_NOT_WORKBOOK);
    zip_input_close(&input);
    return rc;
}

static bool is_workbook(const void *book, const char *name) {
    (void)book;
    return strcasecmp(name, "xl/workbook.xml") == 0;
}

static bool is_relations(const void *book, const char *name) {
    (void)book;
    return strcasecmp(name, "xl/_rels/workbook.xml.rels") == 0;
}

static bool is_styles(const void *book, const char *name) {
    (void)book;
    return strcasecmp(name, "xl/styles.xml") == 0;
}

static bool is_strings(const void *book, const char *name) {
    (void)book;
    return strcasecmp(name, "xl/sharedStrings.xml") == 0;
}

/*
 * Matches the first visible sheet of the workbook; when the workbook does not name it, the default
 * name of common writers.
 */
static bool is_chosen_sheet(const void *book, const char *name) {
    const struct book *b = book;
    if (b->sheet_path[0] != 0) return strcasecmp(name, b->sheet_path) == 0;
    return strcasecmp(name, "xl/worksheets/sheet1.xml") == 0 ||
           strcasecmp(name, "xl/worksheets/sheet.xml") == 0;
}

static const struct step sheets_steps[] = {
    {OUTSIDE, "workbook", DOCUMENT, NULL, NULL},
    {DOCUMENT, "workbookPr", ENTRY, begin_properties, NULL},
    {DOCUMENT, "sheets", LIST, NULL, NULL},
    {LIST, "sheet", ENTRY, begin_sheet, NULL},
};
static const struct step relations_steps[] = {
    {OUTSIDE, "Relationships", LIST, NULL, NULL},
    {LIST, "Relationship", ENTRY, begin_relation, NULL},
};
static const struct step styles_steps[] = {
    {OUTSIDE, "styleSheet", DOCUMENT, NULL, NULL}, {DOCUMENT, "numFmts", LIST, NULL, NULL},
    {LIST, "numFmt", ENTRY, begin_format, NULL},   {DOCUMENT, "cellXfs", FORMATS, NULL, NULL},
    {FORMATS, "xf", ENTRY, begin_style, NULL},
};
static const struct step strings_steps[] = {
    {OUTSIDE, "sst", DOCUMENT, NULL, NULL}, {DOCUMENT, "si", STRING, begin_string, end_string},
    {STRING, "t", TEXT, NULL, NULL},        {STRING, "r", RUN, NULL, NULL},
    {RUN, "t", TEXT, NULL, NULL},
};
static const struct step sheet_steps[] = {
    {OUTSIDE, "worksheet", DOCUMENT, NULL, NULL},
    {DOCUMENT, "sheetData", LIST, NULL, NULL},
    {LIST, "row", ROW, begin_row, end_row},
    {ROW, "c", CELL, begin_cell, end_cell},
    {CELL, "v", TEXT, begin_value, NULL},
    {CELL, "is", STRING, NULL, NULL},
    {STRING, "t", TEXT, NULL, NULL},
    {STRING, "r", RUN, NULL, NULL},
    {RUN, "t", TEXT, NULL, NULL},
};

enum rc workbook_read(struct str file, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    static const struct part parts[] = {
        {is_workbook, sheets_steps, COUNT(sheets_steps)},
        {is_relations, relations_steps, COUNT(relations_steps)},
        {is_styles, styles_steps, COUNT(styles_steps)},
        {is_strings, strings_steps, COUNT(strings_steps)},
        {is_chosen_sheet, sheet_steps, COUNT(sheet_steps)},
    };
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)STRINGS_MAX * 2, true);
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    struct book *b = ARENA_NEW(arena, struct book);
    *b = (struct book){
        .arena = arena, .flaw = ret_flaw, .sink = sink, .rc = RC_OK, .row_arena = row_arena};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(parts) && (rc == RC_OK || rc == RC_NONE); i++)
        rc = read_part(file, b, &parts[i]);
    if (rc == RC_OK) sheet_names_note(&b->sheets, sink);
    if (rc == RC_OK && b->styles.used_1904)
        table_noted(sink, (struct table_note){TABLE_NOTE_1904, 0, 0, 1, S("")});
    bool unread = rc == RC_NONE || (rc == RC_INVALID && b->rc == RC_OK);
    return unread ? table_flawed(ret_flaw, TABLE_NOT_WORKBOOK, 0, 0) : rc;
}
