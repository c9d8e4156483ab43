/*
 * Signing in pupils.
 *
 * pupil_sign_in() verifies every kind of secret. Unknown usernames take the same steps and the same
 * time as existing ones and get the same answers, so that responses do not reveal which accounts
 * exist.
 *
 * Source: docs/develop/requirements.md "Pupil sign-in", docs/develop/security-decisions.md
 * "Guessing", domain/throttle.h.
 */
#pragma once

#include "domain/throttle.h"
#include "service/password_flaw.h"
#include "service/service.h"

enum {
    PUPIL_IDLE_MS = 20 * 60 * 1000,
    PUPIL_OWN_IDLE_MS = 12 * 3600 * 1000,
    PUPIL_LIFE_MS = 12 * 3600 * 1000,
    PUPIL_OWN_LIFE_DAYS = 30
};
/*
 * How long a pupil may take to tap a row of pictures, and to choose the first own password (as long
 * as an idle session on a school device).
 */
enum { STEP_MS = 10 * 60 * 1000, FIRST_STEP_MS = PUPIL_IDLE_MS };

struct pupil_attempt {
    struct str username; /* as typed, or from the address */
    struct str secret;   /* as typed; pictures as names or numbers */
    struct str device;   /* device cookie; "" without one */
    struct str peer;     /* network address */
    int schools;     /* number of schools, from keypad_shares; unknown names are spread over them */
    bool own_device; /* the pupil ticked "dit is mijn eigen toestel" */
};
enum sign_in_answer {
    SIGN_IN_DONE,
    SIGN_IN_WRONG,
    SIGN_IN_WAIT,     /* rate limited, or the hash queue is full */
    SIGN_IN_NEW,      /* correct; an own password must be chosen: token is a step */
    SIGN_IN_EXPIRED,  /* correct, but the temporary password has expired */
    SIGN_IN_INACTIVE, /* correct, but the account is inactive */
};
struct pupil_entry {
    enum sign_in_answer answer;
    int64_t wait_ms;   /* SIGN_IN_WAIT: milliseconds; 0: until staff release it */
    bool busy;         /* SIGN_IN_WAIT: the hash queue is full; no attempt was counted */
    struct str token;  /* of the session or the step */
    struct str device; /* new device cookie, for SIGN_IN_DONE and SIGN_IN_NEW */
};
/*
 * Verifies a secret and, when it is correct, creates a session or a step. Returns RC_OK whenever
 * the attempt was judged, also when it was refused: see ret_entry->answer. RC_RETRY: the outcome is
 * unknown, and no failure was counted.
 */
enum rc pupil_sign_in(struct service *service, struct arena *arena,
                      const struct pupil_attempt *attempt, struct pupil_entry *ret_entry,
                      struct fault *fault) MUST_USE;

/*
 * Tells whether an attempt with this username would have to wait now. Changes nothing and ignores
 * attempt->secret. *ret_wait_ms: as in struct pupil_entry.
 */
enum rc pupil_pause(struct service *service, struct arena *arena,
                    const struct pupil_attempt *attempt, bool *ret_paused, int64_t *ret_wait_ms,
                    struct fault *fault) MUST_USE;

/*
 * Seal and open the pictures tapped so far, for browsers without scripts. The browser keeps the
 * sealed text, which is bound to the username and valid for STEP_MS; the server stores nothing.
 * RC_NONE: expired, of another username, or not made here.
 */
enum rc tapped_row_seal(struct service *service, struct arena *arena, struct str username,
                        struct str row, struct str *ret_sealed) MUST_USE;
enum rc tapped_row_open(struct service *service, struct arena *arena, struct str username,
                        struct str sealed_row, struct str *ret_row) MUST_USE;

/* A sign-in step: the temporary password was correct, and the pupil must choose an own one. */
struct sign_in_step {
    struct str username;
    int64_t pupil_id;
};
/* Reads the step of a token. RC_NONE: unknown or expired. */
enum rc sign_in_step_open(struct service *service, struct arena *arena, struct str token,
                          struct sign_in_step *ret_step, struct fault *fault) MUST_USE;
/* Ends the step, so that it cannot be continued. */
enum rc sign_in_step_end(struct service *service, struct arena *arena, struct str token,
                         struct fault *fault) MUST_USE;

struct mail_text;
/*
 * Sets the own password at the first sign-in and signs in. RC_NONE: the step has ended. RC_INVALID:
 * see *ret_flaw.
 *   notice  mail to the verified address, if any; NULL sends none
 */
enum rc pupil_first_password(struct service *service, struct arena *arena, struct str step_token,
                             struct str password, bool own_device, const struct mail_text *notice,
                             struct str *ret_session, enum own_flaw *ret_flaw,
                             struct fault *fault) MUST_USE;

struct pupil_session {
    int64_t pupil_id;
    struct str token, username, first_name, last_name, group_name, class_code;
    struct str email; /* "" when there is none */
    bool email_proved, own_device, advanced;
    enum secret_kind kind;
    int64_t created_ms, previous_ms; /* previous_ms: the sign-in before this one; negative: none */
    day_count active_until;
};
/*
 * Opens the session of a token. RC_NONE: unknown, idle too long, too old, or the account is no
 * longer active.
 */
enum rc pupil_session_open(struct service *service, struct arena *arena, struct str token,
                           struct pupil_session *ret_session, struct fault *fault) MUST_USE;
/* Ends the session or, with `everywhere`, all sessions of the pupil, also at applications. */
enum rc pupil_sign_out(struct service *service, struct arena *arena,
                       const struct pupil_session *session, bool everywhere,
                       struct fault *fault) MUST_USE;
/*
 * Call after a sign-in in a browser that had another session: ends that session. When both are of
 * the same pupil, its applications move to the new session.
 */
enum rc pupil_session_replace(struct service *service, struct arena *arena,
                              const struct pupil_session *old, struct str new_token,
                              struct fault *fault) MUST_USE;
/*
 * Changes the own password of an advanced account (RC_DENIED for others). RC_CONFLICT: the old
 * password is wrong, which counts as an attempt.
 */
enum rc pupil_change_password(struct service *service, struct arena *arena,
                              const struct pupil_session *session, const struct pupil_attempt *old,
                              struct str password, const struct mail_text *notice,
                              struct str *ret_session, enum own_flaw *ret_flaw,
                              struct fault *fault) MUST_USE;

/* Lets a pupil try again after back-off or a closed pool ("Geef vrij"); for staff. */
enum rc pupil_release(struct call *call, int64_t pupil_id) MUST_USE;
