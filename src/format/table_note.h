/* Notes: observations of a table reader about a readable file. Each note becomes a message for the
 * user who supplied the file. Texts: table_text.c. Source: docs/develop/formats.md "Notes". */
#pragma once

#include "base/str.h"

enum { TABLE_NOTES_MAX = 200, TABLE_NOTE_DETAIL_MAX = 200 };

enum table_note_code {
    TABLE_NOTE_FORMAT, /* the content is not CSV or an Excel workbook; detail: the format read */
    TABLE_NOTE_SHEET,  /* a workbook of several sheets; detail: the name of the sheet read */
    TABLE_NOTE_HIDDEN, /* hidden sheets before it were skipped; detail: their names */
    TABLE_NOTE_1904,   /* dates count from 1904; the reader converted them */
    TABLE_NOTE_WIDE,   /* rejects the row: more values than the header has names; detail: the number
                          of values; count: the number of names */
    TABLE_NOTE_NARROW, /* fewer values than names, detail and count as WIDE; missing values count as
                          empty */
    TABLE_NOTE_COMMA,  /* rejects the row: an unquoted comma; detail: the text around it */
    TABLE_NOTE_JOINED, /* WISA: an unquoted comma whose place is certain; detail: the text */
    TABLE_NOTE_MOJIBAKE,    /* "SÃ¼heda"; detail: the first such field */
    TABLE_NOTE_LOST_LETTER, /* "?ukasz" or U+FFFD; detail: the first such field */
    TABLE_NOTE_ERROR_CELL,  /* "#N/A"; detail: the first such field */
    TABLE_NOTE_CHANGES,  /* the file is a change feed; rejects it unless the caller expects one */
    TABLE_NOTE_MENDED,   /* deviates from its standard and is read as intended; detail: where */
    TABLE_NOTE_DANGLING, /* rows with a missing reference, skipped; detail: file or element */
    TABLE_NOTE_NO_CLASS, /* rows with a class that the file of classes lacks; detail: the class */
    TABLE_NOTES,
};

struct table_note {
    enum table_note_code code;
    int line, column;  /* position of the first occurrence; 0: the file as a whole */
    int count;         /* number of rows concerned */
    struct str detail; /* at most TABLE_NOTE_DETAIL_MAX bytes from the file: clean before showing */
};

enum table_note_weight {
    TABLE_NOTE_WARNS,
    TABLE_NOTE_REJECTS_ROW, /* rejects the row that follows, whose values may be in wrong columns */
    TABLE_NOTE_REJECTS_LISTS, /* rejects a file that should be a complete list; a warning for a
                                 change feed */
};
/* Returns whether a note only warns, or rejects a row or file. */
enum table_note_weight table_note_weight(enum table_note_code code);
/* Returns whether a field is the value of a failed formula, such as "#N/A", also in Dutch or
 * French. */
bool table_is_error_value(struct str field);
