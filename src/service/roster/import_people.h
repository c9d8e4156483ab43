/* Identifies the persons of the rows of a school (docs/develop/roster-identity.md). Private to the
 * import. */
#pragma once

#include "service/roster/import_school.h"

/* Values are stored in roster_question; do not renumber. */
enum question_kind {
    QUESTION_PERSON = 1, /* is the pupil the same person as the other? */
    QUESTION_BIRTH_DAY = 2,
    QUESTION_SEX = 3,
    QUESTION_NAMES = 4,
    QUESTION_NUMBER = 5,
};
enum question_answer { ANSWER_NONE, ANSWER_SAME, ANSWER_OTHER };

/* The person of a row; parallel to the rows. */
struct person {
    struct str mac; /* keyed hash of the national number; ptr NULL: none, or ignored. A leader has
                       that of any row of the same person */
    int64_t pupil_id;
    const struct holder *holder; /* holder of the roll number; NULL: none, or another person */
    const struct owner *rival;   /* owner of the ignored number */
    enum verdict by_roll;
    struct str accounts;    /* ROSTER_CLASH_ACCOUNTS: both usernames */
    enum roster_flaw clash; /* 0: none */
    bool quiet;             /* clash was reported earlier */
    size_t leader;          /* first row of the same new person; otherwise the row itself */
    bool is_new;            /* not known before this file */
    bool learns;            /* a known person gets a number */
    bool restates;          /* official data of a known person change */
    bool written;           /* leader: person was inserted */
};

/* Two pupils who prove to be one person. The pupil with an account stays, because the secret is
 * bound to the pupil id. */
struct join {
    int64_t stays, goes;
    struct str mac; /* number to store for `stays`; ptr NULL: it has it already */
    enum number_kind number_kind;
};

/* A rejected statement or a question; reported once, then stored. */
struct remark {
    size_t row;
    enum question_kind kind;
    enum roster_flaw flaw;
    const struct owner *other; /* QUESTION_PERSON; otherwise NULL */
    struct str said;           /* keyed hash of the statement */
};

/* One school of an import, inside its transaction. */
struct import_work {
    struct tx *tx;
    const struct import_ask *ask;
    struct arena *arena; /* lives until the school is done */
    int school;
    struct roster_row *rows; /* ordered by roll number, then first day */
    size_t count;
    struct person *people;
    struct known_enrolment *known; /* all of this school, including ended ones */
    size_t known_count;
    struct join *joins;
    size_t join_count;
    struct remark *remarks;
    size_t remark_count;
};

/* Fills people and known, and completes the rows with stored data that the file does not state.
 * When the number of a row contradicts stored data, ignores the number and adds a warning. */
enum rc import_people(struct import_work *work) MUST_USE;
/* Returns the pupil that a remark of kind QUESTION_PERSON compares with. */
int64_t import_other_of(const struct import_work *work, const struct remark *remark);

/* Settles the official data of all rows: sets `restates` of people and adds remarks. */
struct import_finding;
enum rc import_official(struct import_finding *f) MUST_USE;
/* Adds a remark unless the same statement was reported before; *ret_told is false then. */
enum rc import_remark(struct import_finding *f, size_t row, enum question_kind kind,
                      enum roster_flaw flaw, const struct owner *other, struct str said,
                      bool *ret_told) MUST_USE;
