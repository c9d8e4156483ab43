/*
 * Compares a roster file (snapshot or change feed) with the enrolments in the database, one school
 * at a time: new, changed, moved, ended, unchanged.
 *
 * Pure. domain/roster_identity.h decides who the person of a row is. Source:
 * docs/develop/formats.md "Rosters", docs/develop/requirements.md "Account life cycle".
 */
#pragma once

#include "base/day.h"
#include "domain/level.h"
#include "domain/roster_cell.h"

/* The data of an enrolment, in the file and in the database. */
struct enrolment_facts {
    int64_t roll_number;
    struct str first_name, last_name;
    struct str official_first,
        official_last;    /* "" in a row just read: the file does not contain it */
    int sex;              /* 0 unknown, 1 M, 2 V, 3 X */
    day_count birth_day;  /* DAY_NONE: unknown */
    int64_t group_number; /* 0: unknown */
    struct str group_name, class_code, site;
    enum level level;
    day_count begin_day, end_day; /* inclusive */
};

struct known_enrolment {
    int64_t enrolment_id;
    int64_t pupil_id;
    struct enrolment_facts facts;
};

struct roster_entry {
    struct enrolment_facts facts;
    int64_t pupil_id;           /* 0: a new person */
    int line;                   /* line number in the file */
    bool learns;                /* the national number of the person changes */
    const unsigned char *cells; /* enum roster_cell of each column; NULL: all fields are stated */
};

enum change_kind { CHANGE_NEW, CHANGE_CHANGED, CHANGE_MOVED, CHANGE_ENDED, CHANGE_UNCHANGED };

struct roster_change {
    enum change_kind kind;
    const struct roster_entry
        *entry; /* NULL when the file has no row for it: CHANGE_ENDED, or CHANGE_UNCHANGED of an
                   enrolment before the first day of the file */
    const struct known_enrolment
        *known; /* NULL for CHANGE_NEW, and for CHANGE_UNCHANGED of a row that ended before today */
    day_count close_day; /* CHANGE_MOVED and CHANGE_ENDED: last day of the old enrolment */
    bool in_place; /* CHANGE_MOVED of an enrolment that had not begun before today: it gets the
                      other group or class, and no second enrolment is made */
};

struct change_counts {
    size_t added, changed, moved, ended, unchanged, current_before;
};

/*
 * What the absence of a pupil from the file means. WHOLE (snapshot): the pupil left. CHANGES
 * (change feed): nothing.
 */
enum roster_scope { ROSTER_WHOLE, ROSTER_CHANGES };

/*
 * Compares the rows of a file with the known enrolments.
 *   known    all enrolments of this school, also ended ones; sorted in place
 *   entries  rows of the file for this school; sorted in place, and completed with what they do not
 *            state (roster_cell_effect())
 * Returns one change for each enrolment that ends today or later and each new row; for a change
 * feed, one for each row. A row that ended before today is no change unless its enrolment is known.
 * A known enrolment is not ended when the file has a later row for the same person, or when all
 * rows of the file begin after today and the enrolment ends before the first of them.
 *
 * Enrolments of one person do not overlap because of a file that repeats its begin date: a move
 * ends the old enrolment on the day before today and begins the new one today, and so does a pupil
 * who comes back.
 */
void roster_changes(struct arena *arena, day_count today, enum roster_scope scope,
                    struct known_enrolment *known, size_t known_count, struct roster_entry *entries,
                    size_t entry_count, struct roster_change **ret_changes, size_t *ret_count,
                    struct change_counts *ret_counts);

/*
 * Safety limit of a school: tells whether the endings of an import are held back. They are when
 * everybody would leave, or at least 5 pupils and more than percent % of the highest number of the
 * last days.
 *   highest  enrolments before the imports of the last LIMIT_DAYS days; may be less than now
 */
enum { LIMIT_PERCENT = 15, LIMIT_ENDINGS = 5, LIMIT_DAYS = 14 };
bool roster_holds_endings(const struct change_counts *counts, size_t highest, int percent);
