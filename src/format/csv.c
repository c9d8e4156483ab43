/*
 * CSV reader. Detects the encoding in a first pass over the file and the separator in the first
 * lines; libcsv splits the fields.
 */
#include <csv.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unistd.h>

#include "format/table.h"

enum { CHUNK = 64 * 1024, WIDE = CHUNK, HEAD_LINES = 5 };

enum encoding { UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252 };

/*
 * Validates UTF-8 across chunks. due: continuation bytes still expected; has_whole: a complete
 * character beyond ASCII was found.
 */
struct utf8_check {
    int due;
    bool broken;
    bool has_whole;
    int line;
};

static void utf8_feed(struct utf8_check *check, const unsigned char *bytes, size_t len) {
    for (size_t i = 0; i < len && !check->broken; i++) {
        unsigned char b = bytes[i];
        check->line += b == '\n';
        if (check->due > 0) {
            check->broken = (b & 0xC0) != 0x80;
            check->due--;
            check->has_whole = check->has_whole || (check->due == 0 && !check->broken);
        } else if (b >= 0x80) {
            check->due = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : 1;
            check->broken = b < 0xC2 || b > 0xF4;
        }
    }
}

/*
 * Detects the encoding: by a byte order mark; otherwise a NUL among the first two bytes means
 * UTF-16, and the file is UTF-8 when all of it is valid, else Windows-1252. A file that is UTF-8 up
 * to an invalid byte is damaged; reading it as Windows-1252 would give "SÃ¼heda". Returns
 * RC_INVALID with the flaw.
 */
static enum rc find_encoding(int fd, unsigned char *chunk, enum encoding *ret_encoding,
                             size_t *ret_skip, struct table_flaw *ret_flaw) {
    static const struct {
        const char *mark;
        size_t len;
        enum encoding encoding;
    } marks[] = {{"\xEF\xBB\xBF", 3, UTF_8}, {"\xFF\xFE", 2, UTF_16LE}, {"\xFE\xFF", 2, UTF_16BE}};
    struct utf8_check check = {.line = 1};
    off_t at = 0;
    for (ssize_t len; (len = pread(fd, chunk, CHUNK, at)) != 0; at += len) {
        ENSURE(len > 0, RC_IO);
        for (size_t i = 0; at == 0 && i < COUNT(marks); i++) {
            if ((size_t)len < marks[i].len || memcmp(chunk, marks[i].mark, marks[i].len) != 0)
                continue;
            *ret_encoding = marks[i].encoding;
            *ret_skip = marks[i].len;
            return RC_OK;
        }
        if (at == 0 && len >= 4 && (chunk[0] == 0) != (chunk[1] == 0)) {
            *ret_encoding = chunk[0] == 0 ? UTF_16BE : UTF_16LE;
            *ret_skip = 0;
            return RC_OK;
        }
        utf8_feed(&check, chunk, (size_t)len);
        if (check.broken) break;
    }
    bool whole = !check.broken && check.due == 0;
    if (!whole && check.has_whole) return table_flawed(ret_flaw, TABLE_NOT_TEXT, check.line, 1);
    *ret_encoding = whole ? UTF_8 : WINDOWS_1252;
    *ret_skip = 0;
    return RC_OK;
}

struct reader {
    const struct table_sink *sink;
    struct table_flaw *flaw;
    enum rc rc;
    int line;         /* of the current row */
    int lines_inside; /* line ends within its quoted fields */
    bool after_cr;
    size_t count;
    size_t used;
    struct str fields[TABLE_COLUMNS_MAX];
    char *bytes; /* of the fields of the current row */
    size_t room;
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

/* libcsv reports every line end (CSV_REPALL_NL), with CR LF as two. */
static void take_row(int end, void *context) {
    struct reader *r = context;
    if (r->rc != RC_OK) return;
    if (r->line > TABLE_ROWS_MAX) return report_flaw(r, TABLE_TOO_LONG, 1);
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

/* Returns the most frequent separator outside quotes in the first lines. */
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

struct input {
    int fd;
    off_t at;
    enum encoding encoding;
    UConverter *converter; /* NULL for UTF-8 */
    unsigned char *raw;
    UChar *wide;
    char *text;
};

/*
 * Reads the next chunk of the file as UTF-8; *ret_len is 0 at the end. Returns RC_INVALID for bytes
 * that are invalid in the encoding.
 */
static enum rc next_piece(struct input *in, size_t *ret_len) {
    ssize_t len = pread(in->fd, in->raw, CHUNK, in->at);
    ENSURE(len >= 0, RC_IO);
    in->at += len;
    if (in->converter == NULL) {
        memcpy(in->text, in->raw, (size_t)len);
        *ret_len = (size_t)len;
        return RC_OK;
    }
    UErrorCode status = U_ZERO_ERROR;
    const char *from = (const char *)in->raw;
    UChar *to = in->wide;
    ucnv_toUnicode(in->converter, &to, in->wide + WIDE, &from, from + len, NULL, len == 0, &status);
    ENSURE(U_SUCCESS(status), RC_INVALID);
    int32_t made = 0;
    u_strToUTF8(in->text, CHUNK * 3, &made, in->wide, (int32_t)(to - in->wide), &status);
    ENSURE(U_SUCCESS(status), RC_INVALID);
    *ret_len = (size_t)made;
    return len > 0 && made == 0 ? next_piece(in, ret_len) : RC_OK;
}

static enum rc open_converter(struct input *in) {
    static const char *const names[] = {
        [UTF_16LE] = "UTF-16LE", [UTF_16BE] = "UTF-16BE", [WINDOWS_1252] = "windows-1252"};
    if (in->encoding == UTF_8) return RC_OK;
    UErrorCode status = U_ZERO_ERROR;
    in->converter = ucnv_open(names[in->encoding], &status);
    ENSURE(U_SUCCESS(status), RC_IO);
    ucnv_setToUCallBack(in->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    return U_SUCCESS(status) ? RC_OK : RC_IO;
}

static enum rc parse(struct input *in, struct reader *r) {
    struct csv_parser parser;
    ENSURE(csv_init(&parser, CSV_REPALL_NL) == 0, RC_IO);
    size_t len = 0;
    bool first = true;
    for (;;) {
        enum rc rc = next_piece(in, &len);
        if (rc == RC_INVALID) report_flaw(r, TABLE_NOT_TEXT, (int)r->count + 1);
        if (rc == RC_IO) stop_reading(r, RC_IO);
        if (rc != RC_OK || len == 0 || r->rc != RC_OK) break;
        if (first) csv_set_delim(&parser, find_separator(in->text, len));
        first = false;
        if (csv_parse(&parser, in->text, len, take_field, take_row, r) != len)
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

enum rc csv_read(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    struct input in = {.fd = fd,
                       .raw = arena_alloc(arena, CHUNK),
                       .wide = ARENA_ARRAY(arena, UChar, WIDE),
                       .text = arena_alloc(arena, CHUNK * 3 + 1)};
    struct reader *r = ARENA_NEW(arena, struct reader);
    size_t skip = 0;
    *r = (struct reader){.sink = sink,
                         .flaw = ret_flaw,
                         .rc = RC_OK,
                         .line = 1,
                         .room = TABLE_COLUMNS_MAX * TABLE_FIELD_MAX};
    r->bytes = arena_alloc(arena, r->room);
    TRY(find_encoding(fd, in.raw, &in.encoding, &skip, ret_flaw));
    in.at = (off_t)skip;
    enum rc rc = open_converter(&in);
    if (rc == RC_OK) rc = parse(&in, r);
    if (in.converter != NULL) ucnv_close(in.converter);
    return rc;
}
