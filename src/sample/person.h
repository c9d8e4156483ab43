/* An invented pupil: names, birth day, sex, national number. */
#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "domain/national_number.h"
#include "sample/names.h"

enum { PERSON_TEXT = 400, PERSON_YEARS = 41, PERSON_DAYS = 12 * 31 };

struct person {
    char first[PERSON_TEXT], last[PERSON_TEXT], official_first[PERSON_TEXT];
    const struct origin *origin;
    int sex; /* 1 M, 2 V */
    day_count birth_day;
    bool has_number;
    struct national_number number;
};

/*
 * Serial numbers already used, by birthday and sex. Needs a few tens of kilobytes, regardless of
 * the number of pupils. There are 499 per sex: SERIALS_ROSTER for pupils in the roster, the rest
 * for those who arrive later, so that the roster is the same with and without a year of changes.
 */
enum { SERIALS = 499, SERIALS_ROSTER = 300 };
struct serials {
    int first_year;
    int from, to; /* range of serials used here */
    uint16_t used[PERSON_YEARS * PERSON_DAYS][2];
};

/* What a group requires of its pupils. */
struct person_wish {
    bool newcomer; /* just arrived: origins of reception classes, often without national number */
    bool first_school; /* no family name that sorts between Cauberghs and Daoust */
    day_count born_from, born_to;
};

/* Creates a person that fulfils the wish. */
void person_draw(const struct random *random, struct serials *serials,
                 const struct person_wish *wish, struct person *ret_person);
/* Creates a brother or sister born on the same day. */
void person_twin(const struct random *random, struct serials *serials, const struct person *of,
                 struct person *ret_person);
/* Creates another person with the same names. */
void person_namesake(const struct random *random, struct serials *serials,
                     const struct person_wish *wish, const struct person *of,
                     struct person *ret_person);
/* Gives the person another family name or given name (a correction). */
void person_rename(const struct random *random, const struct person_wish *wish,
                   struct person *person);
/* Assigns the next free national number of the birthday and sex; none when all are used. */
void person_number(struct serials *serials, bool bis, struct person *person);

/*
 * Tells whether a family name might sort between Cauberghs and Daoust, where the manual shows its
 * pupils consecutively. True for all names with C.
 */
bool person_in_manual_stretch(const char *last);
