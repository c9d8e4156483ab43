/* Inside an import: who the rows of a school are. */
#pragma once

#include "service/roster/import_school.h"

/* Who a row is; one for each row. */
struct person {
    struct str mac; /* of the national number; ptr NULL: none, or one that is not used. A leader has
                       that of any row of the same person */
    int64_t pupil_id;
    const struct holder
        *holder; /* of the roll number, if the row may be the same person; NULL: none */
    const struct owner *rival; /* of ROSTER_CLASH_OWNER: whose the number is */
    struct str accounts;       /* of ROSTER_CLASH_ACCOUNTS: both usernames */
    enum roster_flaw clash;    /* 0: none */
    size_t leader; /* the first row of the same new person; the row itself for everybody else */
    bool is_new;   /* not known before this file */
    bool learns;   /* the number of a known person is new */
    bool written;  /* of a leader */
};

/* Two pupils who prove to be one person; the one with an account stays, as its secret is bound to
 * its id. */
struct join {
    int64_t stays, goes;
    struct str mac; /* the number, which `stays` must learn; ptr NULL: it has it */
};

struct import_work {
    struct tx *tx;
    const struct import_ask *ask;
    struct arena *arena; /* until the school is done */
    int school;
    struct roster_row *rows; /* by roll number, then by first day */
    size_t count;
    struct person *people;
    struct known_enrolment *known; /* that end today or later */
    size_t known_count;
    struct join *joins;
    size_t join_count;
};

/* Fills people and known, and in rows what the file does not say of somebody known. A row whose
 * number contradicts what is known is handled as if it had none, and a warning says so: whose it
 * is, is for people to find out. */
enum rc import_people(struct import_work *work) MUST_USE;
