/* Functions shared by the files of service/staff. Private to this folder. */
#pragma once

#include "domain/staff_factor.h"
#include "service/staff/staff.h"
#include "service/staff/staff_message.h"

/* Reads the current roles. Returns RC_NONE when the account is disabled or does not exist. */
enum rc staff_rights_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct staff_rights *ret_rights) MUST_USE;
struct sql_staff_roles_row;
/* Converts rows that were already read. */
struct staff_rights staff_rights_of(struct arena *arena, const struct sql_staff_roles_row *roles,
                                    size_t count);
/* Returns the login in its stored form: trimmed and folded. */
struct str staff_login_fold(struct arena *arena, const struct service *service, struct str typed);
/* Clears the back-off of a login after failed attempts from unknown places. Called when a new
 * password is set. */
enum rc staff_waits_forget(struct tx *tx, struct arena *arena, const struct service *service,
                           struct str login) MUST_USE;

/* Reads which second factors are registered. */
enum rc staff_factors_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                           struct staff_factors *ret_factors) MUST_USE;

/* A new session. */
struct staff_entry {
    int64_t staff_id;
    struct str token;
    struct staff_origin from;
    int64_t proof_ms;       /* time of the proof that the account requires; 0: not given */
    struct str device_hash; /* hash of the trusted device that replaced a factor; ptr NULL: none */
};
/* Stores the session, and mails the owner when the place of the sign-in is new. */
enum rc staff_session_begin(struct tx *tx, struct arena *arena, struct service *service,
                            const struct staff_entry *entry) MUST_USE;

/* Trusts the browser with entry->device_hash for TRUSTED_DEVICE_DAYS. */
enum rc staff_device_trust(struct tx *tx, const struct service *service,
                           const struct staff_entry *entry) MUST_USE;

/* Mails the owner about a sign-in or an attempt. Does nothing when the owner has no address. */
enum rc staff_mail_place(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, enum staff_mail mail,
                         const struct staff_origin *from) MUST_USE;

/* Mails the owner that the right password came without the second factor, at most once per
 * WARNED_APART_MS. */
enum rc staff_warn_owner(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, const struct staff_origin *from) MUST_USE;

/* An event to notify staff of. */
struct staff_news {
    enum staff_message_kind kind;
    int64_t actor_id, subject_id;
    int64_t message_id; /* the same for all readers; prevents a second message to the same reader */
};
/* Stores a message for one reader, and queues a mail when the reader's address is known. */
enum rc staff_tell(struct tx *tx, struct arena *arena, struct service *service, int64_t reader_id,
                   const struct staff_news *news) MUST_USE;
/* Calls staff_tell for every manager of the school except the actor and the subject. */
enum rc staff_tell_managers(struct tx *tx, struct arena *arena, struct service *service,
                            struct school_id school, const struct staff_news *news) MUST_USE;

/* Removes all second factors and trusted devices. */
enum rc staff_factors_drop(struct tx *tx, int64_t staff_id) MUST_USE;
/* Replaces the one-time links by a new one, valid for STAFF_INVITE_MS. */
enum rc staff_invite_put(struct tx *tx, struct arena *arena, const struct service *service,
                         int64_t staff_id, struct str token) MUST_USE;
/* Draws a password out of 2^70 possibilities. */
struct str staff_password_draw(struct arena *arena, struct service *service);

/* Returns the rate-limit key for failed staff sign-ins from one network. */
struct str staff_network_key(struct arena *arena, struct str peer);
/* Takes a token of the network before an attempt is verified. Returns RC_LIMIT and sets
 * *ret_wait_ms when none is left. Returns RC_OK when peer is "". */
enum rc staff_network_take(struct service *service, struct arena *arena, struct str peer,
                           int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* Refunds the token after a successful attempt. */
enum rc staff_network_give_back(struct tx *tx, struct arena *arena, struct str peer) MUST_USE;
