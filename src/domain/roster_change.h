/* A roster file, or a feed of changes, as a difference against what is there, one school at a time:
 * new, changed, moved, ended, unchanged. Pure. Matching of persons: by national number first, then
 * by roll number in the school; what contradicts is shown, never guessed. Source: FORMATS
 * "Imports", PRODUCT 5. */
#pragma once

#include "base/day.h"
#include "domain/level.h"

/* What an enrolment says, in the file and in the database. */
struct enrolment_facts {
    int64_t roll_number;
    struct str first_name, last_name;
    struct str official_first, official_last; /* "" of a row just read: the file does not say */
    int sex;                                  /* 0 unknown, 1 M, 2 V, 3 X */
    day_count birth_day;                      /* DAY_NONE: unknown */
    int64_t group_number;                     /* 0: unknown */
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
    int64_t pupil_id; /* 0: a person not known yet */
    int line;         /* in the file */
};

enum change_kind { CHANGE_NEW, CHANGE_CHANGED, CHANGE_MOVED, CHANGE_ENDED, CHANGE_UNCHANGED };

struct roster_change {
    enum change_kind kind;
    const struct roster_entry *entry; /* NULL where the file has nothing of it: CHANGE_ENDED, and
                                         CHANGE_UNCHANGED before the first day of the file */
    const struct known_enrolment
        *known; /* NULL for CHANGE_NEW, and for CHANGE_UNCHANGED of a row that ended before today */
    day_count close_day; /* CHANGE_MOVED and CHANGE_ENDED: last day of the old enrolment */
};

struct change_counts {
    size_t added, changed, moved, ended, unchanged, current_before;
};

/* What it means that somebody is not in the file: whole: left; changes: nothing. */
enum roster_scope { ROSTER_WHOLE, ROSTER_CHANGES };

/* known: this school's enrolments that end today or later; entries: this school's rows of the file.
 * Both are sorted in place by roll number and first day. Returns one change for each, of a feed one
 * for each entry. A row that ended before today is no change unless it is known; a known enrolment
 * is not ended when the file has a later one of the same person, nor when every row of the file
 * begins after today and the enrolment ends before the first of them. */
void roster_changes(struct arena *arena, day_count today, enum roster_scope scope,
                    struct known_enrolment *known, size_t known_count, struct roster_entry *entries,
                    size_t entry_count, struct roster_change **ret_changes, size_t *ret_count,
                    struct change_counts *ret_counts);

/* More than percent of what is current would end: somebody must say yes first. */
bool roster_brake(const struct change_counts *counts, int percent);

/* May a row be the person who held its roll number before? A number is given again to somebody else
 * now and then, and then the account must not go along. The same birth day, or where one is unknown
 * a first or last name in common; another birth day only with both names. Names are folded. */
struct likeness {
    struct str first_name, last_name;
    day_count birth_day; /* DAY_NONE: unknown */
};
bool roster_may_be(const struct likeness *row, const struct likeness *holder);
/* The same for a national number, which is copied by mistake from a sister's record: where a birth
 * day is unknown the first name decides, as the last name is shared. */
bool roster_may_own(const struct likeness *row, const struct likeness *owner);

/* Who a row of the file is. by_number: the pupil with its national number (0 none); by_roll: the
 * pupil who held its roll number last and may be the same (0 none), and what is known of that
 * pupil. */
enum holder_knowledge {
    HOLDER_WITHOUT_NUMBER,
    HOLDER_WITH_NUMBER,
    HOLDER_SURE, /* has a number; both names and the birth day are those of the row, so another
                    number is a mended one (a bis number replaced) */
};
enum identity {
    IDENTITY_NEW,    /* nobody known */
    IDENTITY_KNOWN,  /* *ret_pupil */
    IDENTITY_NUMBER, /* *ret_pupil, whose national number is learned or mended now */
    IDENTITY_JOIN,   /* *ret_pupil has the number, and by_roll, of whom none was known, proves to be
                        the same person */
    IDENTITY_CLASH,  /* *ret_pupil held the roll number and has another number: shown to staff, and
                        what is known of the person stays */
};
enum identity roster_identity(bool row_has_number, int64_t by_number, int64_t by_roll,
                              enum holder_knowledge holder, int64_t *ret_pupil);
