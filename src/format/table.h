/* Tables that come in as files: CSV text or the first sheet of an Excel workbook, read row by row
 * with bounded memory.
 *
 * Fields are UTF-8 as the file gives them (not yet cleaned: base/text.h does that), valid until the
 * callback returns. line counts from 1 as an editor or Excel shows it. Limits: 2 GiB of CSV, 32 MiB
 * of workbook, 200 columns, 4,000 bytes a field, 3,000,000 rows. Source: FORMATS "Imports". */
#pragma once

#include "base/str.h"

enum { TABLE_COLUMNS_MAX = 200, TABLE_FIELD_MAX = 4000, TABLE_ROWS_MAX = 3000000 };

enum table_flaw_code {
    TABLE_FINE,
    TABLE_EMPTY,    /* nothing in it */
    TABLE_NOT_TEXT, /* bytes of no encoding we know, or NUL */
    TABLE_QUOTES,   /* a quotation mark that is never closed */
    TABLE_TOO_WIDE, /* more columns than the limit */
    TABLE_FIELD_TOO_LONG,
    TABLE_TOO_LONG,     /* more rows than the limit */
    TABLE_TOO_LARGE,    /* file, or what it unpacks to */
    TABLE_NOT_WORKBOOK, /* looks like Excel but cannot be read */
    TABLE_IMAGE,        /* what other files seem to be by their first bytes */
    TABLE_PDF,
    TABLE_OLD_EXCEL,
    TABLE_OPEN_DOCUMENT,
    TABLE_WEB_PAGE,
    TABLE_ARCHIVE,
    TABLE_PROGRAM,
    TABLE_CANNOT_OPEN,
    TABLE_UNREADABLE, /* reading it crashed, took too long or was cut off (parse/parser.h) */
    TABLE_LATER,      /* files cannot be read now */
    TABLE_FLAWS,
};

struct table_flaw {
    enum table_flaw_code code;
    int line;
    int column;
};

struct table_sink {
    /* Any answer but RC_OK ends the reading with that answer. */
    enum rc (*row)(void *context, int line, const struct str *fields, size_t count);
    void *context;
};

enum table_kind { TABLE_CSV, TABLE_WORKBOOK };

/* What reads tables: the parser process (parse/parser.h) wherever files come from people;
 * table_direct in tests. */
struct table_source {
    enum rc (*read)(void *context, int fd, const struct table_sink *sink,
                    struct table_flaw *ret_flaw);
    void *context;
};
extern const struct table_source table_direct; /* table_read_fd, in this process */

/* Opens a file and reads it. RC_INVALID with *ret_flaw when the file cannot be read as a table. */
enum rc table_read_file(const struct table_source *source, const char *path,
                        const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;
/* Reads an open, seekable descriptor from its beginning, in this process; the content decides the
 * kind. */
enum rc table_read_fd(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;

enum rc csv_read(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;
enum rc workbook_read(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;

/* Fills a flaw and returns RC_INVALID. line and column are bounded to one past the limits, so that
 * no message names an impossible place. */
enum rc table_flawed(struct table_flaw *ret_flaw, enum table_flaw_code code, int line, int column);
