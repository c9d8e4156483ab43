/*
 * Staff accounts: creation, one-time links, sign-in, sessions and second factors.
 *
 * Passwords of staff are hashed and verified like those of pupils (crypto/password.h). Results are
 * allocated in the arena of the call. A proof of identity is a password with the second factor, or
 * a passkey; some actions need a recent one. Functions with a struct call need the platform right
 * (operators and the command line).
 *
 * Source: docs/develop/requirements.md "Roles and rights", "Staff sessions";
 * docs/develop/security-decisions.md "Web".
 */
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
    const int *schools; /* school numbers; none for an operator */
    size_t school_count;
    const struct str *classes; /* classes of a teacher or viewer; none: the whole school */
    size_t class_count;
    struct str email; /* "": none */
    bool keep;        /* the password need not be changed at first sign-in */
};
struct staff_made {
    struct str login;
    struct str password; /* shown once */
    struct str invite;   /* token of a one-time sign-in link, valid for STAFF_INVITE_MS */
};
/* Returns whether the folded login is valid: letters, digits and . - _ @. */
bool staff_login_fine(struct arena *arena, const struct service *service, struct str typed);
/* Creates an account with a one-time password and link. Returns RC_CONFLICT when the login is
 * taken. Returns RC_INVALID when the login or e-mail address is not valid, the role needs a school
 * or allows no classes, or a school does not exist. */
enum rc staff_add(struct call *call, const struct staff_wish *wish,
                  struct staff_made *ret_made) MUST_USE;
/* Issues a new one-time password and link. Ends all sessions and older links, removes the second
 * factors and enables a disabled account. Returns RC_NONE when the login does not exist. */
enum rc staff_reset(struct call *call, struct str login, struct staff_made *ret_made) MUST_USE;
/* Issues a new one-time link only; the password remains valid until the link is used. Returns
 * RC_CONFLICT when the owner has already chosen a password. */
enum rc staff_invite(struct call *call, struct str login, struct str *ret_invite) MUST_USE;
/* Disables an account; ends its sessions and links. Returns RC_NONE when the login does not exist.
 */
enum rc staff_disable(struct call *call, struct str login) MUST_USE;

struct staff_line {
    struct str login, roles; /* e.g. roles "manager 000002, teacher 000003 4A" */
    bool disabled, has_factor;
    int64_t last_sign_in_ms; /* negative: never */
};
/* Returns all staff accounts of the platform. */
enum rc staff_list(struct call *call, struct staff_line **ret_lines, size_t *ret_count) MUST_USE;

struct school_choice {
    struct school_id school;
    struct str name;
};
/* Origin of a request by staff. */
struct staff_origin {
    struct str source;  /* shortened network address, as shown in histories */
    struct str peer;    /* full address, for rate limits per network; "": none */
    struct str agent;   /* browser and system, e.g. "Firefox, Windows"; "": unknown */
    struct str browser; /* random token in a cookie of this browser; "": none */
};
struct staff_session {
    int64_t staff_id;
    struct str login;
    struct str token;
    struct school_id school; /* school that the session works in; 0: none chosen */
    struct str school_name;
    int64_t seen_ms, proof_ms; /* last activity; last proof of identity, 0: none */
    bool hide_secrets, must_change, shortcuts;
    struct staff_factors factors;
    bool must_register;   /* a second factor must be registered before anything else */
    int factor_days_left; /* days until that is required; -1: no banner (domain/staff_factor.h) */
    int messages;         /* number of unread messages (service/staff/staff_message.h) */
    bool later;           /* the banner was dismissed today */
    bool outside; /* signed in through an external provider: no local password, and login holds the
                     name */
    struct staff_rights rights;
    struct school_choice *schools; /* schools in which the account has a role */
    size_t school_count;
};
/* Returns the session of a cookie token and records the activity. Returns RC_NONE when the session
 * does not exist, has ended, was idle for STAFF_IDLE_MS or is older than STAFF_LIFE_MS. */
enum rc staff_session_open(struct service *service, struct arena *arena, struct str token,
                           struct staff_session *ret_session, struct fault *fault) MUST_USE;

/* Owner and school of a session that may have expired, so that a form that was being filled in can
 * be stored (preferences_form_keep). staff_session_ended returns RC_NONE when the session is not
 * known. */
struct ended_session {
    int64_t staff_id;
    struct school_id school;
};
enum rc staff_session_ended(struct service *service, struct arena *arena, struct str token,
                            struct ended_session *ret_session, struct fault *fault) MUST_USE;

struct sign_in {
    struct str login, password;
    struct str code;    /* code of the authenticator app or a recovery code; "": not asked yet */
    struct str device;  /* token of a trusted device; "": none */
    bool trusts_device; /* trust this browser when a code is given */
    struct staff_origin from;
};
struct staff_signed_in {
    struct str token;  /* session token */
    struct str device; /* token of the newly trusted device; "": none */
};
/* Signs in with a password and, when one is registered, a second factor. Returns RC_DENIED for a
 * wrong password and, in the same way, for an unknown login. Returns RC_INVALID when the password
 * is right but a code is missing or wrong. Returns RC_LIMIT when the attempt must wait
 * *ret_wait_ms, or when the hash queue is full. */
enum rc staff_sign_in(struct service *service, struct arena *arena, const struct sign_in *sign_in,
                      struct staff_signed_in *ret_signed_in, int64_t *ret_wait_ms,
                      struct fault *fault) MUST_USE;
/* One-time links. staff_invite_login returns the login of a link. staff_invite_accept sets the
 * password, ends all other links and sessions, and signs in; *ret_token is "" when the account has
 * a second factor, because a link does not replace it. Both return RC_NONE when the link is
 * unknown, used or expired. Accepting returns RC_INVALID when the password is refused; see
 * *ret_flaw. */
enum rc staff_invite_login(struct service *service, struct arena *arena, struct str token,
                           struct str *ret_login, struct fault *fault) MUST_USE;
enum rc staff_invite_accept(struct service *service, struct arena *arena, struct str token,
                            struct str password, const struct staff_origin *from,
                            struct str *ret_token, enum own_flaw *ret_flaw,
                            struct fault *fault) MUST_USE;
/* Ends the session. */
enum rc staff_sign_out(struct service *service, struct arena *arena, struct str token,
                       struct fault *fault) MUST_USE;

/* Verifies the password and second factor again and renews the proof of the session. Results are
 * those of staff_sign_in; staff of an external provider get RC_DENIED. */
enum rc staff_prove(struct service *service, struct arena *arena,
                    const struct staff_session *session, struct str password, struct str code,
                    int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* Sets a new password, ends all sessions and links, and opens a new session, *ret_token. Returns
 * RC_INVALID when the new password is refused, see *ret_flaw; OWN_SAME means that it equals the
 * text in old, which was not verified. Returns RC_DENIED when the old password is wrong, and
 * RC_LIMIT as staff_sign_in does. */
enum rc staff_set_password(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str old, struct str password,
                           const struct staff_origin *from, struct str *ret_token,
                           enum own_flaw *ret_flaw, struct fault *fault) MUST_USE;
/* Registration of an authenticator app (TOTP). A secret is proposed and stored after a code of it
 * was entered. token repeats an earlier proposal, so that the user need not scan again; "" or an
 * invalid token makes a new one. */
struct totp_proposal {
    struct str typed; /* secret as text, to type over */
    struct str qr; /* path data of the QR code of the otpauth:// address, in an SVG with qr_modules
                      modules a side; "" when the address is too long */
    int qr_modules;
    struct str token; /* the secret, sealed for this account; the form sends it back */
};
/* Makes a proposal; see above for token. */
enum rc staff_totp_propose(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str token,
                           struct totp_proposal *ret_proposal) MUST_USE;
/* Adds or removes the authenticator app. Both return RC_DENIED when the proof is too old. Adding
 * returns RC_INVALID when the code or the token is not valid. Removing returns RC_LIMIT when the
 * app is the only second factor. */
enum rc staff_totp_on(struct service *service, struct arena *arena,
                      const struct staff_session *session, struct str token, struct str code,
                      struct fault *fault) MUST_USE;
enum rc staff_totp_off(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct fault *fault) MUST_USE;

/* Sets the school that the session works in. Returns RC_NONE without a role in that school. */
enum rc staff_choose_school(struct service *service, struct arena *arena,
                            const struct staff_session *session, struct school_id school,
                            struct fault *fault) MUST_USE;
/* Sets whether this session hides the secrets of pupils. */
enum rc staff_hide_secrets(struct service *service, struct arena *arena,
                           const struct staff_session *session, bool hide,
                           struct fault *fault) MUST_USE;
/* Enables or disables keyboard shortcuts for the account. */
enum rc staff_set_keys(struct service *service, struct arena *arena,
                       const struct staff_session *session, bool shortcuts,
                       struct fault *fault) MUST_USE;
