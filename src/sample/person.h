/* One invented pupil: names, birth, sex, national number. */
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

/* How many serial numbers of each birthday are given out, by sex. A few ten kilobytes, whatever the
 * number of pupils. There are 499 of each: SERIALS_ROSTER for who is in the roster, the rest for
 * who comes later, so that the roster is the same with and without a year of changes. */
enum { SERIALS = 499, SERIALS_ROSTER = 300 };
struct serials {
    int first_year;
    int from, to; /* of SERIALS: which ones are given out here */
    uint16_t used[PERSON_YEARS * PERSON_DAYS][2];
};

/* What a group asks of its pupils. */
struct person_wish {
    bool newcomer; /* just arrived: origins of reception classes, often without national number */
    bool first_school; /* no family name that sorts between Cauberghs and Daoust */
    day_count born_from, born_to;
};

void person_draw(const struct random *random, struct serials *serials,
                 const struct person_wish *wish, struct person *ret_person);
/* Brother or sister born on the same day. */
void person_twin(const struct random *random, struct serials *serials, const struct person *of,
                 struct person *ret_person);
/* Somebody else with the same names. */
void person_namesake(const struct random *random, struct serials *serials,
                     const struct person_wish *wish, const struct person *of,
                     struct person *ret_person);
/* The same person under other names: a family name or a given name that was mended. */
void person_rename(const struct random *random, const struct person_wish *wish,
                   struct person *person);
/* The next free national number of this birthday and sex; when none is left the pupil has none. */
void person_number(struct serials *serials, bool bis, struct person *person);

/* Would this family name sort between Cauberghs and Daoust? The manual shows its pupils there, one
 * after the other. Generous: it answers yes for all names with C. */
bool person_in_manual_stretch(const char *last);
