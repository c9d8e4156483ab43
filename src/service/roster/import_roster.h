/*
 * Imports a roster file or a feed of changes, as a difference against the database.
 *
 * Each school of the file is one transaction: errors in required fields refuse only that school's
 * rows, and the safety limit holds back only that school's endings. A file for one school is all or
 * nothing. Source: docs/develop/roster-identity.md "Damage".
 */
#pragma once

#include "domain/roster_identity.h"
#include "format/roster.h"
#include "service/roster/group_choice.h"
#include "service/service.h"

enum { LOOKED_AT_MAX = 50, SCHOOLS_TOLD_MAX = 100 };

struct import_options {
    int school;          /* 0: the file names the schools */
    bool changes;        /* a feed: pupils that are not in it have not changed; it may be empty */
    day_count day;       /* that the file describes; 0: today */
    bool dry_run;        /* compare only */
    bool past_limit;     /* the endings of all schools are confirmed */
    const int *released; /* schools whose endings are confirmed */
    size_t released_count;
    bool stop_at_limit; /* a school whose endings would be held back is not applied at all, because
                           somebody is there to confirm them */
    const struct column_mapping *mapping; /* used before the kept ones; NULL: none */
    const struct level_choice *choices;   /* levels of groups, used before the kept ones */
    size_t choice_count;
    bool this_year; /* confirmed: rows without dates in July and August are of the running year */
};

/* Somebody whom it concerns, as the file has it; for CHANGE_ENDED, and in before, as it was. */
struct import_who {
    int64_t roll_number;
    struct str first_name, last_name;
    struct str place, before; /* class or administrative group; before: CHANGE_MOVED */
};

/* A school whose endings are held back. */
struct import_held {
    int school;
    size_t endings, pupils; /* of the pupils enrolled now */
    struct import_who *who; /* the first LOOKED_AT_MAX */
    size_t who_count;
};

struct import_report {
    struct change_counts counts;
    struct import_who
        *who[CHANGE_UNCHANGED]; /* by kind, the first LOOKED_AT_MAX of a dry run for one school */
    size_t who_count[CHANGE_UNCHANGED];
    size_t schools, rows;
    size_t learned; /* pupils whose national number becomes known or is corrected; they are among
                       the changed ones */
    bool applied;   /* every school was applied, possibly without its endings */
    size_t refused; /* schools whose rows have errors: nothing of them was applied */
    int refused_schools[SCHOOLS_TOLD_MAX];     /* the first of them */
    size_t held_count;                         /* schools whose endings are held back */
    struct import_held held[SCHOOLS_TOLD_MAX]; /* the first of them */
    bool limit_stops;                          /* with stop_at_limit: nothing was done */
    size_t unread;  /* rows without a readable school: absence from this file ends nobody */
    size_t undated; /* rows without dates: they are given those of the school year */
    day_count undated_from, undated_until;
    bool asks_year; /* nothing was done: it is July or August, and rows without dates would bring
                       somebody or move somebody */
    struct str ignored_columns;
    struct group_questions *questions; /* groups whose rows were refused: people must choose */
    size_t levels[LEVEL_HIGHER + 1];   /* rows by level */
    struct roster_messages *messages;  /* any refuses the file */
    struct roster_messages *warnings;  /* rows that were handled with care; they stop nothing */
};

/*
 * Account managers import for their own school, the command line for all. Returns RC_OK also when
 * schools were refused or endings held back (see the report), and RC_INVALID when nothing of the
 * file can be applied: see messages.
 */
enum rc import_roster(struct call *call, int fd, const struct import_options *options,
                      struct import_report *ret_report) MUST_USE;

/*
 * Ends the enrolments that the limit of a school holds back.
 *   ret_ended  number of enrolments
 * Returns RC_NONE when the school does not exist.
 */
enum rc import_release(struct call *call, size_t *ret_ended) MUST_USE;
/*
 * Sets the percentage of a school's pupils that one import may end, such as that of a hospital
 * school; 0: the usual LIMIT_PERCENT. Operators only. Returns RC_NONE when the school does not
 * exist.
 */
enum rc import_set_limit(struct call *call, int percent) MUST_USE;
