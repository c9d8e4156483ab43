#include "crypto/token.h"
#include "domain/network.h"
#include "service/throttle_store.h"
#include "service/staff/staff_recovery.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

/* Waits by consecutive failures, in ms; the last one repeats. */
static const int64_t waits_ms[] = {0, 0, 5000, 15000, 60000, 300000, 900000};

struct entering {
    struct service *service;
    struct arena *arena;
    const struct sign_in *in;
    struct str login;
    struct sql_staff_from_row staff; /* row of another account when !known */
    struct staff_factors factors;
    int code_position; /* position of the typed recovery code; -1: none */
    struct str code_secret, code_verifier;
    bool by_device;                  /* a trusted device replaces the second factor */
    struct str device;               /* token of the device to trust from now on */
    bool known, waits, lacks_factor; /* lacks_factor: right password, no valid factor */
    bool without_code;               /* do not require a second factor */
    int64_t wait_ms;
    int64_t totp_step; /* time step of the TOTP code used; 0: none */
    struct str token;
    struct str counted; /* throttle key that counted this attempt, besides the network */
    struct str invite, old_token;
    struct str *names; /* words that a new password must not consist of */
    size_t name_count;
    const struct staff_session
        *session; /* a running session that proves itself again; NULL: a new sign-in */
    unsigned char verifier[VERIFIER_BYTES];
};

static struct actor self(const struct entering *e) {
    return (struct actor){
        .kind = ACTOR_STAFF, .id = e->known ? e->staff.staff_id : 0, .source = e->in->from.source};
}

static int64_t wait_after(int64_t failures) {
    return waits_ms[failures < (int64_t)COUNT(waits_ms) ? (size_t)failures : COUNT(waits_ms) - 1];
}

/* Usernames contain no space, so these keys never collide with those of pupils. */
static enum rc login_mac(struct arena *arena, const struct service *service, struct str login,
                         struct str *ret_mac) {
    return service_username_mac(arena, service, str_format(arena, "staff %.*s", STR_ARG(login)),
                                ret_mac);
}

enum rc staff_waits_forget(struct tx *tx, struct arena *arena, const struct service *service,
                           struct str login) {
    struct str mac;
    TRY(login_mac(arena, service, login, &mac));
    return sql_throttle_forget(tx, mac, NULL);
}

/* Returns the throttle key of a session, or of a login at one network. Counting these apart keeps a
 * stranger elsewhere from blocking the owner. */
static enum rc own_mac(const struct entering *e, struct str *ret_mac) {
    struct str place = e->session != NULL ? token_hash(e->arena, e->session->token)
                                          : network_of(e->arena, e->in->from.peer).own;
    return service_username_mac(
        e->arena, e->service,
        str_format(e->arena, "staff %.*s at %.*s", STR_ARG(e->login), STR_ARG(place)), ret_mac);
}

/* Counts an attempt in one throttle account, or sets waits when it comes too early. */
static enum rc reserve_account(struct tx *tx, struct entering *e, struct str mac,
                               struct throttle_account *account) {
    int64_t now = service_now(e->service);
    e->wait_ms = account->not_before_ms - now;
    e->waits = e->wait_ms > 0 && e->wait_ms <= waits_ms[COUNT(waits_ms) - 1];
    if (e->waits) return RC_OK;
    account->not_before_ms = now + wait_after(account->failures++);
    e->counted = mac;
    return throttle_write(tx, mac, POOL_UNKNOWN, account, now);
}

static enum rc reserve_network(struct tx *tx, struct entering *e) {
    bool taken;
    TRY(bucket_take(tx, e->arena, staff_network_key(e->arena, e->in->from.peer),
                    THROTTLE_NETWORK_BURST, service_now(e->service), &taken, &e->wait_ms));
    e->waits = !taken;
    return RC_OK;
}

static enum rc read_login(struct tx *tx, struct entering *e) {
    enum rc rc = sql_staff_from(tx, e->arena, e->login, &e->staff);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    e->known = rc == RC_OK && str_eq(e->staff.login, e->login) &&
               e->staff.disabled_ms == SQL_NULL && e->staff.verifier.ptr != NULL;
    return RC_OK;
}

/* Reads what is needed to verify the factor; also for unknown logins. */
static enum rc read_factors(struct tx *tx, struct entering *e) {
    struct sql_staff_code_get_row code = {.verifier = {NULL, 0}};
    struct sql_staff_device_get_row device;
    e->code_position = -1;
    if (e->in->code.len > 0 &&
        staff_recovery_read(e->arena, e->in->code, &e->code_position, &e->code_secret) != RC_OK)
        e->code_position = -1;
    enum rc rc = staff_factors_read(tx, e->arena, e->staff.staff_id, &e->factors);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (e->code_position >= 0) {
        rc = sql_staff_code_get(tx, e->arena, e->staff.staff_id, e->code_position, &code);
        ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    }
    e->code_verifier = code.verifier;
    e->by_device = false;
    if (e->in->device.len == 0) return RC_OK;
    rc = sql_staff_device_get(tx, e->arena, token_hash(e->arena, e->in->device),
                              service_now(e->service), &device);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    e->by_device = rc == RC_OK && e->known && device.staff_id == e->staff.staff_id;
    return RC_OK;
}

/* Counts the attempt before the password is verified, so that parallel attempts count too. Known
 * and unknown logins run the same statements. own.day is not 0 where the owner signed in before. */
static enum rc reserve(struct tx *tx, struct entering *e) {
    struct throttle_account own, all;
    struct str own_key, login_key;
    e->waits = false;
    e->counted = S("");
    TRY(read_login(tx, e));
    TRY(read_factors(tx, e));
    if (e->in->from.peer.len > 0) TRY(reserve_network(tx, e));
    if (e->waits) return RC_OK;
    TRY(own_mac(e, &own_key));
    TRY(login_mac(e->arena, e->service, e->login, &login_key));
    TRY(throttle_read(tx, e->arena, own_key, POOL_UNKNOWN, &own));
    TRY(throttle_read(tx, e->arena, login_key, POOL_UNKNOWN, &all));
    bool apart = e->known && (e->session != NULL || own.day != 0);
    return apart ? reserve_account(tx, e, own_key, &own) : reserve_account(tx, e, login_key, &all);
}
TX_FUNCTION(reserve, struct entering)

static enum rc check_recovery_code(const struct entering *e) {
    enum rc rc = hash_pool_check(e->service->hashes, HASH_SCHOOL_NETWORK, e->staff.staff_id,
                                 e->code_verifier, e->code_secret);
    return rc == RC_DENIED ? RC_INVALID : rc;
}

/* Returns RC_INVALID when a second factor is registered and none, or a wrong one, was given. */
static enum rc check_factor(struct entering *e) {
    if (e->without_code || e->by_device || staff_factor_ways(&e->factors) == 0) return RC_OK;
    if (e->code_position >= 0) return check_recovery_code(e);
    ENSURE(e->staff.totp.ptr != NULL && e->in->code.len > 0, RC_INVALID);
    struct str secret;
    TRY(secret_unseal(e->arena, e->service, SEAL_TOTP, e->staff.staff_id, e->staff.totp, &secret));
    enum rc rc =
        totp_check(secret, e->in->code, service_now(e->service), e->staff.totp_step, &e->totp_step);
    return rc == RC_DENIED ? RC_INVALID : rc;
}

/* Writes the failure; also for unknown logins, so that they take the same time. */
static enum rc write_failed(struct tx *tx, struct entering *e) {
    struct actor actor = self(e);
    int64_t subject = e->staff.staff_id;
    if (e->lacks_factor && e->session == NULL)
        TRY(staff_warn_owner(tx, e->arena, e->service, subject, &e->in->from));
    if (e->lacks_factor && e->in->code.len == 0) return RC_OK;
    struct str mac;
    TRY(login_mac(e->arena, e->service, e->login, &mac));
    if (!e->known) memcpy(&subject, mac.ptr, sizeof subject);
    return note_visit(tx, e->arena, e->service, &actor, subject & INT64_MAX, VISIT_FAILED, 0,
                      S(""));
}
TX_FUNCTION(write_failed, struct entering)

static enum rc give_back(struct tx *tx, const struct entering *e) {
    struct throttle_account account;
    TRY(staff_network_give_back(tx, e->arena, e->in->from.peer));
    TRY(throttle_read(tx, e->arena, e->counted, POOL_UNKNOWN, &account));
    if (account.failures > 0) account.failures--;
    account.not_before_ms = 0;
    return throttle_write(tx, e->counted, POOL_UNKNOWN, &account, service_now(e->service));
}
TX_FUNCTION(give_back, const struct entering)

static enum rc check(struct entering *e, int64_t *ret_wait_ms, struct fault *fault) {
    e->login = staff_login_fold(e->arena, e->service, e->in->login);
    TRY(store_write(e->service->db, e->arena, HISTORY_NONE, reserve, e, fault));
    *ret_wait_ms = e->waits ? e->wait_ms : 0;
    ENSURE(!e->waits, RC_LIMIT);
    struct str verifier = e->known ? e->staff.verifier : (struct str){NULL, 0};
    int64_t owner = e->known ? e->staff.staff_id : 0;
    enum rc rc =
        hash_pool_check(e->service->hashes, HASH_SCHOOL_NETWORK, owner, verifier, e->in->password);
    if (rc == RC_OK) rc = check_factor(e);
    e->lacks_factor = rc == RC_INVALID;
    if (rc == RC_DENIED || rc == RC_INVALID)
        TRY(store_write(e->service->db, e->arena, HISTORY_NONE, write_failed, e, fault));
    if (rc == RC_IO || rc == RC_LIMIT)
        TRY(store_write(e->service->db, e->arena, HISTORY_NONE, give_back, e, fault));
    if (rc == RC_IO) return secret_unknown(fault);
    TRY(rc);
    return e->session == NULL || e->staff.staff_id == e->session->staff_id ? RC_OK : RC_DENIED;
}

/* Marks this place as known and clears its failures. */
static enum rc keep_place(struct tx *tx, const struct entering *e) {
    int64_t now = service_now(e->service);
    const struct throttle_account fresh = {.day = day_of_ms(now)};
    struct str mac;
    TRY(staff_waits_forget(tx, e->arena, e->service, e->login));
    TRY(own_mac(e, &mac));
    return e->session != NULL ? sql_throttle_forget(tx, mac, NULL)
                              : throttle_write(tx, mac, POOL_UNKNOWN, &fresh, now);
}

/* Opens a session. Its proof is fresh when the required factor was given. */
static enum rc open_session(struct tx *tx, struct entering *e) {
    bool needs_factor = staff_factor_ways(&e->factors) > 0;
    bool gave_factor = e->totp_step != 0 || e->code_position >= 0;
    int64_t now = service_session_now(e->service);
    struct staff_entry entry = {.staff_id = e->staff.staff_id,
                                .token = e->token,
                                .from = e->in->from,
                                .proof_ms = needs_factor && !gave_factor ? 0 : now,
                                .device_hash = {NULL, 0}};
    if (e->session != NULL && needs_factor) entry.proof_ms = e->session->proof_ms;
    if (e->by_device) entry.device_hash = token_hash(e->arena, e->in->device);
    if (e->device.len > 0) {
        entry.device_hash = token_hash(e->arena, e->device);
        TRY(staff_device_trust(tx, e->service, &entry));
    }
    return staff_session_begin(tx, e->arena, e->service, &entry);
}

/* Returns RC_INVALID when a concurrent request used the same code. */
static enum rc use_code(struct tx *tx, const struct entering *e) {
    int64_t fresh = 1, now = service_now(e->service);
    if (e->totp_step != 0) TRY(sql_staff_totp_used(tx, e->staff.staff_id, e->totp_step, &fresh));
    ENSURE(fresh == 1, RC_INVALID);
    if (e->code_position < 0 || e->by_device || staff_factor_ways(&e->factors) == 0) return RC_OK;
    TRY(sql_staff_code_use(tx, e->staff.staff_id, e->code_position, now, &fresh));
    ENSURE(fresh == 1, RC_INVALID);
    struct actor actor = self(e);
    return note_visit(tx, e->arena, e->service, &actor, e->staff.staff_id, VISIT_RECOVERY_CODE, 0,
                      S(""));
}

static enum rc write_entered(struct tx *tx, struct entering *e) {
    TRY(use_code(tx, e));
    TRY(staff_network_give_back(tx, e->arena, e->in->from.peer));
    TRY(keep_place(tx, e));
    if (e->session == NULL) return open_session(tx, e);
    TRY(sql_staff_signed_in(tx, e->staff.staff_id, service_now(e->service), NULL));
    return sql_staff_session_proved(tx, token_hash(e->arena, e->old_token),
                                    service_session_now(e->service), NULL);
}
TX_FUNCTION(write_entered, struct entering)

static enum rc enter(struct entering *e, int64_t *ret_wait_ms, struct fault *fault) {
    TRY(check(e, ret_wait_ms, fault));
    return store_write(e->service->db, e->arena, HISTORY_NONE, write_entered, e, fault);
}

enum rc staff_sign_in(struct service *service, struct arena *arena, const struct sign_in *sign_in,
                      struct staff_signed_in *ret_signed_in, int64_t *ret_wait_ms,
                      struct fault *fault) {
    struct entering e = {.service = service,
                         .arena = arena,
                         .in = sign_in,
                         .token = token_draw(arena, &service->random)};
    if (sign_in->trusts_device && sign_in->code.len > 0)
        e.device = token_draw(arena, &service->random);
    TRY(enter(&e, ret_wait_ms, fault));
    *ret_signed_in = (struct staff_signed_in){.token = e.token, .device = e.device};
    return RC_OK;
}

enum rc staff_prove(struct service *service, struct arena *arena,
                    const struct staff_session *session, struct str password, struct str code,
                    int64_t *ret_wait_ms, struct fault *fault) {
    ENSURE(!session->outside, RC_DENIED);
    const struct sign_in in = {
        .login = session->login, .password = password, .code = code, .from = {.source = S("")}};
    struct entering e = {.service = service,
                         .arena = arena,
                         .in = &in,
                         .session = session,
                         .old_token = session->token};
    return enter(&e, ret_wait_ms, fault);
}

/* Reads the login and the names of the schools of this account. */
static enum rc read_names(struct tx *tx, struct entering *e) {
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_roles(tx, e->arena, e->staff.staff_id, &roles, &count));
    e->names = ARENA_ARRAY(e->arena, struct str, count + 1);
    e->name_count = 0;
    e->names[e->name_count++] = e->login;
    for (size_t i = 0; i < count; i++)
        if (roles[i].school_name.ptr != NULL) e->names[e->name_count++] = roles[i].school_name;
    return RC_OK;
}
TX_FUNCTION(read_names, struct entering)

static enum own_flaw judge(const struct entering *e, struct str password) {
    return password_flaw(e->arena, e->service->text, password, e->names, e->name_count);
}

static enum rc read_invite(struct tx *tx, struct entering *e) {
    struct sql_staff_invite_get_row invite;
    TRY(sql_staff_invite_get(tx, e->arena, token_hash(e->arena, e->invite), service_now(e->service),
                             &invite));
    struct sql_staff_get_row staff;
    TRY(sql_staff_get(tx, e->arena, invite.staff_id, &staff));
    ENSURE(staff.disabled_ms == SQL_NULL, RC_NONE);
    e->staff.staff_id = invite.staff_id;
    e->known = true;
    e->login = staff.login;
    e->code_position = -1;
    TRY(staff_factors_read(tx, e->arena, invite.staff_id, &e->factors));
    return read_names(tx, e);
}
TX_FUNCTION(read_invite, struct entering)

enum rc staff_invite_login(struct service *service, struct arena *arena, struct str token,
                           struct str *ret_login, struct fault *fault) {
    struct entering e = {.service = service, .arena = arena, .invite = token};
    TRY(store_read(service->db, arena, read_invite, &e, fault));
    *ret_login = e.login;
    return RC_OK;
}

/* Stores the new password and opens a session; ends all earlier sessions and links. A link does not
 * replace a second factor: an account that has one must sign in. */
static enum rc write_password(struct tx *tx, struct entering *e) {
    TRY(sql_staff_set_secret(tx, e->staff.staff_id,
                             (struct str){(const char *)e->verifier, sizeof e->verifier}, false,
                             NULL));
    TRY(staff_waits_forget(tx, e->arena, e->service, e->login));
    TRY(sql_staff_sessions_end(tx, e->staff.staff_id, NULL));
    TRY(sql_staff_devices_drop(tx, e->staff.staff_id, NULL));
    TRY(sql_staff_invites_drop(tx, e->staff.staff_id, NULL));
    struct actor actor = self(e);
    TRY(note(tx, e->arena, e->service, &actor, e->staff.staff_id, HISTORY_STAFF_SECRET, 0, S("")));
    bool needs_factor = e->invite.len > 0 && staff_factor_ways(&e->factors) > 0;
    return needs_factor ? RC_OK : open_session(tx, e);
}
TX_FUNCTION(write_password, struct entering)

static enum rc write_invited(struct tx *tx, struct entering *e) {
    int64_t now = service_now(e->service), changed;
    TRY(sql_staff_invite_use(tx, token_hash(e->arena, e->invite), now, &changed));
    ENSURE(changed == 1, RC_NONE);
    return write_password(tx, e);
}
TX_FUNCTION(write_invited, struct entering)

enum rc staff_invite_accept(struct service *service, struct arena *arena, struct str token,
                            struct str password, const struct staff_origin *from,
                            struct str *ret_token, enum own_flaw *ret_flaw, struct fault *fault) {
    const struct sign_in in = {.from = *from};
    struct entering e = {.service = service,
                         .arena = arena,
                         .in = &in,
                         .invite = token,
                         .token = token_draw(arena, &service->random)};
    TRY(store_read(service->db, arena, read_invite, &e, fault));
    *ret_flaw = judge(&e, password);
    ENSURE(*ret_flaw == OWN_FINE, RC_INVALID);
    TRY(hash_pool_make(service->hashes, HASH_SCHOOL_NETWORK, e.staff.staff_id, password,
                       e.verifier));
    TRY(store_write(service->db, arena, HISTORY_REQUIRED, write_invited, &e, fault));
    *ret_token = staff_factor_ways(&e.factors) > 0 ? S("") : e.token;
    return RC_OK;
}

enum rc staff_set_password(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str old, struct str password,
                           const struct staff_origin *from, struct str *ret_token,
                           enum own_flaw *ret_flaw, struct fault *fault) {
    int64_t wait_ms;
    ENSURE(!session->outside, RC_DENIED);
    const struct sign_in in = {.login = session->login, .password = old, .from = *from};
    struct entering e = {.service = service,
                         .arena = arena,
                         .in = &in,
                         .session = session,
                         .login = session->login,
                         .staff.staff_id = session->staff_id,
                         .without_code = true,
                         .token = token_draw(arena, &service->random)};
    TRY(store_read(service->db, arena, read_names, &e, fault));
    *ret_flaw = str_eq(old, password) ? OWN_SAME : judge(&e, password);
    ENSURE(*ret_flaw == OWN_FINE, RC_INVALID);
    TRY(check(&e, &wait_ms, fault));
    TRY(hash_pool_make(service->hashes, HASH_SCHOOL_NETWORK, session->staff_id, password,
                       e.verifier));
    *ret_token = e.token;
    return store_write(service->db, arena, HISTORY_REQUIRED, write_password, &e, fault);
}
