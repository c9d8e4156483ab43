/* CSV reader. Detects the separator in the first lines; libcsv splits the fields. */
#include <csv.h>
#include <stdio.h>

#include "format/input.h"

enum { HEAD_LINES = 5, HEADER_CELLS = 3, HEADER_ROWS = 15, WIDE_ROWS_MAX = 100 };

enum shape { SHAPE_EMPTY, SHAPE_DIGITS, SHAPE_DATE, SHAPE_TEXT };

struct reader {
    const struct table_sink *sink;
    struct table_flaw *flaw;
    enum rc rc;
    unsigned char separator;
    int line;         /* line of the current row */
    int lines_inside; /* line ends inside its quoted fields */
    bool after_cr;
    size_t count;
    size_t used;
    struct str fields[TABLE_COLUMNS_MAX];
    char *bytes; /* bytes of the fields of the current row */
    size_t room;
    bool checks_widths;
    int rows;                                /* rows that are not blank */
    size_t width;                            /* width of the header; 0: no header yet */
    int wide;                                /* rows wider than the header */
    unsigned char shapes[TABLE_COLUMNS_MAX]; /* shapes of the last row of that width */
    int narrow, narrow_line; /* rows narrower than the header, and the first of them */
};

static void stop_reading(struct reader *r, enum rc rc) {
    if (r->rc == RC_OK) r->rc = rc;
}

/* Keeps the first error. */
static void report_flaw(struct reader *r, enum table_flaw_code code, int column) {
    if (r->rc == RC_OK) r->rc = table_flawed(r->flaw, code, r->line, column);
}

static void take_field(void *field, size_t len, void *context) {
    struct reader *r = context;
    if (r->rc != RC_OK) return;
    int column = (int)r->count + 1;
    if (r->count == TABLE_COLUMNS_MAX) return report_flaw(r, TABLE_TOO_WIDE, column);
    if (len > TABLE_FIELD_MAX) return report_flaw(r, TABLE_FIELD_TOO_LONG, column);
    if (memchr(field == NULL ? "" : field, 0, len) != NULL)
        return report_flaw(r, TABLE_NOT_TEXT, column);
    if (r->used + len > r->room) return report_flaw(r, TABLE_FIELD_TOO_LONG, column);
    for (size_t i = 0; i < len; i++) r->lines_inside += ((const char *)field)[i] == '\n';
    char *copy = r->bytes + r->used;
    if (len > 0) memcpy(copy, field, len);
    r->used += len;
    r->fields[r->count++] = (struct str){copy, len};
}

static bool starts_with_digit(struct str field) {
    struct str text = str_trim(field);
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static size_t filled_cells(const struct reader *r) {
    size_t filled = 0;
    for (size_t i = 0; i < r->count; i++) filled += str_trim(r->fields[i]).len > 0;
    return filled;
}

/* Tells whether a row resembles a header: column names do not begin with a digit, while the row of
 * a pupil contains a number or a date. */
static bool resembles_header(const struct reader *r, size_t filled) {
    for (size_t i = 0; i < r->count; i++)
        if (starts_with_digit(r->fields[i])) return false;
    return filled >= HEADER_CELLS && r->rows <= HEADER_ROWS && r->count > r->width;
}

static enum shape shape_of(struct str field) {
    enum shape shape = field.len == 0 ? SHAPE_EMPTY : SHAPE_DIGITS;
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        bool digit = c >= '0' && c <= '9', sign = c == '/' || c == '-' || c == '.' || c == ':';
        if (!digit && !sign) return SHAPE_TEXT;
        if (sign) shape = SHAPE_DATE;
    }
    return shape;
}

/* Returns the position at which a too wide row was split by a separator inside a field: the one
 * where joining the fields makes the row most similar to the previous row. */
static size_t split_place(const struct reader *r) {
    size_t extra = r->count - r->width, best = 0;
    int score = 0, best_score = -1;
    for (size_t i = 0; i < r->width; i++) score += r->shapes[i] == shape_of(r->fields[i + extra]);
    for (size_t i = 0; i < r->width; i++) { /* fields before i are in place, later ones shifted */
        score -= r->shapes[i] == shape_of(r->fields[i + extra]);
        int here = score + 2 * (r->shapes[i] == SHAPE_TEXT) + str_contains(r->fields[i], S(" "));
        if (here > best_score) best = i;
        if (here > best_score) best_score = here;
        score += r->shapes[i] == shape_of(r->fields[i]);
    }
    return best;
}

static enum rc note_wide(struct reader *r, size_t last) {
    char text[TABLE_NOTE_DETAIL_MAX];
    struct table_note note = {TABLE_NOTE_WIDE, r->line, (int)last, (int)r->width, S("")};
    if (++r->wide > WIDE_ROWS_MAX) return table_flawed(r->flaw, TABLE_WIDE_ROWS, r->line, 1);
    int len = snprintf(text, sizeof text, "%zu", r->count);
    size_t at = split_place(r);
    if (r->separator == ',' && r->shapes[at] == SHAPE_TEXT) {
        note.code = TABLE_NOTE_COMMA;
        len = snprintf(text, sizeof text, "%.*s, %.*s", STR_ARG(str_sub(r->fields[at], 0, 90)),
                       STR_ARG(str_sub(r->fields[at + 1], 0, 90)));
    }
    note.detail = (struct str){text, (size_t)len};
    table_noted(r->sink, note);
    return RC_OK;
}

/* Compares the number of fields with the header. The last row of a truncated file is short and
 * lacks a line end. */
static void check_width(struct reader *r, bool unfinished) {
    size_t filled = filled_cells(r), last = r->count;
    if (filled == 0) return;
    r->rows++;
    if (resembles_header(r, filled)) {
        r->width = r->count;
        r->narrow = 0;
        return;
    }
    while (last > r->width && str_trim(r->fields[last - 1]).len == 0) last--;
    if (r->width == 0) return;
    if (last > r->width) return stop_reading(r, note_wide(r, last));
    for (size_t i = 0; i < r->width && r->count == r->width; i++)
        r->shapes[i] = (unsigned char)shape_of(r->fields[i]);
    if (r->count >= r->width) return;
    if (unfinished && r->narrow == 0) return report_flaw(r, TABLE_CUT, (int)r->count);
    if (r->narrow++ == 0) r->narrow_line = r->line;
}

/* Receives line ends. libcsv reports every one (CSV_REPALL_NL), and CR LF as two. */
static void take_row(int end, void *context) {
    struct reader *r = context;
    if (r->rc != RC_OK) return;
    if (r->line > TABLE_ROWS_MAX) return report_flaw(r, TABLE_TOO_LONG, 1);
    if (r->checks_widths) check_width(r, end < 0);
    if (r->rc != RC_OK) return;
    if (r->count > 0) stop_reading(r, r->sink->row(r->sink->context, r->line, r->fields, r->count));
    if (end == '\n' && r->after_cr) {
        r->after_cr = false;
        return;
    }
    r->after_cr = end == '\r';
    r->line += 1 + r->lines_inside;
    r->lines_inside = 0;
    r->count = 0;
    r->used = 0;
}

/* Returns the most frequent separator outside quotation marks in the first lines. */
static unsigned char find_separator(const char *text, size_t len) {
    static const char separators[] = {';', ',', '\t'};
    size_t seen[3] = {0};
    bool quoted = false;
    int lines = 0;
    for (size_t i = 0; i < len && lines < HEAD_LINES; i++) {
        quoted ^= text[i] == '"';
        lines += !quoted && text[i] == '\n';
        for (int s = 0; s < 3 && !quoted; s++) seen[s] += text[i] == separators[s];
    }
    int best = 0;
    for (int s = 1; s < 3; s++)
        if (seen[s] > seen[best]) best = s;
    return (unsigned char)separators[best];
}

static enum rc parse(struct text_input *text, struct reader *r) {
    struct csv_parser parser;
    ENSURE(csv_init(&parser, CSV_REPALL_NL) == 0, RC_IO);
    struct str piece;
    bool first = true;
    for (;;) {
        enum table_flaw_code code = TABLE_FINE;
        enum rc rc = text_input_next(text, &piece, &code);
        if (rc == RC_INVALID) report_flaw(r, code, (int)r->count + 1);
        if (rc != RC_OK || piece.len == 0 || r->rc != RC_OK) break;
        if (first) r->separator = find_separator(piece.ptr, piece.len);
        csv_set_delim(&parser, r->separator);
        first = false;
        if (csv_parse(&parser, piece.ptr, piece.len, take_field, take_row, r) != piece.len)
            report_flaw(r, TABLE_QUOTES, (int)r->count + 1);
        if (parser.entry_pos > TABLE_FIELD_MAX) /* otherwise libcsv would buffer the rest of the
                                                   file after an unclosed quotation mark */
            report_flaw(r, parser.quoted ? TABLE_QUOTES : TABLE_FIELD_TOO_LONG, (int)r->count + 1);
    }
    /* A line end completes a field whose quotation mark is closed; after an open one it is text. */
    if (r->rc == RC_OK && parser.quoted) csv_parse(&parser, "\n", 1, take_field, take_row, r);
    if (r->rc == RC_OK && (parser.quoted || csv_fini(&parser, take_field, take_row, r) != 0))
        report_flaw(r, TABLE_QUOTES, (int)r->count + 1);
    csv_free(&parser);
    return r->rc;
}

enum rc csv_read(const struct byte_input *in, bool widths, const struct table_sink *sink,
                 struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    struct reader *r = ARENA_NEW(arena, struct reader);
    struct text_input *text;
    *r = (struct reader){.sink = sink,
                         .flaw = ret_flaw,
                         .rc = RC_OK,
                         .line = 1,
                         .checks_widths = widths,
                         .room = TABLE_COLUMNS_MAX * TABLE_FIELD_MAX};
    r->bytes = arena_alloc(arena, r->room);
    TRY(text_input_open(arena, in, &text, ret_flaw));
    enum rc rc = parse(text, r);
    text_input_close(text);
    if (r->narrow > 0 && rc == RC_OK)
        table_noted(sink,
                    (struct table_note){TABLE_NOTE_NARROW, r->narrow_line, 1, r->narrow, S("")});
    return rc;
}
