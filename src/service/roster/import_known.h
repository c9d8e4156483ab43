/* Stored data about the persons and national numbers in the rows of one school. Private to the
 * import. */
#pragma once

#include "service/roster/import_people.h"

/* Official data of a person. */
struct official {
    struct str first_name, last_name;
    int sex;
    day_count birth_day;
    int school; /* school that stated the data last; 0: unknown */
    enum number_kind number_kind;
};

/* The last holder of a roll number. */
struct holder {
    int64_t roll_number, pupil_id;
    day_count end_day;
    struct str mac; /* keyed hash of the national number; empty: none known */
    struct str first_name, last_name;
    struct official official;
    bool former; /* enrolled in a school that this school succeeds */
};

/* A national number and the person who has it. */
struct owner {
    struct str mac;
    int64_t pupil_id;                 /* 0: no known person has the number */
    size_t row;                       /* first row with the number; later the row that takes it */
    bool taken;                       /* a row of this file took the number */
    struct str first_name, last_name; /* as enrolled; "": not read */
    struct official official;
};

/* A value that this school stated earlier, or a question to it (table roster_question). */
struct question {
    int64_t pupil_id, other_id;
    enum question_kind kind;
    struct str said;
    enum question_answer answer;
};

struct import_finding {
    struct import_work *w;
    struct holder *holders; /* ordered by roll number, latest first */
    size_t holder_count;
    struct owner *owners; /* ordered by number */
    size_t owner_count;
    struct question *questions;
    size_t question_count;
};

/* Fills f->holders, f->questions and the known enrolments of the import. */
enum rc import_known_read(struct import_finding *f) MUST_USE;
/* Fills the holder of each row and f->owners. Queries the owner of a number only when the roll
 * number does not already identify the person, in batches of 32 numbers. */
enum rc import_known_owners(struct import_finding *f) MUST_USE;
/* Returns the owner of a number; NULL when import_known_owners() did not need it. */
struct owner *import_owner_of(const struct import_finding *f, struct str mac);

/* Compares a row with the owner of its national number. */
enum rc import_judge_owner(const struct import_finding *f, size_t row, struct owner *owner,
                           enum verdict *ret_verdict) MUST_USE;
/* Tells whether the official data of a person come from another school, in which the person is
 * enrolled today. */
enum rc import_stated_elsewhere(const struct import_finding *f, int64_t pupil_id, int school,
                                bool *ret_elsewhere) MUST_USE;
