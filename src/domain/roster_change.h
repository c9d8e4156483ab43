/*
 * Compares a roster file (snapshot) or change feed with the stored enrolments of one school: new,
 * changed, moved, ended, unchanged.
 *
 * Pure functions. domain/roster_identity.h determines the person of each row. Source:
 * docs/develop/formats.md "Rosters", docs/develop/requirements.md "Account life cycle".
 */
#pragma once

#include "base/day.h"
#include "domain/level.h"
#include "domain/roster_cell.h"

/* Data of an enrolment, in the file or in the database. */
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
    int64_t pupil_id;           /* 0: new person */
    int line;                   /* line in the file, from 1 */
    bool learns;                /* the person gets a new or corrected national number */
    const unsigned char *cells; /* enum roster_cell per column; NULL: all fields are stated */
};

enum change_kind { CHANGE_NEW, CHANGE_CHANGED, CHANGE_MOVED, CHANGE_ENDED, CHANGE_UNCHANGED };

struct roster_change {
    enum change_kind kind;
    const struct roster_entry
        *entry; /* NULL when the file has no row for it: CHANGE_ENDED, or CHANGE_UNCHANGED for an
                   enrolment before the first day of the file */
    const struct known_enrolment
        *known; /* NULL for CHANGE_NEW, and for CHANGE_UNCHANGED of a row that ended before today */
    day_count close_day; /* CHANGE_MOVED, CHANGE_ENDED: new last day of the old enrolment */
    bool in_place; /* CHANGE_MOVED of an enrolment that began today or later: change its group or
                      class instead of adding a second enrolment */
};

struct change_counts {
    size_t added, changed, moved, ended, unchanged, current_before;
};
void roster_counts_add(struct change_counts *sum, const struct change_counts *counts);

/* Meaning of a pupil's absence from the file. ROSTER_WHOLE (snapshot): the pupil left.
 * ROSTER_CHANGES (change feed): no change. */
enum roster_scope { ROSTER_WHOLE, ROSTER_CHANGES };

/*
 * Compares the rows of a file with the stored enrolments.
 *   known    all enrolments of this school, including ended ones; sorted in place
 *   entries  rows of this school; sorted in place, and completed with values that they do not state
 * (roster_cell_effect())
 *
 * Returns one change for each enrolment that ends today or later and for each new row; for a change
 * feed, one for each row. A row that ended before today gives no change unless its enrolment is
 * stored. A stored enrolment is not ended when the file has a later row for the same person, or
 * when all rows of the file begin after today and the enrolment ends before the first of them.
 *
 * Enrolments of one person never overlap because a file repeats its begin date: a move ends the old
 * enrolment the day before today and begins the new one today. A pupil who comes back is handled in
 * the same way.
 */
void roster_changes(struct arena *arena, day_count today, enum roster_scope scope,
                    struct known_enrolment *known, size_t known_count, struct roster_entry *entries,
                    size_t entry_count, struct roster_change **ret_changes, size_t *ret_count,
                    struct change_counts *ret_counts);

/*
 * Safety limit of a school: tells whether the endings of an import are held back. They are held
 * back when all pupils would leave, or when at least LIMIT_ENDINGS pupils and more than percent %
 * of the highest recent number would.
 *   highest  largest number of enrolments before an import of the last LIMIT_DAYS days; may be less
 * than now
 */
enum { LIMIT_PERCENT = 15, LIMIT_ENDINGS = 5, LIMIT_DAYS = 14 };
bool roster_holds_endings(const struct change_counts *counts, size_t highest, int percent);
