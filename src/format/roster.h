/* The project's own roster columns (CSV or Excel) to typed rows. The header stands in one of the
 * first five rows, names in Dutch or English in any order. A flaw in any row refuses the whole
 * file; up to 100 messages are kept, each with line and column. Source: FORMATS "Imports: own CSV".
 */
#pragma once

#include "base/text.h"
#include "domain/national_number.h"
#include "domain/roster_change.h"
#include "format/table.h"

enum { ROSTER_MESSAGES_MAX = 100, NAME_MAX_CHARS = 100 };

enum roster_flaw {
    ROSTER_NO_HEADER,    /* detail: the required columns that are missing */
    ROSTER_OWN_WORKBOOK, /* the workbook of accounts that this program makes */
    ROSTER_COLUMN_TWICE, /* the same name twice in the header; detail: the column */
    ROSTER_MISSING,      /* a required field is empty; detail: the column */
    ROSTER_BAD_TEXT,     /* control characters, bad encoding, too long */
    ROSTER_TEXT_LONG,
    ROSTER_BAD_SCHOOL,
    ROSTER_OTHER_SCHOOL, /* not the school that the caller said; detail: the row's; one message for
                            all rows of that school */
    ROSTER_BAD_ROLL,
    ROSTER_BAD_GROUP, /* number of the administrative group */
    ROSTER_BAD_DATE,
    ROSTER_ENDS_EARLY, /* end before begin */
    ROSTER_BAD_SEX,
    ROSTER_BAD_NUMBER,     /* national number does not check out; the number itself is never in a
                              message */
    ROSTER_NO_LEVEL,       /* neither main structure nor group name tells the level */
    ROSTER_TABLE,          /* the file is no table; code: enum table_flaw_code */
    ROSTER_EMPTY,          /* a header and no rows */
    ROSTER_TWICE,          /* the same pupil twice; detail: the other line */
    ROSTER_CLASH_ACCOUNTS, /* for callers, a warning: two persons prove to be one, and both have an
                              account; detail: the usernames */
    ROSTER_CLASH_NUMBER, /* a warning: who has the roll number has another national number; detail:
                            the roll number */
    ROSTER_CLASH_ROWS,   /* a warning: the national number of another pupil in the file; detail: the
                            other line */
    ROSTER_CLASH_OWNER,  /* a warning: the national number of another pupil; detail: the roll number
                          */
    ROSTER_UNKNOWN_SCHOOL, /* for callers */
    ROSTER_MANY,           /* for callers: more rows of one school than any school has */
    ROSTER_FLAWS,
};

struct roster_message {
    enum roster_flaw flaw;
    int code;         /* of ROSTER_TABLE */
    int line, column; /* of the first */
    int rows;
    struct str detail;
};

struct roster_messages {
    struct arena *arena;
    size_t count; /* kept */
    size_t total; /* found */
    struct roster_message items[ROSTER_MESSAGES_MAX];
};
void roster_message_add(struct roster_messages *messages, enum roster_flaw flaw, int line,
                        int column, struct str detail);
/* Two texts of the catalogue, of whole sentences, where {0} is the detail and {1} the number of
 * rows. "rij 3, kolom 5: …" is the caller's. */
struct roster_words {
    const char *wrong, *mend;
};
struct roster_words roster_message_words(const struct roster_message *message, bool on_portal);
/* Both in Dutch and filled in, as the command line says them. */
struct str roster_message_text(struct arena *arena, const struct roster_message *message);

struct roster_row {
    int line;
    int school; /* 0: the file does not say, the caller does */
    struct enrolment_facts facts;
    bool undated; /* neither begin nor end are said */
    bool has_number;
    struct national_number number;
};

struct roster_reader {
    const struct table_source *tables; /* what reads the file */
    const struct text_rules *rules;
    day_count today;
    int school; /* the caller's; a column may be there, but says the same. 0 = the file must have
                   the column */
    bool may_be_empty; /* a header alone is no flaw */
    /* Rows without flaws; valid until it returns. */
    enum rc (*row)(void *context, const struct roster_row *row);
    void *context;
};

/* RC_INVALID: refused, see messages. *ret_ignored: names of columns that were left aside, for a
 * note. */
enum rc roster_read_fd(struct arena *arena, int fd, const struct roster_reader *reader,
                       struct roster_messages *messages, struct str *ret_ignored) MUST_USE;

/* One date in any of the accepted forms: d/M/yyyy, dd-mm-yyyy, yyyy-mm-dd, d.M.yyyy, spreadsheet
 * serial of five digits (1927 on; four digits would be a year that lost its day). From 1900 to
 * 2100. */
enum rc roster_date(struct str text, day_count *ret_day) MUST_USE;
