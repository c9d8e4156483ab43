/* Inside an import: what the database knows of the pupils and national numbers in a school's rows.
 */
#pragma once

#include "service/roster/import_people.h"

/* What is known of a person whatever the school. */
struct official {
    struct str first_name, last_name;
    int sex;
    day_count birth_day;
};

/* The person last enrolled under a roll number. */
struct holder {
    int64_t roll_number, pupil_id;
    day_count end_day;
    struct str mac;
    struct str first_name, last_name;
    struct official official;
};

/* A national number and whose it is. */
struct owner {
    struct str mac;
    int64_t pupil_id; /* 0: nobody known has it */
    size_t row;       /* the first that says it, then the one that takes it */
    bool taken;       /* in this file, by that row */
    struct official official;
};

struct import_finding {
    struct import_work *w;
    struct holder *holders; /* by roll number, the latest first */
    size_t holder_count;
    struct owner *owners; /* by number */
    size_t owner_count;
};

/* One query for the school: fills f->holders and the known enrolments of the work. */
enum rc import_known_read(struct import_finding *f) MUST_USE;
/* Fills f->owners. Whose numbers these are is asked only where the roll number does not already say
 * so, 32 at a time. */
enum rc import_known_owners(struct import_finding *f) MUST_USE;
/* NULL: nobody was asked for that number. */
struct owner *import_owner_of(const struct import_finding *f, struct str mac);
struct likeness import_likeness(const struct import_finding *f, struct str first_name,
                                struct str last_name, day_count birth_day);
