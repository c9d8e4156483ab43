/* Columns of a roster and the state while a file is read. Internal to the roster reader; shared by
 * roster.c (file), roster_header.c (header row) and roster_row.c (data rows). */
#pragma once

#include "base/buf.h"
#include "format/roster.h"

/* Returns the index of a column name in the table of synonyms; -1 when it is unknown. */
int roster_synonym_of(struct str key, enum roster_column *ret_column, bool *ret_weak);

/* Tells whether a roster must have the column; the school number only when !school_known. */
bool roster_is_required(bool school_known, enum roster_column column);

/* One cell of a row that may be the header. */
struct header_cell {
    struct str plain, key; /* key: plain, with "#2" for the second occurrence of a name */
    int synonym;
    enum roster_column column; /* COLUMNS: not used */
    bool weak, also_group;
    enum column_origin origin;
};
/* Positions of the columns, from 1, in a row that may be the header; 0: absent. */
struct header {
    struct header_cell *cells;
    size_t count;
    int place[COLUMNS], second[COLUMNS];
    int name[COLUMNS]; /* synonym index of the name at `place` */
    bool weak[COLUMNS], chosen[COLUMNS];
    int twice; /* position of a repeated name; 0: none */
    int own;   /* position of a column that only LeerID's exported workbook has; 0: none */
    enum roster_column chosen_twice; /* COLUMNS: none */
    bool by_choice;
    size_t found, missing; /* numbers of required columns */
    struct str fingerprint;
};
struct header_rules {
    const struct text_rules *rules;
    bool school_known;
    const struct column_mapping *mappings;
    size_t mapping_count;
};
/* Interprets a row as the header. */
void roster_header_read(struct arena *arena, const struct header_rules *rules,
                        const struct str *fields, size_t count, struct header *ret_header);
enum header_part { HEADER_REQUIRED, HEADER_MISSING, HEADER_FOUND };
/* Returns the titles of some columns, separated by ", ". */
struct str roster_header_names(struct arena *arena, const struct header *header, bool school_known,
                               enum header_part part);

/* Cached result for a group name, because many rows have the same group. */
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
    int place[COLUMNS];           /* position in the file; 0: absent */
    int second[COLUMNS];          /* alternative column, used when the first is empty */
    struct group_reading *groups; /* cache of GROUP_READINGS entries, by hash of the name */
    bool has_header;
    size_t header_flaws; /* errors of the header or of the file */
    struct str sheet;    /* sheet that is read, when the workbook has several; otherwise "" */
    int rejected_line;   /* line of the last rejected row; 0: none */
    size_t rows;
    int nearest_line; /* line of the row that most resembles a header */
    size_t nearest_found;
    struct str nearest_missing, nearest_has;
};

/* Uses the row as the header when it has every required column; returns whether it did. */
bool roster_header_take(struct roster_reading *r, int line, const struct str *fields, size_t count);
/* Adds the message about missing columns. */
void roster_header_missing(struct roster_reading *r, int line);

/* Reads the fields of one row. Returns false when a required field is invalid; the messages say
 * which. */
bool roster_row_fill(struct roster_reading *r, int line, const struct str *fields, size_t count,
                     struct roster_row *ret_row);

/* State of the current row; flawed is set when a required field is invalid. */
struct row_state {
    struct roster_reading *r;
    int line;
    const struct str *fields;
    size_t count;
    struct roster_row *row;
    bool flawed;
};

/* Sets the cell of a column in the current row. */
void roster_mark(struct row_state *s, enum roster_column column, enum roster_cell cell);
/* Reports an error in a required field, which rejects the row. */
void roster_flaw_add(struct row_state *s, enum roster_flaw code, enum roster_column column,
                     struct str detail);
/* Ignores an unreadable optional field, with a warning. */
void roster_leave_out(struct row_state *s, enum roster_flaw code, enum roster_column column,
                      struct str detail);
/* Adds a warning about the row, including the names of the pupil. */
void roster_warn(struct row_state *s, enum roster_flaw code, int column, struct str detail,
                 int rows);
/* Returns the text of an optional column and sets its cell; "" also for a word for none. */
struct str roster_optional(struct row_state *s, enum roster_column column);
/* Determines the level of the row (roster_level.c). Call it after all other fields were read. */
void roster_level_read(struct row_state *s);
