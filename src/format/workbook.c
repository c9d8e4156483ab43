/*
 * Reads the first sheet of an .xlsx workbook; libarchive unpacks, expat parses.
 *
 * Four passes over the file find the first sheet, its part, the shared strings, and read the sheet.
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
#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "format/table.h"

struct book;

static const int64_t PART_MAX = (int64_t)512 << 20, STRINGS_MAX = 96 << 20;
enum {
    CHUNK = 64 * 1024,
    ENTRIES_MAX = 10000,
    DEPTH_MAX = 64,
    TOKEN_MAX = 1 << 20,
    NAME_BYTES = 256
};

enum state {
    OUTSIDE,  /* before the document element */
    DOCUMENT, /* in the document element */
    LIST,     /* of rows, sheets or relationships */
    ENTRY,    /* of a list, without relevant content */
    ROW,
    CELL,
    STRING, /* shared or inline: texts and rich text runs */
    RUN,
    TEXT, /* its characters are collected */
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
    void (*begin)(struct book *b, const XML_Char **attributes);
    void (*end)(struct book *b);
};

struct part {
    bool (*matches)(const struct book *b, const char *name);
    const struct step *steps;
    size_t step_count;
};

struct book {
    const struct part *part;
    const struct step *open[DEPTH_MAX]; /* the open elements, outermost first */
    int depth;
    char sheet_id[NAME_BYTES],
        sheet_path[NAME_BYTES]; /* of the first sheet; "" when the workbook does not name it */
    struct arena *arena;        /* for the shared strings */
    struct table_flaw *flaw;
    const struct table_sink *sink;
    XML_Parser parser;
    enum rc rc;
    struct str *strings;
    size_t string_count, string_capacity;
    struct buf text; /* of the current cell or string */
    bool shared;     /* the value of the cell is the index of a shared string */
    bool has_value;  /* the cell has a value */
    int row, column, cells;
    size_t field_count;
    struct str fields[TABLE_COLUMNS_MAX];
    struct arena *row_arena;
};

static void stop_reading(struct book *b, enum rc rc) {
    if (b->rc != RC_OK || rc == RC_OK) return;
    b->rc = rc;
    XML_StopParser(b->parser, XML_FALSE);
}

/* Keeps the first error. */
static void report_flaw(struct book *b, enum table_flaw_code code) {
    if (b->rc == RC_OK) stop_reading(b, table_flawed(b->flaw, code, b->row, b->column));
}

static enum state state_of(const struct book *b) {
    return b->depth == 0 ? OUTSIDE : b->open[b->depth - 1]->to;
}

static void no_doctype(void *context, const XML_Char *name, const XML_Char *sysid,
                       const XML_Char *pubid, int internal) {
    (void)name, (void)sysid, (void)pubid, (void)internal;
    report_flaw(context, TABLE_NOT_WORKBOOK);
}

static void take_text(void *context, const XML_Char *text, int len) {
    struct book *b = context;
    if (b->rc != RC_OK || state_of(b) != TEXT) return;
    buf_bytes(&b->text, text, (size_t)len);
    if (b->text.overflow) report_flaw(b, TABLE_FIELD_TOO_LONG);
}

static const char *local_name(const XML_Char *name) {
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static const XML_Char *attribute(const XML_Char **attributes, const char *local) {
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(local_name(attributes[0]), local) == 0) return attributes[1];
    return "";
}

/* Reads "r:id", not "sheetId". */
static void begin_sheet(struct book *b, const XML_Char **attributes) {
    if (b->sheet_id[0] == 0)
        snprintf(b->sheet_id, sizeof b->sheet_id, "%s", attribute(attributes, "id"));
}

/* Targets are relative to the folder xl, or absolute with a leading slash. */
static void begin_relation(struct book *b, const XML_Char **attributes) {
    if (strcmp(attribute(attributes, "Id"), b->sheet_id) != 0) return;
    const XML_Char *target = attribute(attributes, "Target");
    bool from_top = target[0] == '/';
    snprintf(b->sheet_path, sizeof b->sheet_path, "%s%s", from_top ? "" : "xl/", target + from_top);
}

/* Resets the buffer and the memory it points into. */
static void reset_texts(struct book *b) {
    arena_reset(b->row_arena);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void begin_string(struct book *b, const XML_Char **attributes) {
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

/* A row without a number, or with one that is not larger, follows the previous row. */
static void begin_row(struct book *b, const XML_Char **attributes) {
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

static void begin_cell(struct book *b, const XML_Char **attributes) {
    b->shared = b->has_value = false;
    b->column++;
    if (++b->cells > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    for (; attributes[0] != NULL; attributes += 2) {
        bool reference = strcmp(attributes[0], "r") == 0 && column_of(attributes[1]) > 0;
        if (reference) b->column = column_of(attributes[1]);
        if (strcmp(attributes[0], "t") == 0) b->shared = strcmp(attributes[1], "s") == 0;
    }
    if (b->column > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void begin_value(struct book *b, const XML_Char **attributes) {
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
    if (b->column < 1 || b->column > TABLE_COLUMNS_MAX) return report_flaw(b, TABLE_TOO_WIDE);
    while (b->field_count < (size_t)b->column) b->fields[b->field_count++] = S("");
    b->fields[b->column - 1] = text;
}

static const struct step skipped = {.to = SKIPPED};

/* Returns NULL when the element is misplaced. */
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

/* After a stop in a start tag expat still reports the end of an empty element; it is ignored. */
static void element_begin(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct book *b = context;
    if (b->rc != RC_OK) return;
    const struct step *step = b->depth < DEPTH_MAX ? next_step(b, local_name(name)) : NULL;
    if (step == NULL) return report_flaw(b, TABLE_NOT_WORKBOOK);
    b->open[b->depth++] = step;
    if (step->begin != NULL) step->begin(b, attributes);
}

static void element_end(void *context, const XML_Char *name) {
    (void)name;
    struct book *b = context;
    if (b->rc != RC_OK) return;
    const struct step *step = b->open[--b->depth];
    if (step->end != NULL) step->end(b);
}

static enum rc parse_part(struct archive *archive, struct book *b) {
    char *chunk = arena_alloc(b->arena, CHUNK);
    int64_t total = 0;
    b->parser = XML_ParserCreate(NULL);
    ENSURE(b->parser != NULL, RC_IO);
    XML_SetUserData(b->parser, b);
    b->depth = 0;
    reset_texts(b);
    XML_SetElementHandler(b->parser, element_begin, element_end);
    XML_SetCharacterDataHandler(b->parser, take_text);
    XML_SetStartDoctypeDeclHandler(b->parser, no_doctype);
    for (;;) {
        la_ssize_t len = archive_read_data(archive, chunk, CHUNK);
        total += len;
        if (len < 0 || total > PART_MAX)
            report_flaw(b, len < 0 ? TABLE_NOT_WORKBOOK : TABLE_TOO_LARGE);
        if (b->rc != RC_OK) break;
        bool parsed = XML_Parse(b->parser, chunk, (int)len, len == 0) == XML_STATUS_OK;
        if (!parsed) report_flaw(b, TABLE_NOT_WORKBOOK);
        if (b->rc == RC_OK && total - XML_GetCurrentByteIndex(b->parser) > TOKEN_MAX)
            report_flaw(b, TABLE_TOO_LARGE);
        if (len == 0 || b->rc != RC_OK) break;
    }
    XML_ParserFree(b->parser);
    b->parser = NULL;
    return b->rc;
}

/* Finds the matching part and reads it. Returns RC_NONE when there is none. */
static enum rc read_part(struct str file, struct book *b, const struct part *part) {
    b->part = part;
    struct archive *archive = archive_read_new();
    archive_read_support_format_zip_seekable(archive);
    bool opened = archive_read_open_memory(archive, file.ptr, file.len) == ARCHIVE_OK;
    enum rc rc = opened ? RC_NONE : RC_INVALID;
    struct archive_entry *entry;
    for (int entries = 0; rc == RC_NONE && entries < ENTRIES_MAX; entries++) {
        int status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF) break;
        bool read = status == ARCHIVE_OK || status == ARCHIVE_WARN;
        const char *name = read ? archive_entry_pathname(entry) : NULL;
        if (name == NULL)
            rc = RC_INVALID;
        else if (part->matches(b, name))
            rc = parse_part(archive, b);
    }
    archive_read_free(archive);
    return rc;
}

static bool is_workbook(const struct book *b, const char *name) {
    (void)b;
    return strcasecmp(name, "xl/workbook.xml") == 0;
}

static bool is_relations(const struct book *b, const char *name) {
    (void)b;
    return strcasecmp(name, "xl/_rels/workbook.xml.rels") == 0;
}

static bool is_strings(const struct book *b, const char *name) {
    (void)b;
    return strcasecmp(name, "xl/sharedStrings.xml") == 0;
}

/*
 * Matches the first sheet of the workbook; when the workbook does not name it, the default name of
 * common writers.
 */
static bool is_first_sheet(const struct book *b, const char *name) {
    if (b->sheet_path[0] != 0) return strcasecmp(name, b->sheet_path) == 0;
    return strcasecmp(name, "xl/worksheets/sheet1.xml") == 0 ||
           strcasecmp(name, "xl/worksheets/sheet.xml") == 0;
}

static const struct step sheets_steps[] = {
    {OUTSIDE, "workbook", DOCUMENT, NULL, NULL},
    {DOCUMENT, "sheets", LIST, NULL, NULL},
    {LIST, "sheet", ENTRY, begin_sheet, NULL},
};
static const struct step relations_steps[] = {
    {OUTSIDE, "Relationships", LIST, NULL, NULL},
    {LIST, "Relationship", ENTRY, begin_relation, NULL},
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

/* Names of entries that files of Office have, and other ZIP files do not, stand there as they are.
 */
static bool holds(struct str file, struct str name) {
    return memmem(file.ptr, file.len, name.ptr, name.len) != NULL;
}

static enum rc read_book(struct str file, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) {
    static const struct part parts[] = {
        {is_workbook, sheets_steps, COUNT(sheets_steps)},
        {is_relations, relations_steps, COUNT(relations_steps)},
        {is_strings, strings_steps, COUNT(strings_steps)},
        {is_first_sheet, sheet_steps, COUNT(sheet_steps)},
    };
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)STRINGS_MAX * 2, true);
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    struct book *b = ARENA_NEW(arena, struct book);
    *b = (struct book){
        .arena = arena, .flaw = ret_flaw, .sink = sink, .rc = RC_OK, .row_arena = row_arena};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(parts) && (rc == RC_OK || rc == RC_NONE); i++)
        rc = read_part(file, b, &parts[i]);
    bool unread = rc == RC_NONE || (rc == RC_INVALID && b->rc == RC_OK);
    bool office = holds(file, S("[Content_Types].xml")) || holds(file, S("xl/work"));
    return unread ? table_flawed(ret_flaw, office ? TABLE_NOT_WORKBOOK : TABLE_ARCHIVE, 0, 0) : rc;
}

/* Maps the file into memory, because this needs no further system calls (docs/develop/parse.md). */
enum rc workbook_read(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    off_t size = lseek(fd, 0, SEEK_END);
    ENSURE(size > 0, table_flawed(ret_flaw, TABLE_NOT_WORKBOOK, 0, 0));
    void *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    ENSURE(bytes != MAP_FAILED, RC_IO);
    enum rc rc = read_book((struct str){bytes, (size_t)size}, sink, ret_flaw);
    munmap(bytes, (size_t)size);
    return rc;
}
