/* Reads the tables of a web page; some school packages write these with the extension of Excel.
 * Only rows and cells are interpreted; other tags are ignored, scripts and styles including their
 * content. The page need not conform to a standard. All tables are read in document order. */
#include "format/html.h"

#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"

enum { TAG_MAX = 4096, SPAN_MAX = TABLE_COLUMNS_MAX };

enum state { TEXT, TAG, COMMENT };

struct page {
    const struct table_sink *sink;
    struct table_flaw *flaw;
    struct arena *arena, *row_arena;
    enum rc rc;
    enum state state;
    char quote;          /* open quotation mark of an attribute value; 0: none */
    char before;         /* previous character in a tag, ignoring spaces */
    const char *skipped; /* element whose content is ignored; NULL: none */
    struct buf tag, cell;
    bool in_row, in_cell;
    int line, tables; /* tables: number of open table elements */
    int span;         /* columns that the open cell spans */
    size_t count;
    struct str fields[TABLE_COLUMNS_MAX];
};

static void report_flaw(struct page *p, enum table_flaw_code code) {
    if (p->rc == RC_OK) p->rc = table_flawed(p->flaw, code, p->line + 1, (int)p->count + 1);
}

/* Appends the character of a reference ("&eacute;", "&#233;", "&#xE9;", "&nbsp;") as UTF-8. */
static void put_character(struct buf *out, unsigned long code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    if (code < 0x80) return buf_char(out, (char)code);
    if (code >= 0x10000) buf_char(out, (char)(0xF0 | code >> 18));
    if (code >= 0x10000) buf_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
    if (code >= 0x800 && code < 0x10000) buf_char(out, (char)(0xE0 | code >> 12));
    if (code >= 0x800) buf_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
    if (code < 0x800) buf_char(out, (char)(0xC0 | code >> 6));
    buf_char(out, (char)(0x80 | (code & 0x3F)));
}

static unsigned long named_character(struct str name) {
    static const struct {
        const char *name;
        unsigned long code;
    } names[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},
                 {"apos", '\''},    {"nbsp", ' '},     {"agrave", 0xE0},  {"aacute", 0xE1},
                 {"acirc", 0xE2},   {"auml", 0xE4},    {"ccedil", 0xE7},  {"egrave", 0xE8},
                 {"eacute", 0xE9},  {"ecirc", 0xEA},   {"euml", 0xEB},    {"iacute", 0xED},
                 {"icirc", 0xEE},   {"iuml", 0xEF},    {"ntilde", 0xF1},  {"oacute", 0xF3},
                 {"ocirc", 0xF4},   {"ouml", 0xF6},    {"uacute", 0xFA},  {"ucirc", 0xFB},
                 {"uuml", 0xFC},    {"Eacute", 0xC9},  {"Euml", 0xCB},    {"Ouml", 0xD6},
                 {"Uuml", 0xDC},    {"Ccedil", 0xC7},  {"oslash", 0xF8},  {"szlig", 0xDF},
                 {"rsquo", 0x2019}, {"lsquo", 0x2018}, {"ndash", 0x2013}, {"mdash", 0x2014}};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(name, str_of(names[i].name))) return names[i].code;
    return 0;
}

static unsigned long character_of(struct str reference) {
    char digits[12];
    if (!str_starts(reference, S("#"))) return named_character(reference);
    struct str number = str_sub(reference, 1, sizeof digits - 1);
    bool hex = number.len > 0 && (number.ptr[0] == 'x' || number.ptr[0] == 'X');
    number = str_sub(number, hex, number.len);
    if (number.len > 0) memcpy(digits, number.ptr, number.len);
    digits[number.len] = 0;
    return strtoul(digits, NULL, hex ? 16 : 10);
}

/* Returns the text of a cell with references decoded and white space collapsed. */
static struct str cell_text(struct page *p) {
    enum { REFERENCE_MAX = 10 };
    struct str raw = buf_view(&p->cell);
    struct buf out = buf_make(p->row_arena, TABLE_FIELD_MAX);
    for (size_t i = 0; i < raw.len; i++) {
        struct str rest = str_sub(raw, i + 1, REFERENCE_MAX);
        bool found = false;
        struct str reference = raw.ptr[i] == '&' ? str_cut(&rest, ';', &found) : S("");
        unsigned long code = found ? character_of(reference) : 0;
        bool space = code == 0 && (raw.ptr[i] == '\n' || raw.ptr[i] == '\r' || raw.ptr[i] == '\t');
        if (code != 0)
            put_character(&out, code);
        else
            buf_char(&out, space ? ' ' : raw.ptr[i]);
        if (code != 0) i += reference.len + 1;
    }
    return str_trim(buf_view(&out));
}

static void end_cell(struct page *p) {
    if (!p->in_cell) return;
    p->in_cell = false;
    if (p->cell.overflow) return report_flaw(p, TABLE_FIELD_TOO_LONG);
    struct str text = cell_text(p);
    for (int i = 0; i < p->span; i++) {
        if (p->count == TABLE_COLUMNS_MAX) return report_flaw(p, TABLE_TOO_WIDE);
        p->fields[p->count++] = i == 0 ? text : S("");
    }
}

static void end_row(struct page *p) {
    end_cell(p);
    if (!p->in_row || p->rc != RC_OK) return;
    p->in_row = false;
    p->line++;
    if (p->line > TABLE_ROWS_MAX) return report_flaw(p, TABLE_TOO_LONG);
    if (p->count > 0) p->rc = p->sink->row(p->sink->context, p->line, p->fields, p->count);
}

static void begin_row(struct page *p) {
    end_row(p);
    p->in_row = true;
    p->count = 0;
    arena_reset(p->row_arena);
}

static int span_of(struct str tag) {
    for (size_t i = 0; i + 8 < tag.len; i++) {
        if (strncasecmp(tag.ptr + i, "colspan=", 8) != 0) continue;
        struct str value = str_sub(tag, i + 8, 5);
        size_t from = value.len > 0 && (value.ptr[0] == '"' || value.ptr[0] == '\'');
        int64_t span = 0;
        size_t len = 0;
        while (from + len < value.len && value.ptr[from + len] >= '0' &&
               value.ptr[from + len] <= '9')
            len++;
        bool fine = str_to_i64(str_sub(value, from, len), 1, SPAN_MAX, &span) == RC_OK;
        return fine ? (int)span : 1;
    }
    return 1;
}

static void begin_cell(struct page *p, struct str tag) {
    if (!p->in_row) begin_row(p);
    end_cell(p);
    p->in_cell = true;
    p->span = span_of(tag);
    p->cell = buf_make(p->row_arena, TABLE_FIELD_MAX);
}

static bool is_name(struct str tag, const char *name) {
    struct str expected = str_of(name);
    bool same = tag.len >= expected.len && strncasecmp(tag.ptr, name, expected.len) == 0;
    char after = tag.len > expected.len ? tag.ptr[expected.len] : ' ';
    return same &&
           (after == ' ' || after == '/' || after == '\t' || after == '\n' || after == '\r');
}

static void take_tag(struct page *p) {
    static const char *const left_out[] = {"script", "style", "xml"};
    struct str tag = buf_view(&p->tag);
    bool closes = str_starts(tag, S("/"));
    struct str name = str_sub(tag, closes, tag.len);
    if (p->skipped != NULL) {
        if (closes && is_name(name, p->skipped)) p->skipped = NULL;
        return;
    }
    for (size_t i = 0; i < COUNT(left_out) && !closes; i++)
        if (is_name(name, left_out[i]) && !str_ends(tag, S("/"))) p->skipped = left_out[i];
    bool cell = is_name(name, "td") || is_name(name, "th");
    if (is_name(name, "tr")) closes ? end_row(p) : begin_row(p);
    if (cell) closes ? end_cell(p) : begin_cell(p, tag);
    if (is_name(name, "br") && p->in_cell) buf_char(&p->cell, ' ');
    if (is_name(name, "table")) {
        if (closes) end_row(p);
        p->tables += closes ? -(p->tables > 0) : 1;
    }
}

static void take_character(struct page *p, char c) {
    if (p->state == TEXT && c == '<') {
        p->state = TAG;
        p->quote = p->before = 0;
        p->tag.len = 0;
    } else if (p->state == TEXT) {
        if (p->in_cell && p->skipped == NULL) buf_char(&p->cell, c);
    } else if (p->state == COMMENT) {
        p->tag.len = c == '-' || c == '>' ? p->tag.len : 0;
        if (c == '-') buf_char(&p->tag, c);
        if (c == '>' && p->tag.len >= 2) p->state = TEXT;
        if (c == '>') p->tag.len = 0;
    } else if (c == '>' && p->quote == 0) {
        p->state = TEXT;
        take_tag(p);
    } else {
        if (p->quote != 0 ? c == p->quote : (c == '"' || c == '\'') && p->before == '=')
            p->quote = p->quote != 0 ? 0 : c;
        if (c != ' ') p->before = c;
        if (p->tag.len < TAG_MAX) buf_char(&p->tag, c);
        if (str_eq(buf_view(&p->tag), S("!--"))) {
            p->state = COMMENT;
            p->tag.len = 0;
        }
    }
}

static enum rc parse(struct page *p, struct text_input *text) {
    enum table_flaw_code code = TABLE_FINE;
    struct str piece;
    for (;;) {
        if (text_input_next(text, &piece, &code) != RC_OK) report_flaw(p, code);
        for (size_t i = 0; i < piece.len && p->rc == RC_OK; i++) {
            if (piece.ptr[i] == 0) report_flaw(p, TABLE_NOT_TEXT);
            take_character(p, piece.ptr[i]);
        }
        if (piece.len == 0 || p->rc != RC_OK) break;
    }
    bool cut = p->in_row || p->in_cell || p->tables > 0 || p->state != TEXT;
    if (p->line == 0 && !cut) report_flaw(p, TABLE_WEB_PAGE);
    if (cut) report_flaw(p, TABLE_CUT);
    return p->rc;
}

enum rc html_read(const struct byte_input *in, const struct table_sink *sink,
                  struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(8 << 20, true);
    struct page *p = ARENA_NEW(arena, struct page);
    struct text_input *text;
    *p = (struct page){.sink = sink, .flaw = ret_flaw, .arena = arena, .row_arena = row_arena};
    p->tag = buf_make(arena, TAG_MAX + 16);
    TRY(text_input_open(arena, in, &text, ret_flaw));
    enum rc rc = parse(p, text);
    text_input_close(text);
    return rc;
}
