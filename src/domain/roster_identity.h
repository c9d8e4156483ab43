/*
 * Identifies the person of a roster row.
 *
 * Pure functions. A row is compared with at most two stored persons: the one with its national
 * number, and the last holder of its roll number in the school. One table of rules turns the
 * evidence into a verdict for each; roster_identity() combines the two verdicts. roster_settle()
 * decides about official data that two schools state differently. Source:
 * docs/develop/roster-identity.md.
 */
#pragma once

#include "base/day.h"
#include "base/str.h"

enum agreement { AGREE_UNKNOWN, AGREE_SAME, AGREE_OTHER };

/* Comparison of the national numbers. */
enum number_evidence {
    NUMBER_UNKNOWN, /* the row or the person has no national number */
    NUMBER_SAME,
    NUMBER_OTHER,
    NUMBER_REPLACES_BIS, /* the number of the row agrees with its birth day; the person has a bis
                            number, or one of unknown kind */
};

/* Where the person was enrolled, compared with the row. */
enum place_evidence {
    PLACE_ELSEWHERE, /* another school, or another roll number at another time */
    PLACE_BESIDE,    /* another roll number in this school at the same time */
    PLACE_ROLL,      /* same school and roll number */
    PLACE_AFTER_GAP, /* as PLACE_ROLL, after an interruption of the enrolment */
};

/* Result of comparing a row with one person. */
struct evidence {
    enum number_evidence number;
    enum agreement birth_day;
    enum agreement official_first, call_name; /* of the two first names of the row */
    enum agreement last_name;
    enum place_evidence place;
};

enum verdict {
    VERDICT_NONE, /* no person to compare with */
    VERDICT_SAME,
    VERDICT_ASK, /* staff decide; until then no stored data changes */
    VERDICT_OTHER,
};

/* Personal data for the comparison. Names are folded; "" and DAY_NONE mean unknown. */
struct likeness {
    struct str first_name, last_name; /* as enrolled */
    struct str official_first, official_last;
    day_count birth_day;
};

/* Compares birth day and names. Each first name of the row may equal either first name of the
 * person. */
void evidence_compare(const struct likeness *row, const struct likeness *known,
                      struct evidence *ret_evidence);

/*
 * Returns the verdict of the first matching rule.
 *   ret_rule  name of the rule, for tests and documentation; may be NULL
 */
enum verdict evidence_verdict(const struct evidence *evidence, const char **ret_rule);

/* Number of rules, and a rule as a row of the table in the documentation. */
size_t evidence_rule_count(void);
struct str evidence_rule_text(struct arena *arena, size_t at);

/* Tells whether an enrolment that ended on last_day was interrupted before a row that begins on
 * begin_day and is read today. July and August do not count as an interruption. */
bool roster_has_gap(day_count last_day, day_count begin_day, day_count today);

/* Results of the two comparisons of a row. */
struct candidates {
    bool row_has_number;
    enum verdict by_number, by_roll; /* by_number is SAME or NONE; with another verdict the caller
                                        ignores the number first */
    bool one_person;                 /* both comparisons found the same person */
    bool holder_has_number;          /* holder: last holder of the roll number */
    bool number_is_same;             /* and it equals that of the row */
};
enum identity {
    IDENTITY_NEW,       /* a new person */
    IDENTITY_BY_ROLL,   /* the holder of the roll number */
    IDENTITY_BY_NUMBER, /* the person with the national number */
    IDENTITY_LEARNS,    /* the holder of the roll number, whose national number must be set or
                           corrected */
    IDENTITY_JOIN, /* the holder of the roll number has no national number and is the same person as
                      the one with the number of the row */
    IDENTITY_CLASH, /* the holder of the roll number has another national number; reported to staff,
                       stored data unchanged */
};
/* Combines the two verdicts into the identity of the row's person. */
enum identity roster_identity(const struct candidates *candidates);

/* Decision about a value that differs from the stored one. */
enum settlement {
    SETTLE_TAKE,
    SETTLE_KEEP, /* keep the stored value and warn the school once */
};
/*
 * Decides about a birth day or sex that two statements give differently.
 *   row_agrees, known_agrees  agreement with the value encoded in the national number
 *   of_other_school           the stored value comes from another school with a current enrolment
 */
enum settlement roster_settle(enum agreement row_agrees, enum agreement known_agrees,
                              bool of_other_school);
