/* The first sheet of an .xlsx workbook: libarchive unpacks, expat reads. Four passes over the file: which sheet stands first, in which
 * part it is, shared strings, then the sheet. Limits against bombs: 512 MiB unpacked a part, 10,000 entries looked at, 64 elements
 * deep, 1 MiB a tag or comment, 200 cells a row, no document type declarations. */
#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <unistd.h>

#include "base/buf.h"
#include "format/table.h"

struct book;

static const int64_t PART_MAX = (int64_t)512 << 20, STRINGS_MAX = 96 << 20;
enum { CHUNK = 64 * 1024, ENTRIES_MAX = 10000, DEPTH_MAX = 64, TOKEN_MAX = 1 << 20, NAME_ROOM = 256 };

/* Handlers of one part: they are not called any more once a flaw was found. */
struct part {
    bool (*fits)(const struct book *b, const char *name);
    void (*begin)(struct book *b, const XML_Char *name, const XML_Char **attributes);
    void (*end)(struct book *b, const XML_Char *name);
};

struct book {
    const struct part *part;
    int depth;
    char sheet_id[NAME_ROOM], sheet_path[NAME_ROOM]; /* of the first sheet; "" when the workbook does not say */
    struct arena *arena; /* of the shared strings */
    struct table_flaw *flaw;
    const struct table_sink *sink;
    XML_Parser parser;
    enum rc rc;
    struct str *strings;
    size_t string_count, string_room;
    struct buf text; /* of the cell or string being read */
    bool in_text, in_phonetic;
    char cell_type; /* 's' shared, 'i' inline, 'n' number and the rest */
    int row, column, cells;
    size_t field_count;
    struct str fields[TABLE_COLUMNS_MAX];
    struct arena *row_arena;
};

static void stop(struct book *b, enum rc rc) {
    if (b->rc != RC_OK || rc == RC_OK) return;
    b->rc = rc;
    XML_StopParser(b->parser, XML_FALSE);
}

static void flawed(struct book *b, enum table_flaw_code code) {
    stop(b, table_flawed(b->flaw, code, b->row, b->column));
}

static void no_doctype(void *context, const XML_Char *name, const XML_Char *sysid, const XML_Char *pubid, int internal) {
    (void)name, (void)sysid, (void)pubid, (void)internal;
    flawed(context, TABLE_NOT_WORKBOOK);
}

static void take_text(void *context, const XML_Char *text, int len) {
    struct book *b = context;
    if (!b->in_text || b->in_phonetic) return;
    buf_bytes(&b->text, text, (size_t)len);
    if (b->text.overflow) flawed(b, TABLE_FIELD_TOO_LONG);
}

static bool is(const XML_Char *name, const char *local) {
    const char *colon = strrchr(name, ':');
    return strcmp(colon == NULL ? name : colon + 1, local) == 0;
}

static const XML_Char *attribute(const XML_Char **attributes, const char *local) {
    for (; attributes[0] != NULL; attributes += 2)
        if (is(attributes[0], local)) return attributes[1];
    return "";
}

static void sheets_begin(struct book *b, const XML_Char *name, const XML_Char **attributes) {
    if (!is(name, "sheet") || b->sheet_id[0] != 0) return;
    for (; attributes[0] != NULL; attributes += 2) /* "r:id", not "sheetId" */
        if (is(attributes[0], "id")) snprintf(b->sheet_id, sizeof b->sheet_id, "%s", attributes[1]);
}

/* Targets are written from the folder xl, or from the top with a slash in front. */
static void relations_begin(struct book *b, const XML_Char *name, const XML_Char **attributes) {
    if (!is(name, "Relationship") || strcmp(attribute(attributes, "Id"), b->sheet_id) != 0) return;
    const XML_Char *target = attribute(attributes, "Target");
    snprintf(b->sheet_path, sizeof b->sheet_path, "%s%s", target[0] == '/' ? "" : "xl/", target + (target[0] == '/'));
}

static void no_end(struct book *b, const XML_Char *name) {
    (void)b, (void)name;
}

/* The buffer goes with the memory it stands in: text between elements must find no old one. */
static void forget_texts(struct book *b) {
    arena_reset(b->row_arena);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void strings_begin(struct book *b, const XML_Char *name, const XML_Char **attributes) {
    (void)attributes;
    if (is(name, "si")) b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
    if (is(name, "t")) b->in_text = true;
    if (is(name, "rPh")) b->in_phonetic = true;
}

static void strings_end(struct book *b, const XML_Char *name) {
    if (is(name, "t")) b->in_text = false;
    if (is(name, "rPh")) b->in_phonetic = false;
    if (!is(name, "si")) return;
    struct str text = buf_view(&b->text);
    if (arena_used(b->arena) + text.len + b->string_room * 32 > (size_t)STRINGS_MAX) return flawed(b, TABLE_TOO_LARGE);
    if (b->string_count == b->string_room) {
        size_t room = b->string_room == 0 ? 1024 : b->string_room * 2;
        struct str *grown = ARENA_ARRAY(b->arena, struct str, room);
        if (b->string_count > 0) memcpy(grown, b->strings, b->string_count * sizeof *grown);
        b->strings = grown;
        b->string_room = room;
    }
    b->strings[b->string_count++] = str_copy(b->arena, text);
    forget_texts(b);
}

/* "BC12" → column 55 (from 1). 0: no column in it. */
static int column_of(const char *reference) {
    int column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column < 100000; reference++) column = column * 26 + (*reference - 'A' + 1);
    return column;
}

static void begin_cell(struct book *b, const XML_Char **attributes) {
    b->cell_type = 'n';
    b->column++;
    if (++b->cells > TABLE_COLUMNS_MAX) return flawed(b, TABLE_TOO_WIDE);
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], "r") == 0 && column_of(attributes[1]) > 0) b->column = column_of(attributes[1]);
        if (strcmp(attributes[0], "t") != 0) continue;
        b->cell_type = strcmp(attributes[1], "s") == 0 ? 's' : strcmp(attributes[1], "inlineStr") == 0 ? 'i' : 'n';
    }
    if (b->column > TABLE_COLUMNS_MAX) return flawed(b, TABLE_TOO_WIDE);
    b->text = buf_make(b->row_arena, TABLE_FIELD_MAX);
}

static void sheet_begin(struct book *b, const XML_Char *name, const XML_Char **attributes) {
    if (is(name, "row")) {
        int64_t row = b->row + 1;
        for (; attributes[0] != NULL; attributes += 2)
            if (strcmp(attributes[0], "r") == 0) (void)!str_to_i64(str_of(attributes[1]), b->row + 1, 2000000, &row);
        b->row = (int)row;
        b->column = b->cells = 0;
        b->field_count = 0;
        forget_texts(b);
        if (b->row > TABLE_ROWS_MAX) flawed(b, TABLE_TOO_LONG);
        return;
    }
    if (is(name, "c")) begin_cell(b, attributes);
    if (is(name, "v") || is(name, "t")) b->in_text = true;
    if (is(name, "rPh")) b->in_phonetic = true;
}

static void end_cell(struct book *b) {
    struct str text = buf_view(&b->text);
    if (b->cell_type == 's' && text.len > 0) {
        int64_t number;
        if (str_to_i64(text, 0, (int64_t)b->string_count - 1, &number) != RC_OK) return flawed(b, TABLE_NOT_WORKBOOK);
        text = b->strings[number];
    }
    while (b->field_count < (size_t)b->column) b->fields[b->field_count++] = S("");
    b->fields[b->column - 1] = text;
}

static void sheet_end(struct book *b, const XML_Char *name) {
    if (is(name, "v") || is(name, "t")) b->in_text = false;
    if (is(name, "rPh")) b->in_phonetic = false;
    if (is(name, "c")) end_cell(b);
    if (is(name, "row") && b->field_count > 0)
        stop(b, b->sink->row(b->sink->context, b->row, b->fields, b->field_count));
}

/* expat still reports the end of an empty element after it was stopped at its beginning: nothing may be done with it. */
static void element_begin(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct book *b = context;
    if (b->rc != RC_OK) return;
    if (++b->depth > DEPTH_MAX) return flawed(b, TABLE_NOT_WORKBOOK);
    b->part->begin(b, name, attributes);
}

static void element_end(void *context, const XML_Char *name) {
    struct book *b = context;
    if (b->rc != RC_OK) return;
    b->depth--;
    b->part->end(b, name);
}

static enum rc parse_part(struct archive *archive, struct book *b) {
    char *chunk = arena_alloc(b->arena, CHUNK);
    int64_t total = 0;
    b->parser = XML_ParserCreate(NULL);
    ENSURE(b->parser != NULL, RC_IO);
    XML_SetUserData(b->parser, b);
    b->depth = 0;
    b->in_text = b->in_phonetic = false;
    forget_texts(b);
    XML_SetElementHandler(b->parser, element_begin, element_end);
    XML_SetCharacterDataHandler(b->parser, take_text);
    XML_SetStartDoctypeDeclHandler(b->parser, no_doctype);
    for (;;) {
        la_ssize_t len = archive_read_data(archive, chunk, CHUNK);
        total += len;
        if (len < 0 || total > PART_MAX) flawed(b, len < 0 ? TABLE_NOT_WORKBOOK : TABLE_TOO_LARGE);
        if (b->rc != RC_OK) break;
        if (XML_Parse(b->parser, chunk, (int)len, len == 0) != XML_STATUS_OK && b->rc == RC_OK) flawed(b, TABLE_NOT_WORKBOOK);
        if (b->rc == RC_OK && total - XML_GetCurrentByteIndex(b->parser) > TOKEN_MAX) flawed(b, TABLE_TOO_LARGE);
        if (len == 0 || b->rc != RC_OK) break;
    }
    XML_ParserFree(b->parser);
    b->parser = NULL;
    return b->rc;
}

/* Finds the part whose name fits and reads it. RC_NONE: there is none. */
static enum rc read_part(int fd, struct book *b, const struct part *part) {
    ENSURE(lseek(fd, 0, SEEK_SET) == 0, RC_IO);
    b->part = part;
    struct archive *archive = archive_read_new();
    archive_read_support_format_zip_seekable(archive);
    enum rc rc = archive_read_open_fd(archive, fd, CHUNK) == ARCHIVE_OK ? RC_NONE : RC_INVALID;
    struct archive_entry *entry;
    for (int entries = 0; rc == RC_NONE && entries < ENTRIES_MAX; entries++) {
        int status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF) break;
        const char *name = status == ARCHIVE_OK || status == ARCHIVE_WARN ? archive_entry_pathname(entry) : NULL;
        if (name == NULL) rc = RC_INVALID;
        else if (part->fits(b, name)) rc = parse_part(archive, b);
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

/* The sheet that the workbook names first; where it names none, the one that every writer makes first. */
static bool is_first_sheet(const struct book *b, const char *name) {
    if (b->sheet_path[0] != 0) return strcasecmp(name, b->sheet_path) == 0;
    return strcasecmp(name, "xl/worksheets/sheet1.xml") == 0 || strcasecmp(name, "xl/worksheets/sheet.xml") == 0;
}

enum rc workbook_read(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    static const struct part parts[] = {
        {is_workbook, sheets_begin, no_end},
        {is_relations, relations_begin, no_end},
        {is_strings, strings_begin, strings_end},
        {is_first_sheet, sheet_begin, sheet_end},
    };
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)STRINGS_MAX * 2, true);
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    struct book *b = ARENA_NEW(arena, struct book);
    *b = (struct book){.arena = arena, .flaw = ret_flaw, .sink = sink, .rc = RC_OK, .row_arena = row_arena};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(parts) && (rc == RC_OK || rc == RC_NONE); i++) rc = read_part(fd, b, &parts[i]);
    if (rc == RC_NONE || (rc == RC_INVALID && b->rc == RC_OK)) return table_flawed(ret_flaw, TABLE_NOT_WORKBOOK, 0, 0);
    return rc;
}
