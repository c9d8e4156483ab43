/* Shared by the files of service/staff/staff.h. */
#pragma once

#include "domain/staff_factor.h"
#include "service/staff/staff.h"

/* What somebody may do now: RC_NONE when they are switched off. */
enum rc staff_rights_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct staff_rights *ret_rights) MUST_USE;
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
enum rc staff_session_begin(struct tx *tx, struct arena *arena, const struct service *service,
                            const struct staff_entry *entry) MUST_USE;

/* Trusts the browser that brings entry->device_hash for TRUSTED_DEVICE_DAYS. */
enum rc staff_device_trust(struct tx *tx, const struct service *service,
                           const struct staff_entry *entry) MUST_USE;

/* The bucket of failed sign-ins of staff from one network. */
struct str staff_network_key(struct arena *arena, struct str peer);
/* Takes a token before an attempt is judged. RC_LIMIT: none is left, *ret_wait_ms. peer "": no
 * network, always RC_OK. */
enum rc staff_network_take(struct service *service, struct arena *arena, struct str peer,
                           int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* After an attempt that succeeded. */
enum rc staff_network_give_back(struct tx *tx, struct arena *arena, struct str peer) MUST_USE;
