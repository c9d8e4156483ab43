/*
 * Decides who the person of a roster row is.
 *
 * Pure. A row is compared with at most two known persons: the one who has its national number, and
 * the one who had its roll number in the school last. One table of evidence gives a verdict for
 * each of them; roster_identity() combines the two. Official data that two schools state
 * differently is settled by roster_settle(). Source: docs/develop/roster-identity.md.
 */
#pragma once

#include "base/day.h"
#include "base/str.h"

enum agreement { AGREE_UNKNOWN, AGREE_SAME, AGREE_OTHER };

enum number_evidence {
    NUMBER_UNKNOWN, /* the row or the person has no national number */
    NUMBER_SAME,
    NUMBER_OTHER,
    NUMBER_REPLACES_BIS, /* the row has a national number that agrees with its birth day; the person
                            has a bis number, or a number whose kind is not known */
};

enum place_evidence {
    PLACE_ELSEWHERE, /* another school, or another roll number at another time */
    PLACE_BESIDE,    /* another roll number in this school at the same time */
    PLACE_ROLL,      /* the same school and roll number */
    PLACE_AFTER_GAP, /* the same, but the person was not enrolled for some time */
};

struct evidence {
    enum number_evidence number;
    enum agreement birth_day;
    enum agreement official_first, call_name; /* the two first names of the row */
    enum agreement last_name;
    enum place_evidence place;
};

enum verdict {
    VERDICT_NONE, /* there is nobody to compare with */
    VERDICT_SAME,
    VERDICT_ASK, /* people decide; until then nothing that is known changes */
    VERDICT_OTHER,
};

/* Names are folded; "" and DAY_NONE: unknown. */
struct likeness {
    struct str first_name, last_name; /* as enrolled */
    struct str official_first, official_last;
    day_count birth_day;
};

/* Fills in birth day and names. Each first name may equal either first name of the person. */
void evidence_compare(const struct likeness *row, const struct likeness *known,
                      struct evidence *ret_evidence);

/*
 * Returns the verdict of the first rule that matches.
 *   ret_rule  name of the rule, for tests and documentation; may be NULL
 */
enum verdict evidence_verdict(const struct evidence *evidence, const char **ret_rule);

/* Returns the number of rules, and the rule at a position as a row of the table in the docs. */
size_t evidence_rule_count(void);
struct str evidence_rule_text(struct arena *arena, size_t at);

/*
 * Tells whether an enrolment that ended on last_day is interrupted before a row that begins on
 * begin_day and is read on today. July and August are no interruption.
 */
bool roster_has_gap(day_count last_day, day_count begin_day, day_count today);

/* What the two comparisons found. */
struct candidates {
    bool row_has_number;
    enum verdict by_number, by_roll; /* by_number: SAME or NONE; another verdict sets the number of
                                        the row aside first */
    bool one_person;                 /* both found the same person */
    bool holder_has_number;          /* of the person with the roll number */
    bool number_is_same;             /* and it is that of the row */
};
enum identity {
    IDENTITY_NEW,       /* an unknown person */
    IDENTITY_BY_ROLL,   /* the person with the roll number */
    IDENTITY_BY_NUMBER, /* the person with the national number */
    IDENTITY_LEARNS,    /* the person with the roll number, whose number must be set or corrected */
    IDENTITY_JOIN,      /* both are one person: the one with the roll number has no number yet */
    IDENTITY_CLASH,     /* the person with the roll number has another number: reported to staff,
                           and the stored data of the person does not change */
};
enum identity roster_identity(const struct candidates *candidates);

/* What becomes of a value that differs from the known one. */
enum settlement {
    SETTLE_TAKE,
    SETTLE_KEEP, /* the known value stays; the school gets one warning */
};
/*
 * Settles a birth day or sex that two statements give differently.
 *   row_agrees, known_agrees  with the value that the national number carries
 *   of_other_school           the known value comes from another school where the pupil is enrolled
 */
enum settlement roster_settle(enum agreement row_agrees, enum agreement known_agrees,
                              bool of_other_school);
