/* Staff: adding and listing them, one-time links, signing in, sessions, the second factor. Source:
 * docs/develop/requirements.md "Roles and rights", "Staff sessions",
 * docs/develop/security-decisions.md "Web". Passwords of staff go through the same hash and check
 * as those of pupils (crypto/password.h). */
#pragma once

#include "domain/staff_factor.h"
#include "service/password_flaw.h"
#include "service/service.h"

enum {
    STAFF_IDLE_MS = 30 * 60 * 1000,
    STAFF_LIFE_MS = 12 * 3600 * 1000,
    STAFF_INVITE_MS = 24 * 3600 * 1000
};

struct staff_wish {
    struct str login; /* as typed; folded to lower case */
    enum role role;
    const int *schools; /* none for an operator */
    size_t school_count;
    const struct str *classes; /* teachers */
    size_t class_count;
    struct str email; /* "" none */
    bool keep;        /* the password need not be replaced */
};
struct staff_made {
    struct str login;
    struct str password; /* shown once */
    struct str invite;   /* token of a link that signs in once, within 24 hours */
};
/* A login that can be given: letters, digits, . - _ @, once folded. */
bool staff_login_fine(struct arena *arena, const struct service *service, struct str typed);
/* RC_CONFLICT: the login is taken. RC_INVALID: no usable login, no school where one is needed, or a
 * school that does not exist. */
enum rc staff_add(struct call *call, const struct staff_wish *wish,
                  struct staff_made *ret_made) MUST_USE;
/* A new one-time password and link; ends all sessions and older links, forgets the second factor,
 * lets in again who was switched off. RC_NONE: no such login. */
enum rc staff_reset(struct call *call, struct str login, struct staff_made *ret_made) MUST_USE;
/* Only a new one-time link; the password stays until the link is used. RC_CONFLICT: this person
 * chose a password already. */
enum rc staff_invite(struct call *call, struct str login, struct str *ret_invite) MUST_USE;
enum rc staff_disable(struct call *call, struct str login) MUST_USE;

struct staff_line {
    struct str login, roles; /* roles: "manager 000002, teacher 000003 4A" */
    bool disabled, has_factor;
    int64_t last_sign_in_ms; /* negative: never */
};
enum rc staff_list(struct call *call, struct staff_line **ret_lines, size_t *ret_count) MUST_USE;

struct school_choice {
    struct school_id school;
    struct str name;
};
/* Where a request of staff comes from. */
struct staff_origin {
    struct str source;  /* network address, shortened, as histories show it */
    struct str peer;    /* the whole address, for limits by network; "" for none */
    struct str agent;   /* browser and system in words; "" unknown */
    struct str browser; /* random token that this browser keeps; "" none */
};
struct staff_session {
    int64_t staff_id;
    struct str login;
    struct str token;
    struct school_id school; /* being worked in; 0: none */
    struct str school_name;
    int64_t seen_ms, proof_ms;
    bool hide_secrets, must_change, shortcuts;
    struct staff_factors factors;
    bool must_register;   /* a second factor is due: nothing else opens */
    int factor_days_left; /* until one is due; -1: no banner (domain/staff_factor.h) */
    int messages;         /* that wait for this member of staff (service/staff/staff_message.h) */
    bool later;           /* the banner was closed today */
    bool outside; /* came through the provider of the organisation: has no password here, and login
                     is the name */
    struct staff_rights rights;
    struct school_choice *schools; /* those with a role there */
    size_t school_count;
};
/* The session of a cookie; counts as activity. RC_NONE: none, ended, 30 minutes idle, or 12 hours
 * old. */
enum rc staff_session_open(struct service *service, struct arena *arena, struct str token,
                           struct staff_session *ret_session, struct fault *fault) MUST_USE;

/* Whose a session was that ended by idling, for keeping what was being filled in
 * (preferences_form_keep). RC_NONE: not known any more. */
struct ended_session {
    int64_t staff_id;
    struct school_id school;
};
enum rc staff_session_ended(struct service *service, struct arena *arena, struct str token,
                            struct ended_session *ret_session, struct fault *fault) MUST_USE;

struct sign_in {
    struct str login, password;
    struct str code;    /* of the app, or a recovery code; "" when not asked yet */
    struct str device;  /* token of a trusted device; "" none */
    bool trusts_device; /* make this browser a trusted device when a code was given */
    struct staff_origin from;
};
struct staff_signed_in {
    struct str token;  /* of the session */
    struct str device; /* token of the new trusted device; "" none */
};
/* RC_OK: signed in. RC_DENIED: wrong (the same for unknown names).
 * RC_LIMIT: wait, *ret_wait_ms; also for a full hash queue. RC_INVALID: right, and a code is due or
 * wrong. */
enum rc staff_sign_in(struct service *service, struct arena *arena, const struct sign_in *sign_in,
                      struct staff_signed_in *ret_signed_in, int64_t *ret_wait_ms,
                      struct fault *fault) MUST_USE;
/* Uses a one-time link: sets the password and signs in; other links and sessions end. *ret_token is
 * "" when the account has a second factor: its owner signs in with it. RC_NONE: used, ended or
 * never given. RC_INVALID: the password is refused, see *ret_flaw. */
enum rc staff_invite_login(struct service *service, struct arena *arena, struct str token,
                           struct str *ret_login, struct fault *fault) MUST_USE;
enum rc staff_invite_accept(struct service *service, struct arena *arena, struct str token,
                            struct str password, const struct staff_origin *from,
                            struct str *ret_token, enum own_flaw *ret_flaw,
                            struct fault *fault) MUST_USE;
enum rc staff_sign_out(struct service *service, struct arena *arena, struct str token,
                       struct fault *fault) MUST_USE;

/* Giving the password (or a code) again. Same answers as staff_sign_in. */
enum rc staff_prove(struct service *service, struct arena *arena,
                    const struct staff_session *session, struct str password, struct str code,
                    int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* Own new password; RC_INVALID: refused, see *ret_flaw (OWN_SAME: it is old, which was not
 * checked); RC_DENIED: the old one is wrong; RC_LIMIT as in staff_sign_in. Ends all sessions and
 * links; *ret_token is the new session. */
enum rc staff_set_password(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str old, struct str password,
                           const struct staff_origin *from, struct str *ret_token,
                           enum own_flaw *ret_flaw, struct fault *fault) MUST_USE;
/* Second factor: a secret is proposed, and kept once a code of it was given. token: of a proposal
 * that stands already, which is then shown again, so that the app need not read another; "" or not
 * ours: a fresh one. */
struct totp_proposal {
    struct str typed; /* for typing over */
    struct str qr; /* the address otpauth://… as what stands inside an svg with that many modules a
                      side; "" when it does not fit */
    int qr_modules;
    struct str token; /* the secret, sealed for this member of staff: what the form carries back */
};
enum rc staff_totp_propose(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str token,
                           struct totp_proposal *ret_proposal) MUST_USE;
/* Both: RC_DENIED when the proof is old. RC_INVALID: the code does not match, or no proposal of
 * ours. RC_LIMIT: the app is the last way to give a second factor, and cannot be removed. */
enum rc staff_totp_on(struct service *service, struct arena *arena,
                      const struct staff_session *session, struct str token, struct str code,
                      struct fault *fault) MUST_USE;
enum rc staff_totp_off(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct fault *fault) MUST_USE;

enum rc staff_choose_school(struct service *service, struct arena *arena,
                            const struct staff_session *session, struct school_id school,
                            struct fault *fault) MUST_USE;
enum rc staff_hide_secrets(struct service *service, struct arena *arena,
                           const struct staff_session *session, bool hide,
                           struct fault *fault) MUST_USE;
enum rc staff_set_keys(struct service *service, struct arena *arena,
                       const struct staff_session *session, bool shortcuts,
                       struct fault *fault) MUST_USE;
