/* Daily budget (Europe/Brussels) of pupil secrets that a staff member may show or print, and the
 * detection of unusual requests that a manager should look at. Pure functions. Source:
 * docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "base/day.h"

enum {
    REVEAL_BUDGET = 60,
    REVEAL_BUDGET_RAISED = 1000, /* from 25 August to 8 September, or when a manager raised it */
    REVEAL_OWN_DAYS = 14,        /* days in which secrets of an own batch do not count */
    REVEAL_NIGHT_MANY = 10,      /* number of secrets from which showing them at night is unusual */
    REVEAL_REASON_MIN = 3,       /* characters of the reason for an extension */
    REVEAL_REASON_MAX = 200,
};

/* Kind of request. Values are stored in the database; do not renumber. */
enum reveal_kind {
    REVEAL_SHOWN = 1,
    REVEAL_CARDS = 2,
    REVEAL_ZIP = 3,
    REVEAL_WORKBOOK = 4,
    REVEAL_CLASS_LIST = 5,
    REVEAL_EXTENDED = 6, /* extended the budget, with a reason and a second proof */
    REVEAL_LIFTED = 7,   /* raised the budget of a colleague for the day */
};

/* Reasons why a request is unusual; bits, stored in the database. */
enum reveal_sign {
    REVEAL_BEYOND = 1,      /* exceeds the budget of the calendar */
    REVEAL_AT_NIGHT = 2,    /* between 22:00 and 06:00, REVEAL_NIGHT_MANY at once or in that day */
    REVEAL_OTHER_CLASS = 4, /* a pupil outside the actor's own classes */
};

/* Returns the budget of the calendar day. */
int reveal_budget(day_count today);

/* Secrets that a staff member revealed today, and the extensions of the budget. */
struct reveal_day {
    int shown; /* pupils whose secret was revealed, own batches excluded; each counts once a day */
    int extra; /* secrets added by extensions */
    bool lifted; /* a manager raised the budget to REVEAL_BUDGET_RAISED */
};
/* Returns today's limit: the budget, raised or of the calendar, plus the extensions. */
int reveal_limit(const struct reveal_day *day, day_count today);
/* Returns how many of `more` secrets exceed the rest of today's budget; 0: none. */
int reveal_missing(const struct reveal_day *day, day_count today, int more);
/* Returns by how much an extension raises the budget: at least by the missing secrets, and at least
 * by REVEAL_BUDGET, so that the user is not asked again for each pupil. */
int reveal_extension(int missing);

struct reveal_facts {
    int64_t at_ms;
    int cards;        /* secrets in this request */
    int counted;      /* those of them that count */
    int shown;        /* counted today, including this request */
    bool other_class; /* domain/rights.h, rights_outside_own_classes() */
};
/* Returns the signs that make a request unusual; 0: none. */
unsigned reveal_signs(const struct reveal_facts *facts);

/* A set of pupils as one database value: their ids in ascending order, 8 bytes each, big-endian.
 * reveal_set_with() returns the set with these ids added, in the arena. */
bool reveal_set_has(struct str set, int64_t pupil_id);
struct str reveal_set_with(struct arena *arena, struct str set, const int64_t *ids, size_t count);
