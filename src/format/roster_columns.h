/*
 * Internal to the roster reader: the columns, and the state while a file is read. Shared by
 * roster.c (the file), roster_header.c (the row of names) and roster_row.c (a row of values).
 */
#pragma once

#include "base/buf.h"
#include "format/roster.h"

/* Returns the index of a name in the table of synonyms; -1 when it is none. */
int roster_synonym_of(struct str key, enum roster_column *ret_column, bool *ret_weak);

bool roster_is_required(bool school_known, enum roster_column column);

/* One cell of a row that may be the header. */
struct header_cell {
    struct str plain, key; /* key: with "#2" when the name occurs before */
    int synonym;
    enum roster_column column; /* COLUMNS: not used */
    bool weak, also_group;
    enum column_origin origin;
};
/* Positions of the columns in a row that may be the header; 0 = absent. */
struct header {
    struct header_cell *cells;
    size_t count;
    int place[COLUMNS], second[COLUMNS];
    int name[COLUMNS]; /* the synonym at place */
    bool weak[COLUMNS], chosen[COLUMNS];
    int twice; /* position of a repeated name; 0 = none */
    int own;   /* position of a column that only the exported workbook has; 0 = none */
    enum roster_column chosen_twice; /* COLUMNS: none */
    bool by_choice;
    size_t found, missing; /* required columns */
    struct str fingerprint;
};
struct header_rules {
    const struct text_rules *rules;
    bool school_known;
    const struct column_mapping *mappings;
    size_t mapping_count;
};
/* Reads a row as if it were the header. */
void roster_header_read(struct arena *arena, const struct header_rules *rules,
                        const struct str *fields, size_t count, struct header *ret_header);
enum header_part { HEADER_REQUIRED, HEADER_MISSING, HEADER_FOUND };
/* Returns titles of columns, separated by ", ". */
struct str roster_header_names(struct arena *arena, const struct header *header, bool school_known,
                               enum header_part part);

/* The levels that a group name can mean; many rows have the same group. */
struct group_reading {
    char name[NAME_MAX_CHARS * 4];
    size_t len;
    level_set allowed, levels;
};
enum { GROUP_READINGS = 256 };

struct roster_reading {
    const struct roster_reader *reader;
    struct roster_messages *messages;
    struct arena *row_arena;
    struct buf ignored;
    int place[COLUMNS];           /* position in the file; 0 = absent */
    int second[COLUMNS];          /* read when the first is empty */
    struct group_reading *groups; /* GROUP_READINGS, by hash of the name */
    bool has_header;
    size_t header_flaws; /* errors of the header or of the file */
    struct str sheet;    /* that is read, of a workbook with several; "" otherwise */
    int rejected_line;   /* the row of the last note that rejects one; 0 = none */
    size_t rows;
    int nearest_line; /* of the row that comes nearest to a header */
    size_t nearest_found;
    struct str nearest_missing, nearest_has;
};

/* Uses the row as the header when it names every required column, and tells whether it did. */
bool roster_header_take(struct roster_reading *r, int line, const struct str *fields, size_t count);
/* Adds the message that names the missing columns. */
void roster_header_missing(struct roster_reading *r, int line);

/* Reads the fields of one row. False when a field cannot be used; each has a message then. */
bool roster_row_fill(struct roster_reading *r, int line, const struct str *fields, size_t count,
                     struct roster_row *ret_row);

/* State of the row being read; flawed is set when a required field is invalid. */
struct row_state {
    struct roster_reading *r;
    int line;
    const struct str *fields;
    size_t count;
    struct roster_row *row;
    bool flawed;
};

void roster_mark(struct row_state *s, enum roster_column column, enum roster_cell cell);
/* Reports an error in a required field: the row is refused. */
void roster_flaw_add(struct row_state *s, enum roster_flaw code, enum roster_column column,
                     struct str detail);
/* Leaves an optional field out because it cannot be read, with a warning. */
void roster_leave_out(struct row_state *s, enum roster_flaw code, enum roster_column column,
                      struct str detail);
/* Adds a warning about the row, with the names of the pupil. */
void roster_warn(struct row_state *s, enum roster_flaw code, int column, struct str detail,
                 int rows);
/* Returns the text of an optional column and marks its cell; "" also for a word for none. */
struct str roster_optional(struct row_state *s, enum roster_column column);
/* Finds the level of the row: roster_level.c. Read after all other fields. */
void roster_level_read(struct row_state *s);
