/*
 * How many secrets of pupils a member of staff may show or print per day (Europe/Brussels), and
 * which requests a manager should look at. Pure. Source: docs/develop/staff-sign-in.md, "Budget of
 * reveals".
 */
#pragma once

#include "base/day.h"

enum {
    REVEAL_BUDGET = 60,
    REVEAL_BUDGET_RAISED = 1000, /* from 25 August to 8 September, or when a colleague raised it */
    REVEAL_OWN_DAYS = 14,        /* a batch that one made oneself is free for this long */
    REVEAL_NIGHT_MANY = 10,      /* secrets, from which showing them at night is unusual */
    REVEAL_REASON_MIN = 3,       /* letters of a reason for going past the budget */
    REVEAL_REASON_MAX = 200,
};

/* What one request did. The numbers are stored: never change one. */
enum reveal_kind {
    REVEAL_SHOWN = 1,
    REVEAL_CARDS = 2,
    REVEAL_ZIP = 3,
    REVEAL_WORKBOOK = 4,
    REVEAL_CLASS_LIST = 5,
    REVEAL_EXTENDED = 6, /* went past the budget with a reason and a second proof */
    REVEAL_LIFTED = 7,   /* raised the budget of a colleague for the day */
};

/* Why a request is unusual; bits, stored. */
enum reveal_sign {
    REVEAL_BEYOND = 1,      /* past the budget that the calendar gives */
    REVEAL_AT_NIGHT = 2,    /* between 22.00 and 6.00, REVEAL_NIGHT_MANY at once or in that day */
    REVEAL_OTHER_CLASS = 4, /* a pupil outside the classes that are one's own */
};

/* The budget that the calendar gives. */
int reveal_budget(day_count today);

/* What somebody revealed today, and by how much the budget was raised. */
struct reveal_day {
    int shown;   /* pupils whose secret was revealed, outside own batches; each counts once a day */
    int extra;   /* added by a second proof */
    bool lifted; /* a colleague raised the budget to REVEAL_BUDGET_RAISED */
};
int reveal_limit(const struct reveal_day *day, day_count today);
/* How many of these secrets do not fit in what is left of today; 0: all fit. */
int reveal_missing(const struct reveal_day *day, day_count today, int more);
/* How much a second proof adds when that many did not fit: enough for them, and at least another
 * REVEAL_BUDGET, so that nobody is asked again for each pupil. */
int reveal_extension(int missing);

struct reveal_facts {
    int64_t at_ms;
    int cards;        /* secrets in this request */
    int counted;      /* those of them that count */
    int shown;        /* counted in this day, with this request */
    bool other_class; /* domain/rights.h, rights_outside_own_classes() */
};
unsigned reveal_signs(const struct reveal_facts *facts);

/*
 * Pupils as one value of the database: their ids in ascending order, 8 bytes each, the highest
 * first. reveal_set_with() returns the set with these ids added, in the arena.
 */
bool reveal_set_has(struct str set, int64_t pupil_id);
struct str reveal_set_with(struct arena *arena, struct str set, const int64_t *ids, size_t count);
