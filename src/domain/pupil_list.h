/*
 * Pupil list of one school: search, filters, sorting and counts over rows in memory (a few thousand
 * at most).
 *
 * The search ignores case and accents. A row matches when each word of the search is part of the
 * roll number, first name, last name or username; or equals the class or a word of the group name;
 * or is the start of a name written without spaces, as in usernames.
 */
#pragma once

#include "domain/account_life.h"

struct pupil_row {
    int64_t pupil_id;
    int64_t roll_number;
    struct str first_name, last_name;
    struct str group_name, class_code; /* class_code "": unknown */
    enum level level;
    int type_override;     /* enum account_type that the school chose for the group; 0 = by level */
    struct str search_key; /* folded "roll number first last" */
    struct str sort_key;   /* collation key of last name, first name */
    day_count begin_day, end_day;
    bool has_account;
    struct str username;    /* "" without an account */
    enum account_type type; /* undefined without an account */
    enum secret_kind secret_kind;
    bool printable;  /* a card can be made: the account is active and a sealed secret exists */
    bool inactive;   /* deactivated by staff */
    bool signed_in;  /* at least once */
    bool needs_help; /* rate limited: a pool is closed or waiting */
};

enum list_column {
    LIST_NAME,
    LIST_FIRST_NAME,
    LIST_ROLL_NUMBER,
    LIST_GROUP,
    LIST_STATUS,
    LIST_TYPE,
    LIST_COLUMNS
};

/* 0, "" and false mean "no condition". */
struct pupil_filter {
    struct str search; /* folded */
    struct str group_name;
    struct str class_code;
    int status;      /* 1 + enum account_status */
    int type;        /* enum account_type */
    int secret_kind; /* enum secret_kind */
    bool never_signed_in;
    bool needs_help;
    bool turns;
    enum list_column sort;
    bool descending;
};

struct pupil_counts {
    size_t all, without_account, never_signed_in, picture, needs_help, turns;
};

enum account_status pupil_row_status(const struct pupil_row *row);
/*
 * Tells whether an active basic account must become an advanced one at the level of the enrolment.
 */
bool pupil_row_turns(const struct pupil_row *row);
/* Tells whether the row meets every condition of the filter. */
bool pupil_matches(const struct pupil_filter *filter, const struct pupil_row *row);
/* Selects the rows that match, in the order of the filter; the result points into rows. */
void pupil_list_select(struct arena *arena, const struct pupil_row *rows, size_t count,
                       const struct pupil_filter *filter, const struct pupil_row ***ret_selected,
                       size_t *ret_count);
/* Counts the rows for the filter buttons of the list. */
struct pupil_counts pupil_list_count(const struct pupil_row *rows, size_t count);
/* Lists the distinct group names (or class codes) in order, for the filter menus. */
void pupil_list_groups(struct arena *arena, const struct pupil_row *rows, size_t count,
                       struct str **ret_names, size_t *ret_count);
void pupil_list_classes(struct arena *arena, const struct pupil_row *rows, size_t count,
                        struct str **ret_names, size_t *ret_count);
