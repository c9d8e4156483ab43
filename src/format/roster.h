/*
 * Reads a roster file into typed rows: any table that table.h reads, with the columns of LeerID or
 * of a school package.
 *
 * The header is one of the first fifteen rows. Its columns are recognised by their names in any
 * order, or by a mapping that staff chose. Up to 100 messages are kept, each with line and column.
 * Source: docs/develop/formats.md "Roster columns".
 */
#pragma once

#include "base/text.h"
#include "domain/group_knowledge.h"
#include "domain/national_number.h"
#include "domain/roster_cell.h"
#include "domain/roster_change.h"
#include "format/roster_mapping.h"
#include "format/table.h"
#include "language/tr.h"

enum { ROSTER_MESSAGES_MAX = 100, NAME_MAX_CHARS = 100, GROUP_QUESTIONS_MAX = 200, GROUP_WHO = 3 };

enum roster_flaw {
    ROSTER_NO_HEADER,    /* detail: the missing required columns */
    ROSTER_NO_COLUMNS,   /* a header without some required columns; detail: which */
    ROSTER_OWN_WORKBOOK, /* the workbook of accounts that LeerID exports */
    ROSTER_CHOSEN_TWICE, /* two columns of the file are mapped to one field; detail: which */
    ROSTER_COLUMN_TWICE, /* a column occurs twice in the header; detail: the column */
    ROSTER_MISSING,      /* a required field is empty; detail: the column */
    ROSTER_BAD_TEXT,     /* control characters, bad encoding, too long */
    ROSTER_TEXT_LONG,
    ROSTER_BAD_SCHOOL,
    ROSTER_OTHER_SCHOOL, /* the school of the row is not the reader's; detail: the school of the
                            row; one message for all its rows */
    ROSTER_BAD_ROLL,
    ROSTER_BAD_GROUP, /* number of the administrative group */
    ROSTER_BAD_DATE,
    ROSTER_ENDS_EARLY, /* the end date is before the begin date */
    ROSTER_BAD_SEX,
    ROSTER_BAD_NUMBER, /* the check digits of the national number are wrong; the number itself is
                          never in a message */
    ROSTER_NO_LEVEL,   /* the level cannot be determined; detail: the group; one message for all its
                          rows */
    ROSTER_BAD_LEVEL,  /* not a main structure */
    ROSTER_AGE,     /* warning: the birth year does not fit the level; detail: the group; rows: the
                       birth year */
    ROSTER_TABLE,   /* the file is not a table; code: enum table_flaw_code; detail: the row */
    ROSTER_NOTE,    /* about the file as a whole; code: enum table_note_code; a warning unless it
                       rejects a row or the file */
    ROSTER_ROUNDED, /* a number in scientific notation, which lost digits */
    ROSTER_EMPTY,   /* a header without pupils */
    ROSTER_TWICE,   /* the same pupil twice; detail: the other line */
    ROSTER_TWO_PUPILS,     /* two pupils with one roll number; detail: the other line */
    ROSTER_CLASH_ACCOUNTS, /* set by callers, warning: two persons are one, and both have an
                              account; detail: the usernames */
    ROSTER_CLASH_NUMBER,   /* warning: the holder of the roll number has another national number;
                              detail: the roll number */
    ROSTER_CLASH_ROWS,   /* warning: the national number is also in another pupil's row; detail: the
                            other line */
    ROSTER_CLASH_OWNER,  /* warning: the national number belongs to another pupil; detail: the roll
                            number */
    ROSTER_ASK_PERSON,   /* set by callers, warnings that are shown once; detail: the roll number.
                            Number and birth day are those of a pupil with another first name */
    ROSTER_OTHER_NUMBER, /* another school states another national number */
    ROSTER_NUMBER_DATE,  /* the birth day contradicts the national number */
    ROSTER_OTHER_BIRTH_DAY, /* the known birth day comes from the number or another school */
    ROSTER_OTHER_SEX,       /* another school states another sex */
    ROSTER_OTHER_NAMES,     /* another school states other official names */
    ROSTER_UNKNOWN_SCHOOL,  /* set by callers */
    ROSTER_MANY,            /* set by callers: more rows for one school than any school has */
    ROSTER_FLAWS,
};

struct roster_message {
    enum roster_flaw flaw;
    int code;         /* for ROSTER_TABLE and ROSTER_NOTE */
    int line, column; /* position of the first occurrence; 0: the file as a whole */
    int rows;         /* rows with this message */
    int school;       /* school of the row; 0: unknown, or the file as a whole */
    struct str detail;
    struct str also; /* ROSTER_NO_COLUMNS: the columns that were found */
    struct str who;  /* names of the pupil, for pages of the school; "": unknown */
};

struct roster_messages {
    struct arena *arena;
    size_t count; /* messages kept */
    size_t total; /* messages found */
    struct roster_message items[ROSTER_MESSAGES_MAX];
};
void roster_message_add(struct roster_messages *messages, enum roster_flaw flaw, int line,
                        int column, struct str detail);
/* Two texts of the catalogue, complete sentences: the problem and its correction. {0} is the
 * detail, {1} the number of rows and {2} the `also` of the message. The caller adds "rij 3, kolom
 * 5: …". */
struct roster_words {
    const char *wrong, *mend;
};
/* Returns the sentences of a message; on_portal selects the correction for the browser. */
struct roster_words roster_message_words(const struct roster_message *message, bool on_portal);
/* Returns both sentences with their arguments filled in, for the command line. */
struct str roster_message_in(struct arena *arena, enum language language,
                             const struct roster_message *message);
/* As roster_message_in(), in Dutch. */
struct str roster_message_text(struct arena *arena, const struct roster_message *message);

struct roster_row {
    int line;
    int school; /* 0: not in the file; the caller knows the school */
    struct enrolment_facts facts;
    bool undated; /* the row has neither a begin nor an end date */
    bool has_number;
    struct national_number number;
    /* enum roster_cell per column. A field whose cell is not CELL_VALUE has its default: "", 0,
     * DAY_NONE, no number; begin and end days are those of the school year. */
    unsigned char cells[COLUMNS];
};

/* A group whose level staff must choose, with information for the choice. */
struct group_question {
    int school;
    struct str name, folded;
    size_t rows;
    int born_from, born_to;    /* birth years; 0: unknown */
    struct str who[GROUP_WHO]; /* names of the first pupils */
    size_t who_count;
};
struct group_questions {
    struct arena *arena;
    size_t count, total; /* groups kept, and groups found */
    struct group_question items[GROUP_QUESTIONS_MAX];
};

struct roster_reader {
    const struct table_source *tables; /* reader for the file */
    const struct text_rules *rules;
    day_count today;
    int school; /* the caller's school; a school column is then optional and must agree. 0: the file
                   must have the column */
    const struct column_mapping *mappings; /* choices of staff; the first that fits the header */
    size_t mapping_count;
    const struct group_knowledge *groups; /* NULL: use the file only */
    struct group_questions *questions;    /* receives the groups of unknown level; NULL: not kept */
    bool may_be_empty;                    /* accept a header without rows */
    /* Receives optional fields that were ignored because they are unreadable; NULL: not reported.
     */
    struct roster_messages *warnings;
    /* Called for each row without errors; the row is valid during the call. */
    enum rc (*row)(void *context, const struct roster_row *row);
    /* Called for each row with an error in a required field; the error is in the messages. school
     * is 0 when the row does not state it. NULL: any such row rejects the whole file. */
    enum rc (*refused)(void *context, int school, int line);
    void *context;
};

/*
 * Reads a roster file.
 *   ret_ignored  names of the columns that were not used, separated by ", "
 *
 * Returns RC_INVALID when the file is rejected; see messages. With reader->refused, also returns
 * RC_OK when some rows were rejected; messages then has the errors.
 */
enum rc roster_read_fd(struct arena *arena, int fd, const struct roster_reader *reader,
                       struct roster_messages *messages, struct str *ret_ignored) MUST_USE;

/*
 * Parses a date: d/M/yyyy, dd-mm-yyyy, yyyy-mm-dd, d.M.yyyy or a spreadsheet serial number of five
 * digits (1927 on; four digits would be a year without its day), from 1900 to 2100. Returns
 * RC_INVALID for anything else.
 */
enum rc roster_date(struct str text, day_count *ret_day) MUST_USE;
