/* The pupil list of one school: search, filters, sorting and counts over rows in memory (some
 * thousand at most). Search ignores case and accents. Each word of it must be part of the roll
 * number, the first name, the last name or the username, or a whole class or word of the group, or
 * names written together as usernames write them. */
#pragma once

#include "domain/account_life.h"

struct pupil_row {
    int64_t pupil_id;
    int64_t roll_number;
    struct str first_name, last_name;
    struct str group_name, class_code; /* class_code "": unknown */
    enum level level;
    int type_override; /* enum account_type: the school's own choice for the group; 0 = by level */
    struct str search_key; /* folded "roll number first last" */
    struct str sort_key;   /* collation key of last, first name */
    day_count begin_day, end_day;
    bool has_account;
    struct str username;    /* "" without an account */
    enum account_type type; /* meaningless without an account */
    enum secret_kind secret_kind;
    bool printable;  /* a card can be made: the account is active and a sealed secret is there */
    bool inactive;   /* made inactive by staff */
    bool signed_in;  /* ever */
    bool needs_help; /* a pool is closed or waiting */
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

/* 0, "" and false mean: no condition. */
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
/* An active basic account that no longer fits the level of the enrolment: it is turned into an
 * advanced one. */
bool pupil_row_turns(const struct pupil_row *row);
bool pupil_matches(const struct pupil_filter *filter, const struct pupil_row *row);
/* The rows that match, in order: pointers into rows. */
void pupil_list_select(struct arena *arena, const struct pupil_row *rows, size_t count,
                       const struct pupil_filter *filter, const struct pupil_row ***ret_selected,
                       size_t *ret_count);
struct pupil_counts pupil_list_count(const struct pupil_row *rows, size_t count);
/* The different group names (or class codes), in order, for the selects. */
void pupil_list_groups(struct arena *arena, const struct pupil_row *rows, size_t count,
                       struct str **ret_names, size_t *ret_count);
void pupil_list_classes(struct arena *arena, const struct pupil_row *rows, size_t count,
                        struct str **ret_names, size_t *ret_count);
