/* Brings a roster file in, or a feed of changes: as a difference against what is there, all or
 * nothing. Source: docs/develop/formats.md "Rosters". */
#pragma once

#include "domain/roster_identity.h"
#include "format/roster.h"
#include "service/roster/group_choice.h"
#include "service/service.h"

enum { BRAKE_PERCENT = 15, LOOKED_AT_MAX = 50 };

struct import_options {
    int school;      /* 0: the file names the schools */
    bool changes;    /* a feed: who is not in it has not changed; it may be empty */
    day_count day;   /* which the file tells of; 0: today */
    bool dry_run;    /* compare only */
    bool past_brake; /* "yes" to more than 15 % ending */
    const struct column_mapping *mapping; /* used before the kept ones; NULL: none */
    const struct level_choice *choices;   /* levels of groups, used before the kept ones */
    size_t choice_count;
    bool this_year; /* "yes" to rows without dates in July and August: they are of the year that
                        runs */
};

/* Somebody whom it concerns, as the file has it; for CHANGE_ENDED, and in before, as it was. */
struct import_who {
    int64_t roll_number;
    struct str first_name, last_name;
    struct str place, before; /* class or administrative group; before: CHANGE_MOVED */
};

struct import_report {
    struct change_counts counts;
    struct import_who
        *who[CHANGE_UNCHANGED]; /* by kind, the first LOOKED_AT_MAX of a dry run for one school */
    size_t who_count[CHANGE_UNCHANGED];
    size_t schools, rows;
    size_t learned; /* pupils whose national number becomes known or is mended */
    bool applied;
    bool braked;    /* nothing was done: too many would end */
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

/* An account manager for the own school only, operators' command line for all. RC_OK also for a dry
 * run and for a brake (look at the report); RC_INVALID: the file is refused, see messages. */
enum rc import_roster(struct call *call, int fd, const struct import_options *options,
                      struct import_report *ret_report) MUST_USE;
