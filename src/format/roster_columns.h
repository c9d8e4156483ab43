/*
 * Internal to the roster reader: the columns, and the state while a file is read. Shared by
 * roster.c (the file), roster_header.c (the row of names) and roster_row.c (a row of values).
 */
#pragma once

#include "base/buf.h"
#include "format/roster.h"

extern const char *const roster_titles[COLUMNS]; /* names for messages */

struct roster_reading {
    const struct roster_reader *reader;
    struct roster_messages *messages;
    struct arena *row_arena;
    struct buf ignored;
    int place[COLUMNS];  /* position in the file; 0 = absent */
    int second[COLUMNS]; /* read when the first is empty */
    bool has_header;
    size_t header_flaws; /* errors of the header */
    size_t rows;
    /* Uses the row as the header when it names every required column, and tells whether it did. */
    int nearest_line;
    size_t nearest_found;
    struct str nearest_missing;
};

/* Adds the message that names the required columns. */
bool roster_header_take(struct roster_reading *r, int line, const struct str *fields, size_t count);
/*
 * Reads the fields of one row. Returns false when a field is invalid; each invalid field has a
 * message.
 */
void roster_header_missing(struct roster_reading *r, int line);

/* Reads the fields of one row. False when a field cannot be used; each has a message then. */
bool roster_row_fill(struct roster_reading *r, int line, const struct str *fields, size_t count,
                     struct roster_row *ret_row);
