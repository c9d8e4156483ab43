/* Pupils sign in. One function decides for every kind of secret and for names nobody has: the same
 * steps, the same time, the same answers. Source: docs/develop/requirements.md "Pupil sign-in",
 * docs/develop/security-decisions.md "Guessing", domain/throttle.h. */
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
/* A row of pictures, and choosing the first own password: that may take as long as a session waits
 * on a device of the school. */
enum { STEP_MS = 10 * 60 * 1000, FIRST_STEP_MS = PUPIL_IDLE_MS };

struct pupil_attempt {
    struct str username; /* as typed or from the address */
    struct str secret;   /* as typed; pictures as names or numbers */
    struct str device;   /* the device cookie; "" without one */
    struct str peer;     /* network address */
    int schools; /* how many there are, by keypad_shares: names nobody has are spread over them */
    bool own_device; /* "dit is mijn eigen toestel" */
};
enum sign_in_answer {
    SIGN_IN_DONE,
    SIGN_IN_WRONG,
    SIGN_IN_WAIT,     /* also for closed pools and full queues */
    SIGN_IN_NEW,      /* right, and an own password is due: token is a step */
    SIGN_IN_EXPIRED,  /* right, and the temporary password ended */
    SIGN_IN_INACTIVE, /* right, and the account is not active */
};
struct pupil_entry {
    enum sign_in_answer answer;
    int64_t wait_ms;   /* SIGN_IN_WAIT; 0: until somebody helps */
    bool busy;         /* SIGN_IN_WAIT: the hash queue is full, and no attempt was counted */
    struct str token;  /* of the session, or of the step */
    struct str device; /* the new device cookie; SIGN_IN_DONE and SIGN_IN_NEW */
};
enum rc pupil_sign_in(struct service *service, struct arena *arena,
                      const struct pupil_attempt *attempt, struct pupil_entry *ret_entry,
                      struct fault *fault) MUST_USE;

/* Would an attempt with that name pause now? *ret_wait_ms as in struct pupil_entry; attempt->secret
 * is not looked at. Changes nothing. */
enum rc pupil_pause(struct service *service, struct arena *arena,
                    const struct pupil_attempt *attempt, bool *ret_paused, int64_t *ret_wait_ms,
                    struct fault *fault) MUST_USE;

/* The row of pictures tapped so far without scripts. It is sealed, for that username and STEP_MS,
 * and the browser keeps it: whoever taps leaves nothing on the server. RC_NONE: too old, of another
 * name, or not ours. */
enum rc tapped_row_seal(struct service *service, struct arena *arena, struct str username,
                        struct str row, struct str *ret_sealed) MUST_USE;
enum rc tapped_row_open(struct service *service, struct arena *arena, struct str username,
                        struct str sealed_row, struct str *ret_row) MUST_USE;

/* The temporary password was right, and an own one is due. */
struct sign_in_step {
    struct str username;
    int64_t pupil_id;
};
enum rc sign_in_step_open(struct service *service, struct arena *arena, struct str token,
                          struct sign_in_step *ret_step, struct fault *fault) MUST_USE;
/* The sign-in is over: nobody goes on with what was tapped. */
enum rc sign_in_step_end(struct service *service, struct arena *arena, struct str token,
                         struct fault *fault) MUST_USE;

struct mail_text;
/* The own password at the first sign-in. notice goes to the proved e-mail address, if any; NULL: no
 * mail. RC_NONE: the step ended. RC_INVALID: see the flaw. */
enum rc pupil_first_password(struct service *service, struct arena *arena, struct str step_token,
                             struct str password, bool own_device, const struct mail_text *notice,
                             struct str *ret_session, enum own_flaw *ret_flaw,
                             struct fault *fault) MUST_USE;

struct pupil_session {
    int64_t pupil_id;
    struct str token, username, first_name, last_name, group_name, class_code;
    struct str email; /* "" without one */
    bool email_proved, own_device, advanced;
    enum secret_kind kind;
    int64_t created_ms, previous_ms; /* previous: the sign-in before this one; negative: none */
    day_count active_until;
};
/* RC_NONE: none, idle too long or too old, or the account is no longer active. */
enum rc pupil_session_open(struct service *service, struct arena *arena, struct str token,
                           struct pupil_session *ret_session, struct fault *fault) MUST_USE;
enum rc pupil_sign_out(struct service *service, struct arena *arena,
                       const struct pupil_session *session, bool everywhere,
                       struct fault *fault) MUST_USE;
/* A new session took the place of an old one in the same browser: of the same pupil it goes on, of
 * another one it ends. */
enum rc pupil_session_replace(struct service *service, struct arena *arena,
                              const struct pupil_session *old, struct str new_token,
                              struct fault *fault) MUST_USE;
/* Advanced accounts only (RC_DENIED). Wrong old password: RC_CONFLICT, and it counts as an attempt.
 */
enum rc pupil_change_password(struct service *service, struct arena *arena,
                              const struct pupil_session *session, const struct pupil_attempt *old,
                              struct str password, const struct mail_text *notice,
                              struct str *ret_session, enum own_flaw *ret_flaw,
                              struct fault *fault) MUST_USE;

/* Staff: "Geef vrij". */
enum rc pupil_release(struct call *call, int64_t pupil_id) MUST_USE;
