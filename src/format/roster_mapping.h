/*
 * Which column of a file is which field of a pupil: recognised by its name, or chosen by people.
 *
 * A choice is kept with the fingerprint of the header, so that the next list with the same columns
 * needs no question. Pure. Source: docs/develop/formats.md "Column mapping".
 */
#pragma once

#include "base/text.h"
#include "domain/roster_cell.h"
#include "format/table.h"

enum { MAPPING_SAMPLES = 5, MAPPING_SAMPLE_CHARS = 60, HEADER_ROWS = 15, FINGERPRINT_CHARS = 16 };

struct column_choice {
    struct str key;            /* roster_header_key() of the name; "naam#2" for a second "naam" */
    enum roster_column column; /* COLUMNS: not used */
};
struct column_mapping {
    struct str fingerprint; /* of the header that it is for; "": any header */
    const struct column_choice *choices;
    size_t count;
};

/*
 * Returns the name of a column as it is compared: folded, without spaces and punctuation. Returns
 * "" for a name that is not valid text.
 */
struct str roster_header_key(struct arena *arena, const struct text_rules *rules, struct str name);
/* Returns the column with that title or synonym; COLUMNS when there is none. */
enum roster_column roster_column_of_title(struct str key);
extern const char *const roster_titles[COLUMNS]; /* Dutch names of the columns */

/*
 * Text form of choices, one "key=title" a line: to keep them, and to read them back. Titles that
 * are not known are left out.
 */
struct str roster_choices_write(struct arena *arena, const struct column_choice *choices,
                                size_t count);
void roster_choices_read(struct arena *arena, const struct text_rules *rules, struct str text,
                         const struct column_choice **ret_choices, size_t *ret_count);

enum column_origin { ORIGIN_NONE, ORIGIN_NAME, ORIGIN_CHOICE };
struct proposed_column {
    struct str name; /* as in the file, cleaned; "" when the header has none */
    struct str key;
    enum roster_column column; /* COLUMNS: not used */
    bool also_group;           /* the class column stands in for the administrative group */
    enum column_origin origin;
    struct str samples[MAPPING_SAMPLES]; /* of the first rows; "" where empty */
};
struct mapping_proposal {
    int header_line;               /* 0: the file has no row that can be a header */
    struct str fingerprint, sheet; /* sheet: "" when the file has none or only one */
    size_t rows;                   /* below the header, without blank ones */
    struct proposed_column *columns;
    size_t count;
    size_t sample_count;
    bool missing[COLUMNS];    /* required columns that are not found */
    bool complete;            /* none is missing: the list can be read */
    bool by_choice;           /* a kept choice was used */
    enum roster_column twice; /* a column that two names are chosen for; COLUMNS: none */
};

struct mapping_request {
    const struct table_source *tables;
    const struct text_rules *rules;
    bool school_known; /* the school number need not be in the file */
    const struct column_mapping *mappings;
    size_t mapping_count;
};
/*
 * Reads the first rows of a file and proposes a mapping. Returns RC_INVALID when the file is not a
 * table: see *ret_flaw.
 */
enum rc roster_propose_fd(struct arena *arena, int fd, const struct mapping_request *request,
                          struct mapping_proposal *ret_proposal,
                          struct table_flaw *ret_flaw) MUST_USE;
