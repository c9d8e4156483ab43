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
    int64_t pupil_id; /* 0: a new person */
    int line;         /* line number in the file */
    bool learns;      /* the national number of the person changes */
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
 *   known    enrolments of this school that end today or later; sorted in place
 *   entries  rows of the file for this school; sorted in place
 * Returns one change for each enrolment and each new row; for a change feed, one for each row. A
 * row that ended before today is no change unless its enrolment is known. A known enrolment is not
 * ended when the file has a later row for the same person, or when all rows of the file begin after
 * today and the enrolment ends before the first of them.
 */
void roster_changes(struct arena *arena, day_count today, enum roster_scope scope,
                    struct known_enrolment *known, size_t known_count, struct roster_entry *entries,
                    size_t entry_count, struct roster_change **ret_changes, size_t *ret_count,
                    struct change_counts *ret_counts);

/*
 * Safety limit: tells whether more than percent % of the current enrolments would end. Then the
 * import needs confirmation.
 */
bool roster_brake(const struct change_counts *counts, int percent);
