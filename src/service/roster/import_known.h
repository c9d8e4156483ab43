/*
 * Inside an import: what the database knows about the persons and national numbers in the rows of a
 * school.
 */
#pragma once

#include "service/roster/import_people.h"

/* Official data of a person. */
struct official {
    struct str first_name, last_name;
    int sex;
    day_count birth_day;
    int school; /* that stated them last; 0: not known */
    enum number_kind number_kind;
};

/* The person last enrolled under a roll number. */
struct holder {
    int64_t roll_number, pupil_id;
    day_count end_day;
    struct str mac; /* of the national number; empty: none is known */
    struct str first_name, last_name;
    struct official official;
    bool former; /* in a school that this one succeeds */
};

/* A national number and its owner. */
struct owner {
    struct str mac;
    int64_t pupil_id; /* 0: no known person has it */
    size_t row;       /* the first row with the number, then the row that takes it */
    bool taken;       /* by a row of this file */
    struct str first_name, last_name; /* as enrolled; "": not read */
    struct official official;
};

/* What this school stated earlier, and its questions (table roster_question). */
struct question {
    int64_t pupil_id, other_id;
    enum question_kind kind;
    struct str said;
    enum question_answer answer;
};

struct import_finding {
    struct import_work *w;
    struct holder *holders; /* by roll number, the latest first */
    size_t holder_count;
    struct owner *owners; /* by number */
    size_t owner_count;
    struct question *questions;
    size_t question_count;
};

/* Fills f->holders, f->questions and the known enrolments of the work. */
enum rc import_known_read(struct import_finding *f) MUST_USE;
/*
 * Fills the holder of each row, and f->owners. The database is asked for the owner of a number only
 * where the roll number does not tell it, 32 numbers at a time.
 */
enum rc import_known_owners(struct import_finding *f) MUST_USE;
/* Returns NULL when the owner of that number was not needed. */
struct owner *import_owner_of(const struct import_finding *f, struct str mac);

/* Compares a row with the owner of its national number. */
enum rc import_judge_owner(const struct import_finding *f, size_t row, struct owner *owner,
                           enum verdict *ret_verdict) MUST_USE;
/*
 * Tells whether the official data of a person come from another school in which the person is
 * enrolled today.
 */
enum rc import_stated_elsewhere(const struct import_finding *f, int64_t pupil_id, int school,
                                bool *ret_elsewhere) MUST_USE;
