/* Shared by the files that implement service/sign_in/pupil_sign_in.h. */
#pragma once

#include "service/sign_in/pupil_sign_in.h"
#include "service/throttle_store.h"
#include "store/queries.h"

/*
 * A username that somebody tries to sign in with, and what is read before rate limiting decides.
 * For an unknown name the rows of another account are read by the same statements in the same
 * order, so that response times do not reveal which names exist.
 */
struct asked_name {
    struct service *service;
    struct arena *arena;
    const struct pupil_attempt *attempt;
    struct str username, name_mac;
    struct network network;
    bool known, newest;                    /* newest: the newest entry of the device cookie */
    struct sql_account_from_row account;   /* of another pupil when !known */
    struct sql_pupil_schools_row *schools; /* today's enrolments of that pupil */
    size_t school_count;
    struct throttle_state throttle;
};
/* Fills in the name, its keyed hash and the network; reads nothing from the database. */
enum rc asked_name(struct service *service, struct arena *arena,
                   const struct pupil_attempt *attempt, struct asked_name *ret) MUST_USE;
/* Reads the account of the name or, when unknown, another one; *ret_known tells which. */
enum rc asked_name_account(struct tx *tx, const struct asked_name *name,
                           struct sql_account_from_row *ret_account, bool *ret_known) MUST_USE;
/* Reads the account, its pool and the state of its rate limit. */
enum rc asked_name_read(struct tx *tx, struct asked_name *name) MUST_USE;

enum { OWN_PASSWORD_NAMES = 5 };

/* A session, or a password that its pupil chooses (pupil_session.c, pupil_password.c). */
struct pupil_session_work {
    struct service *service;
    struct arena *arena;
    struct str token, new_token, password;
    struct sign_in_step step;
    struct pupil_session session;
    bool own_device, everywhere, by_mail;
    struct str names[OWN_PASSWORD_NAMES]; /* what a password must not consist of */
    struct str given; /* the temporary password that it replaces; "" when no copy is left */
    unsigned char verifier[VERIFIER_BYTES];
    const struct mail_text *notice; /* mail about the new password */
    const struct actor *actor;
    struct school_id school;
    int64_t pupil_id;
};
/* Reads the step of a token into w->step. RC_NONE: it has ended. */
enum rc pupil_step_read(struct tx *tx, struct pupil_session_work *w) MUST_USE;
