/*
 * Imports a roster file (snapshot) or change feed by applying its differences with the database.
 *
 * Each school of the file is one transaction: errors in required fields reject only the rows of
 * that school, and the safety limit holds back only the endings of that school. A file for a single
 * school is applied completely or not at all. An "ending" is an enrolment that the import would
 * end. Source: docs/develop/roster-identity.md "Damage".
 */
#pragma once

#include "domain/roster_identity.h"
#include "format/roster.h"
#include "service/roster/group_choice.h"
#include "service/service.h"

enum { LOOKED_AT_MAX = 50, SCHOOLS_TOLD_MAX = 100 };

struct import_options {
    int school;      /* 0: the file names the schools */
    bool changes;    /* change feed: pupils missing from it keep their enrolment; may be empty */
    day_count day;   /* day that the file describes; 0: today */
    bool dry_run;    /* compare, but change nothing */
    bool past_limit; /* endings of all schools are confirmed */
    const int *released; /* schools whose endings are confirmed */
    size_t released_count;
    bool stop_at_limit; /* do not apply a school whose endings would be held back: the user is
                           present and can confirm them */
    const struct column_mapping *mapping; /* tried before the stored ones; NULL: none */
    const struct level_choice *choices;   /* levels of groups; take precedence over stored ones */
    size_t choice_count;
    bool this_year; /* confirmed: in July and August, rows without dates belong to the current
                       school year */
};

/* A pupil in a report, with the data of the file. For CHANGE_ENDED, and in `before`, the data are
 * the stored ones. */
struct import_who {
    int64_t roll_number;
    struct str first_name, last_name;
    struct str place, before; /* class or administrative group; before: CHANGE_MOVED only */
};

/* A school whose endings are held back. */
struct import_held {
    int school;
    size_t endings, pupils; /* number of held endings, and of pupils enrolled now */
    struct import_who *who; /* the first LOOKED_AT_MAX of them */
    size_t who_count;
};

struct import_report {
    struct change_counts counts;
    struct import_who
        *who[CHANGE_UNCHANGED]; /* per kind, the first LOOKED_AT_MAX; dry run for one school only */
    size_t who_count[CHANGE_UNCHANGED];
    size_t schools, rows;
    size_t learned; /* pupils with a new or corrected national number; counted as changed */
    bool applied;   /* every school was applied, possibly without its endings */
    size_t refused; /* schools with invalid rows, of which nothing was applied */
    int refused_schools[SCHOOLS_TOLD_MAX];     /* the first of them */
    size_t held_count;                         /* schools whose endings are held back */
    struct import_held held[SCHOOLS_TOLD_MAX]; /* the first of them */
    bool limit_stops;                          /* stop_at_limit: nothing was applied */
    size_t unread;  /* rows without a readable school number; pupils missing from such a file keep
                       their enrolment */
    size_t undated; /* rows without dates; they get those of the school year */
    day_count undated_from, undated_until;
    bool asks_year; /* nothing was applied: in July and August, rows without dates would enrol or
                       move pupils, and this_year is not set */
    struct str ignored_columns;
    struct group_questions *questions; /* groups whose level is unknown and whose rows were
                                          rejected: staff must choose */
    size_t levels[LEVEL_HIGHER + 1];   /* rows per level */
    struct roster_messages *messages;  /* errors; any of them rejects its school or file */
    struct roster_messages *warnings;  /* warnings; they reject nothing */
};

/* Imports a file. Account managers may import for their own school, the command line for all
 * schools. Returns RC_OK also when schools were rejected or endings are held back; see the report.
 * Returns RC_INVALID when nothing of the file can be applied; see ret_report->messages. */
enum rc import_roster(struct call *call, int fd, const struct import_options *options,
                      struct import_report *ret_report) MUST_USE;

/*
 * Ends the enrolments whose ending is held back in the school of the call.
 *   ret_ended  number of enrolments ended
 * Returns RC_NONE when the school does not exist.
 */
enum rc import_release(struct call *call, size_t *ret_ended) MUST_USE;
/* Sets the percentage of pupils of a school that one import may end; 0: LIMIT_PERCENT. A hospital
 * school, for example, needs a higher one. Operators only. Returns RC_NONE when the school does not
 * exist. */
enum rc import_set_limit(struct call *call, int percent) MUST_USE;
