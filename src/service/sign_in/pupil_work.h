/* Shared by the files of service/sign_in/pupil_sign_in.h. */
#pragma once

#include "service/sign_in/pupil_sign_in.h"
#include "service/throttle_store.h"
#include "store/queries.h"

/* A username that somebody asks to sign in with: what is read of it before a pause is judged. A
 * name that does not exist reads the rows of another account, by the same statements in the same
 * order, so that the time of an answer does not tell which names exist. */
struct asked_name {
    struct service *service;
    struct arena *arena;
    const struct pupil_attempt *attempt;
    struct str username, name_mac;
    struct network network;
    bool known, newest;                    /* newest: of the names its device knows */
    struct sql_account_from_row account;   /* of another pupil when !known */
    struct sql_pupil_schools_row *schools; /* of that account's pupil today */
    size_t school_count;
    struct throttle_state throttle;
};
enum rc asked_name(struct service *service, struct arena *arena,
                   const struct pupil_attempt *attempt, struct asked_name *ret) MUST_USE;
/* The account of the name, or of another one: *ret_known. */
enum rc asked_name_account(struct tx *tx, const struct asked_name *name,
                           struct sql_account_from_row *ret_account, bool *ret_known) MUST_USE;
/* The account, its pool and the state of the rate limiting there. */
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
    struct str names[OWN_PASSWORD_NAMES]; /* what a password may not be made of */
    struct str given; /* the temporary one that it replaces; "" when no copy of it is left */
    unsigned char verifier[VERIFIER_BYTES];
    const struct mail_text *notice; /* of a chosen password */
    const struct actor *actor;
    struct school_id school;
    int64_t pupil_id;
};
/* Fills w->step from the token of a first step; context: struct pupil_session_work. RC_NONE: it has
 * ended. */
enum rc pupil_step_read(struct tx *tx, struct pupil_session_work *w) MUST_USE;
