/*
 * Column mapping of a roster: which column of a file contains which field of a pupil. Columns are
 * recognised by name or chosen by staff.
 *
 * A choice is stored with the fingerprint of the header, so that later lists with the same columns
 * need no question. Pure functions, except roster_propose_fd(). Source: docs/develop/formats.md
 * "Column mapping".
 */
#pragma once

#include "base/text.h"
#include "domain/roster_cell.h"
#include "format/table.h"

enum { MAPPING_SAMPLES = 5, MAPPING_SAMPLE_CHARS = 60, HEADER_ROWS = 15, FINGERPRINT_CHARS = 16 };

struct column_choice {
    struct str key; /* roster_header_key() of the name, with "#2" for its second occurrence */
    enum roster_column column; /* COLUMNS: not used */
};
struct column_mapping {
    struct str fingerprint; /* of the header that the mapping is for; "": any header */
    const struct column_choice *choices;
    size_t count;
};

/* Returns the form of a column name that is compared: folded, without spaces and punctuation.
 * Returns "" for a name that is not valid text. */
struct str roster_header_key(struct arena *arena, const struct text_rules *rules, struct str name);
/* Returns the column with this title or synonym; COLUMNS when there is none. */
enum roster_column roster_column_of_title(struct str key);
extern const char *const roster_titles[COLUMNS]; /* Dutch names of the columns */

/* Writes choices as text to store, one "key=title" per line, and reads it back. Unknown titles are
 * ignored. */
struct str roster_choices_write(struct arena *arena, const struct column_choice *choices,
                                size_t count);
void roster_choices_read(struct arena *arena, const struct text_rules *rules, struct str text,
                         const struct column_choice **ret_choices, size_t *ret_count);

enum column_origin { ORIGIN_NONE, ORIGIN_NAME, ORIGIN_CHOICE };
struct proposed_column {
    struct str name; /* as in the file, cleaned; "": the header has none */
    struct str key;
    enum roster_column column; /* COLUMNS: not used */
    bool also_group;           /* the class column is also used as the administrative group */
    enum column_origin origin;
    struct str samples[MAPPING_SAMPLES]; /* values of the first rows; "" where empty */
};
struct mapping_proposal {
    int header_line;               /* 0: no row can be a header */
    struct str fingerprint, sheet; /* sheet: name of the sheet; "": none, or the only one */
    size_t rows;                   /* rows below the header, blank ones excluded */
    struct proposed_column *columns;
    size_t count;
    size_t sample_count;
    bool missing[COLUMNS];    /* required columns that were not found */
    bool complete;            /* no required column is missing, so the file can be read */
    bool by_choice;           /* a stored choice was used */
    enum roster_column twice; /* field that two columns are chosen for; COLUMNS: none */
};

struct mapping_request {
    const struct table_source *tables;
    const struct text_rules *rules;
    bool school_known; /* the file need not contain the school number */
    const struct column_mapping *mappings;
    size_t mapping_count;
};
/* Reads the first rows of a file and proposes a mapping. Returns RC_INVALID when the file is not a
 * table; see *ret_flaw. */
enum rc roster_propose_fd(struct arena *arena, int fd, const struct mapping_request *request,
                          struct mapping_proposal *ret_proposal,
                          struct table_flaw *ret_flaw) MUST_USE;
