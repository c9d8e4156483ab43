/*
 * Reads tables from files row by row with bounded memory: CSV text, the first visible sheet of an
 * Excel workbook, XML Spreadsheet 2003, tables of web pages, and the package exports of package.h.
 *
 * Fields are UTF-8 as in the file, not validated (base/text.h does that), and valid until the
 * callback returns. Lines count from 1, as an editor or Excel shows them. Limits: 2 GiB of CSV, 32
 * MiB of workbook or ZIP, 200 columns, 4,000 bytes per field, 3,000,000 rows. Source:
 * docs/develop/formats.md "Rosters".
 */
#pragma once

#include "base/str.h"
#include "format/table_note.h"

enum { TABLE_COLUMNS_MAX = 200, TABLE_FIELD_MAX = 4000, TABLE_ROWS_MAX = 3000000 };

enum table_flaw_code {
    TABLE_FINE,
    TABLE_EMPTY,    /* the file is empty */
    TABLE_NOT_TEXT, /* unknown encoding, damaged text, or NUL bytes */
    TABLE_QUOTES,   /* unclosed quotation mark */
    TABLE_TOO_WIDE, /* more columns than the limit */
    TABLE_FIELD_TOO_LONG,
    TABLE_TOO_LONG,     /* more rows than the limit */
    TABLE_TOO_LARGE,    /* the file or its unpacked content is too large */
    TABLE_NOT_WORKBOOK, /* resembles an Excel file but cannot be read */
    TABLE_IMAGE,        /* other file types, recognised by their first bytes */
    TABLE_PDF,
    TABLE_OLD_EXCEL,
    TABLE_OPEN_DOCUMENT,
    TABLE_WEB_PAGE,
    TABLE_ARCHIVE,
    TABLE_OWN_ARCHIVE, /* the ZIP of cards and lists that LeerID makes */
    TABLE_PROGRAM,
    TABLE_CANNOT_OPEN,
    TABLE_UNREADABLE, /* reading crashed, timed out or was cut off (parse/parser.h) */
    TABLE_LATER,      /* the parser is not available now */
    TABLE_CUT,        /* the file ends in the middle of its last row */
    TABLE_WIDE_ROWS,  /* more than 100 rows with more values than the header has names */
    TABLE_ENCRYPTED,  /* an Office file with a password */
    TABLE_OLD_WORD,   /* .doc */
    TABLE_XML,        /* XML of an unknown kind */
    TABLE_ZIP_FOLDER, /* a ZIP entry in a folder, or with a path outside it */
    TABLE_ZIP_MANY,   /* more files in the ZIP than any source writes */
    TABLE_ZIP_TWICE,  /* two files in the ZIP have the same name */
    TABLE_ZIP_BROKEN,
    TABLE_APART,       /* files that do not belong together */
    TABLE_MISSING,     /* OneRoster without a required file */
    TABLE_EMPTY_SHEET, /* set by callers: no pupils on the sheet; detail: its name */
    TABLE_FLAWS,
};

struct table_flaw {
    enum table_flaw_code code;
    int line;
    int column;
};

struct table_sink {
    /* Receives a row. A result other than RC_OK ends the reading, which then returns it. */
    enum rc (*row)(void *context, int line, const struct str *fields, size_t count);
    void *context;
    void (*note)(void *context, const struct table_note *note); /* NULL: ignore notes */
};

/* A reader of tables: the parser process (parse/parser.h) for all files from users; table_direct in
 * tests. */
struct table_source {
    enum rc (*read)(void *context, int fd, const struct table_sink *sink,
                    struct table_flaw *ret_flaw);
    void *context;
};
extern const struct table_source table_direct; /* table_read_fd() in this process */

/*
 * Opens and reads a file. Returns RC_INVALID and sets *ret_flaw when it cannot be read as a table.
 */
enum rc table_read_file(const struct table_source *source, const char *path,
                        const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;
/*
 * Reads an open, seekable descriptor from its beginning, in this process; the content determines
 * the kind.
 */
enum rc table_read_fd(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) MUST_USE;

/* Reads a workbook (.xlsx). */
enum rc workbook_read(struct str file, const struct table_sink *sink,
                      struct table_flaw *ret_flaw) MUST_USE;

/*
 * Sets *ret_flaw and returns RC_INVALID. line and column are limited to one more than their
 * maximum, so that no message names an impossible position.
 */
enum rc table_flawed(struct table_flaw *ret_flaw, enum table_flaw_code code, int line, int column);
/* Passes a note to the sink, with position and detail limited as in the flaw. */
void table_noted(const struct table_sink *sink, struct table_note note);
