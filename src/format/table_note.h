/*
 * Notes: what a reader of tables noticed about a file that it could read. Each note is a message
 * for the person who brings the file. Texts: roster_text.c. Source: docs/develop/formats.md
 * "Notes".
 */
#pragma once

#include "base/str.h"

enum { TABLE_NOTES_MAX = 200, TABLE_NOTE_DETAIL_MAX = 200 };

enum table_note_code {
    TABLE_NOTE_FORMAT,   /* the content is not CSV or an Excel workbook; detail: the format read */
    TABLE_NOTE_SHEET,    /* a workbook of several sheets; detail: the name of the sheet read */
    TABLE_NOTE_HIDDEN,   /* hidden sheets before it were skipped; detail: their names */
    TABLE_NOTE_1904,     /* dates count from 1904; the reader converted them */
    TABLE_NOTE_WIDE,     /* rejects the row: it has more values than the header has names; detail:
                            the number of values; count: the number of names */
    TABLE_NOTE_NARROW,   /* fewer values, as WIDE; the missing ones count as empty */
    TABLE_NOTE_COMMA,    /* rejects the row: an unquoted comma; detail: the text around it */
    TABLE_NOTE_JOINED,   /* WISA: an unquoted comma whose place is certain; detail: the text */
    TABLE_NOTE_MOJIBAKE, /* "SÃ¼heda"; detail: the first such field */
    TABLE_NOTE_LOST_LETTER, /* "?ukasz" or U+FFFD; detail: the first such field */
    TABLE_NOTE_ERROR_CELL,  /* "#N/A"; detail: the first such field */
    TABLE_NOTE_CHANGES,     /* rejects the file unless the caller reads a change feed */
    TABLE_NOTE_MENDED,      /* departs from its standard and is read as meant; detail: where */
    TABLE_NOTE_DANGLING, /* rows that name something absent were left out; detail: file and name */
    TABLE_NOTE_NO_CLASS, /* rows name a class that the file of classes lacks; detail: the class */
    TABLE_NOTES,
};

struct table_note {
    enum table_note_code code;
    int line, column;  /* of the first occurrence; 0: the file as a whole */
    int count;         /* rows concerned */
    struct str detail; /* at most TABLE_NOTE_DETAIL_MAX bytes from the file: clean before showing */
};

enum table_note_weight {
    TABLE_NOTE_WARNS,
    TABLE_NOTE_REJECTS_ROW,   /* the row that follows; its values may be in wrong columns */
    TABLE_NOTE_REJECTS_LISTS, /* the file, where a whole list is expected; warns in a change feed */
};
enum table_note_weight table_note_weight(enum table_note_code code);
/* True for the value of a failed formula: "#N/A", and the Dutch and French names of these values.
 */
bool table_is_error_value(struct str field);
