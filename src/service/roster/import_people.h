/* Inside an import: who the persons of a school's rows are (docs/develop/roster-identity.md). */
#pragma once

#include "service/roster/import_school.h"

/* Stored in roster_question: never renumber. */
enum question_kind {
    QUESTION_PERSON = 1, /* is the pupil the same person as the other? */
    QUESTION_BIRTH_DAY = 2,
    QUESTION_SEX = 3,
    QUESTION_NAMES = 4,
    QUESTION_NUMBER = 5,
};
enum question_answer { ANSWER_NONE, ANSWER_SAME, ANSWER_OTHER };

/* The person of a row; one for each row. */
struct person {
    struct str mac; /* of the national number; ptr NULL: none, or it was set aside. The leader has
                       that of any row of the same person */
    int64_t pupil_id;
    const struct holder *holder; /* of the roll number; NULL: nobody, or another person */
    const struct owner *rival;   /* the owner of the number that was set aside */
    enum verdict by_roll;
    struct str accounts;    /* of ROSTER_CLASH_ACCOUNTS: both usernames */
    enum roster_flaw clash; /* 0: none */
    bool quiet;             /* the clash was told before */
    size_t leader; /* the first row of the same new person; the row itself for everybody else */
    bool is_new;   /* not known before this file */
    bool learns;   /* the number of a known person is new */
    bool restates; /* the official data of a known person change */
    bool written;  /* of a leader */
};

/*
 * Two pupils who prove to be one person. The one with an account stays, because its secret is bound
 * to its id.
 */
struct join {
    int64_t stays, goes;
    struct str mac; /* the number that `stays` must learn; ptr NULL: it has it */
    enum number_kind number_kind;
};

/* A statement that is not believed or a question, told once and then kept. */
struct remark {
    size_t row;
    enum question_kind kind;
    enum roster_flaw flaw;
    const struct owner *other; /* QUESTION_PERSON; otherwise NULL */
    struct str said;           /* keyed hash of the statement */
};

struct import_work {
    struct tx *tx;
    const struct import_ask *ask;
    struct arena *arena; /* until the school is done */
    int school;
    struct roster_row *rows; /* by roll number, then by first day */
    size_t count;
    struct person *people;
    struct known_enrolment *known; /* all of this school, also ended ones */
    size_t known_count;
    struct join *joins;
    size_t join_count;
    struct remark *remarks;
    size_t remark_count;
};

/*
 * Fills people and known, and completes rows with what the file does not say about known persons. A
 * row whose number contradicts what is known is handled as if it had none, with a warning.
 */
enum rc import_people(struct import_work *work) MUST_USE;
/* Returns the pupil whom a remark of kind QUESTION_PERSON compares with. */
int64_t import_other_of(const struct import_work *work, const struct remark *remark);

/* Settles the official data of all rows: fills people's restates and adds remarks. */
struct import_finding;
enum rc import_official(struct import_finding *f) MUST_USE;
/* Adds a remark unless the same statement was told before; *ret_told is false then. */
enum rc import_remark(struct import_finding *f, size_t row, enum question_kind kind,
                      enum roster_flaw flaw, const struct owner *other, struct str said,
                      bool *ret_told) MUST_USE;
