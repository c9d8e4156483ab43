/* Shared by the files of service/staff/staff.h. */
#pragma once

#include "domain/staff_factor.h"
#include "service/staff/staff.h"
#include "service/staff/staff_message.h"

/* What somebody may do now: RC_NONE when they are switched off. */
enum rc staff_rights_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct staff_rights *ret_rights) MUST_USE;
struct sql_staff_roles_row;
/* The same from rows that were read. */
struct staff_rights staff_rights_of(struct arena *arena, const struct sql_staff_roles_row *roles,
                                    size_t count);
struct str staff_login_fold(struct arena *arena, const struct service *service, struct str typed);
/* The waits after failures of strangers under that login: a new password ends them. */
enum rc staff_waits_forget(struct tx *tx, struct arena *arena, const struct service *service,
                           struct str login) MUST_USE;

/* Which second factors somebody registered. */
enum rc staff_factors_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                           struct staff_factors *ret_factors) MUST_USE;

/* A session that begins now. */
struct staff_entry {
    int64_t staff_id;
    struct str token;
    struct staff_origin from;
    int64_t proof_ms;       /* when the proof was given that the account needs; 0: not given */
    struct str device_hash; /* of the trusted device that replaced a factor; NULL: none */
};
enum rc staff_session_begin(struct tx *tx, struct arena *arena, struct service *service,
                            const struct staff_entry *entry) MUST_USE;

/* Trusts the browser that brings entry->device_hash for TRUSTED_DEVICE_DAYS. */
enum rc staff_device_trust(struct tx *tx, const struct service *service,
                           const struct staff_entry *entry) MUST_USE;

/* Mails the owner of the account where somebody signed in or tried to; nothing when no address is
 * known. */
enum rc staff_mail_place(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, enum staff_mail mail,
                         const struct staff_origin *from) MUST_USE;

/* A right password came without the factor: mails the owner, at most once in WARNED_APART_MS. */
enum rc staff_warn_owner(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, const struct staff_origin *from) MUST_USE;

/* What happened to a member of staff. */
struct staff_news {
    enum staff_message_kind kind;
    int64_t actor_id, subject_id;
    int64_t message_id; /* the same for all readers, so that nobody is told twice */
};
/* Leaves a message for one reader, and queues a mail when their address is known. */
enum rc staff_tell(struct tx *tx, struct arena *arena, struct service *service, int64_t reader_id,
                   const struct staff_news *news) MUST_USE;
/* The same for every manager of the school except the actor and the subject. */
enum rc staff_tell_managers(struct tx *tx, struct arena *arena, struct service *service,
                            struct school_id school, const struct staff_news *news) MUST_USE;

/* Removes every second factor and trusted device. */
enum rc staff_factors_drop(struct tx *tx, int64_t staff_id) MUST_USE;
/* Ends older links and adds one that works for STAFF_INVITE_MS. */
enum rc staff_invite_put(struct tx *tx, struct arena *arena, const struct service *service,
                         int64_t staff_id, struct str token) MUST_USE;
/* A password of 2^70 possibilities. */
struct str staff_password_draw(struct arena *arena, struct service *service);

/* The bucket of failed sign-ins of staff from one network. */
struct str staff_network_key(struct arena *arena, struct str peer);
/* Takes a token before an attempt is judged. RC_LIMIT: none is left, *ret_wait_ms. peer "": no
 * network, always RC_OK. */
enum rc staff_network_take(struct service *service, struct arena *arena, struct str peer,
                           int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* After an attempt that succeeded. */
enum rc staff_network_give_back(struct tx *tx, struct arena *arena, struct str peer) MUST_USE;
