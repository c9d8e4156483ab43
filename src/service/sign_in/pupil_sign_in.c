#include "service/sign_in/pupil_sign_in.h"

#include "crypto/token.h"
#include "domain/account_life.h"
#include "service/application/session_end.h"
#include "service/sign_in/pupil_device.h"
#include "service/sign_in/pupil_work.h"
#include "service/school/school_network.h"

enum {
    LEARN_PUPILS = 20,
    LEARN_DAYS = 3,
    LEARN_FAST = 10,
    LEARN_FAST_MS = 15 * 60 * 1000,
    SESSIONS_KEPT = 20,
    SESSIONS_SPARE = 20,
    ENDED_AT_ONCE = 300,
    BUSY_WAIT_MS = 60 * 1000
};
static const int64_t day_ms = INT64_C(24) * 3600 * 1000;
static const int64_t learned_ms = INT64_C(90) * 24 * 3600 * 1000;

struct entering {
    struct asked_name name;
    bool fits;
    enum throttle_verdict verdict;
    int64_t wait_ms;
    struct pupil_entry entry;
    struct sql_pupil_sessions_over_row *over; /* sessions of this pupil beyond the newest ones */
    size_t over_count;
};

static struct actor pupil_actor(const struct entering *e) {
    return (struct actor){.kind = ACTOR_PUPIL,
                          .id = e->name.known ? e->name.account.pupil_id : 0,
                          .source = network_shown(e->name.arena, e->name.attempt->peer)};
}

/*
 * Returns the subject of the history. Unknown names get a number derived from the name, so that
 * they cause the same writes.
 */
static int64_t subject_of(const struct entering *e) {
    if (e->name.known) return e->name.account.pupil_id;
    int64_t number = 0;
    memcpy(&number, e->name.name_mac.ptr, sizeof number);
    return number & INT64_MAX;
}

static enum rc write_throttle(struct tx *tx, const struct entering *e) {
    const struct asked_name *n = &e->name;
    return throttle_state_write(tx, n->arena, n->name_mac, &n->network, &n->throttle,
                                service_now(n->service));
}

static enum rc read_throttle(struct tx *tx, struct entering *e) {
    struct asked_name *n = &e->name;
    return throttle_state_read(tx, n->arena, n->name_mac, &n->network, &n->throttle);
}

static enum rc reserve(struct tx *tx, struct entering *e) {
    TRY(asked_name_read(tx, &e->name));
    e->verdict = throttle_reserve(&e->name.throttle, service_now(e->name.service), &e->wait_ms);
    return e->verdict == THROTTLE_ALLOW ? write_throttle(tx, e) : RC_OK;
}
TX_FUNCTION(reserve, struct entering)

/*
 * Learns the networks of a school from sign-ins. *ret_first: the pupil's first sign-in from this
 * network today.
 */
static enum rc learn_network(struct tx *tx, const struct entering *e, bool *ret_first) {
    int64_t now = service_now(e->name.service);
    *ret_first = false;
    for (size_t i = 0; i < e->name.school_count; i++) {
        int64_t school = e->name.schools[i].school_id;
        struct sql_network_pupil_counts_row c;
        int64_t added;
        TRY(sql_network_pupil_add(tx, school, e->name.network.own, e->name.account.pupil_id,
                                  service_today(e->name.service), now, &added));
        if (added == 0) continue; /* known already today, and counting is expensive */
        *ret_first = true;
        TRY(sql_network_pupil_counts(tx, e->name.arena, school, e->name.network.own,
                                     now - LEARN_FAST_MS, &c));
        bool learned = c.pupils >= LEARN_PUPILS && c.days >= LEARN_DAYS;
        if (learned)
            TRY(sql_school_network_put(tx, school, e->name.network.own, NETWORK_LEARNED,
                                       now + learned_ms, NULL));
        if (!learned && c.lately >= LEARN_FAST)
            TRY(sql_school_network_put(tx, school, e->name.network.own, NETWORK_PROVISIONAL,
                                       now + day_ms, NULL));
    }
    return RC_OK;
}

static enum sign_in_answer judge_account(const struct entering *e) {
    const struct sql_account_from_row *a = &e->name.account;
    int64_t inactive = a->inactive_ms == SQL_NULL ? -1 : a->inactive_ms;
    day_count last = a->last_end == SQL_NULL ? DAY_NONE : (day_count)a->last_end;
    if (account_status(true, inactive, last, service_today(e->name.service)) != STATUS_ACTIVE)
        return SIGN_IN_INACTIVE;
    if (a->secret_ends_ms != SQL_NULL && a->secret_ends_ms <= service_now(e->name.service))
        return SIGN_IN_EXPIRED;
    return a->must_change ? SIGN_IN_NEW : SIGN_IN_DONE;
}

static enum rc enter(struct tx *tx, struct entering *e) {
    struct actor actor = pupil_actor(e);
    int64_t now = service_now(e->name.service);
    e->entry.device = e->name.attempt->device;
    if (!e->name.newest)
        TRY(device_remember(e->name.arena, e->name.service, e->name.attempt->device,
                            e->name.username, &e->entry.device));
    struct str hash = token_hash(e->name.arena, e->entry.token);
    if (e->entry.answer == SIGN_IN_NEW)
        return sql_sign_in_step_put(tx, hash, e->name.username, e->name.account.pupil_id, S(""),
                                    now + FIRST_STEP_MS, NULL);
    TRY(sql_pupil_session_add(tx, hash, e->name.account.pupil_id,
                              service_session_now(e->name.service), e->name.attempt->own_device,
                              e->name.account.secret_kind == SECRET_OWN, NULL));
    TRY(sql_account_signed_in(tx, e->name.account.pupil_id, now, NULL));
    return note_visit(tx, e->name.arena, e->name.service, &actor, e->name.account.pupil_id,
                      VISIT_SIGNED_IN, 0, S(""));
}

/*
 * Reads the account again, because its secret may have been replaced while the attempt was hashed.
 */
static enum rc read_again(struct tx *tx, struct entering *e, bool *ret_fits) {
    struct sql_account_from_row now;
    bool known;
    TRY(asked_name_account(tx, &e->name, &now, &known));
    const struct sql_account_from_row *then = &e->name.account;
    *ret_fits = known && e->name.known && now.pupil_id == then->pupil_id &&
                str_eq(now.verifier, then->verifier);
    if (*ret_fits) e->name.account = now;
    return RC_OK;
}

static enum rc settle(struct tx *tx, struct entering *e) {
    struct actor actor = pupil_actor(e);
    bool fits = false, first = false;
    if (e->fits) TRY(read_again(tx, e, &fits));
    TRY(read_throttle(tx, e));
    e->entry.answer = fits ? judge_account(e) : SIGN_IN_WRONG;
    bool enters = e->entry.answer == SIGN_IN_DONE || e->entry.answer == SIGN_IN_NEW;
    if (enters) TRY(learn_network(tx, e, &first));
    if (fits)
        throttle_succeed(&e->name.throttle, first, service_now(e->name.service));
    else
        throttle_fail(&e->name.throttle);
    TRY(write_throttle(tx, e));
    if (fits) return enters ? enter(tx, e) : RC_OK;
    return note_visit(tx, e->name.arena, e->name.service, &actor, subject_of(e), VISIT_FAILED, 0,
                      S(""));
}
TX_FUNCTION(settle, struct entering)

static enum rc give_back(struct tx *tx, struct entering *e) {
    TRY(read_throttle(tx, e));
    throttle_refund(&e->name.throttle);
    return write_throttle(tx, e);
}
TX_FUNCTION(give_back, struct entering)

/*
 * Lists sessions beyond the newest. Without a limit, a program that signs in again and again would
 * fill the store and make ending all sessions slow. This is a read-only transaction of its own: in
 * a writing one, PostgreSQL would make concurrent sign-ins wait.
 */
static enum rc read_over(struct tx *tx, struct entering *e) {
    return sql_pupil_sessions_over(tx, e->name.arena, e->name.account.pupil_id, SESSIONS_KEPT,
                                   ENDED_AT_ONCE, &e->over, &e->over_count);
}
TX_FUNCTION(read_over, struct entering)

static enum rc end_over(struct tx *tx, const struct entering *e) {
    for (size_t i = 0; i < e->over_count; i++) {
        TRY(session_end_one(tx, e->name.arena, e->name.service, e->over[i].token_hash));
        TRY(sql_pupil_session_end(tx, e->over[i].token_hash, NULL));
    }
    return RC_OK;
}
TX_FUNCTION(end_over, const struct entering)

static enum rc end_oldest(struct entering *e, struct fault *fault) {
    int64_t before_ms =
        e->name.account.last_sign_in_ms == SQL_NULL ? 0 : e->name.account.last_sign_in_ms;
    if (e->entry.answer != SIGN_IN_DONE || service_now(e->name.service) - before_ms > day_ms)
        return RC_OK;
    TRY(store_read(e->name.service->db, e->name.arena, read_over, e, fault));
    if (e->over_count < SESSIONS_SPARE)
        return RC_OK; /* ends them in batches, so that few sign-ins do this work */
    return store_write(e->name.service->db, e->name.arena, HISTORY_NONE, end_over, e, fault);
}

/*
 * Returns the typed secret in the form in which it was hashed. Text that cannot be a secret of this
 * kind is hashed as typed.
 */
static struct str canonical(const struct entering *e) {
    struct str secret = e->name.attempt->secret;
    enum secret_kind kind = (enum secret_kind)e->name.account.secret_kind;
    if (e->name.account.username.len == 0)
        kind = SECRET_WORD; /* the installation has no accounts */
    if (secret_read(e->name.arena, e->name.service->text, kind, e->name.attempt->secret, &secret) !=
        RC_OK)
        secret = e->name.attempt->secret;
    return secret;
}

static const enum hash_priority priorities[POOL_COUNT] = {[POOL_KNOWN_DEVICE] = HASH_KNOWN_DEVICE,
                                                          [POOL_SCHOOL_NETWORK] =
                                                              HASH_SCHOOL_NETWORK,
                                                          [POOL_UNKNOWN] = HASH_UNKNOWN};

/*
 * Reserves the attempt, hashes and records the result. RC_LIMIT: not allowed now, see
 * entry->wait_ms.
 */
static enum rc attempt(struct entering *e, struct fault *fault) {
    TRY(store_write(e->name.service->db, e->name.arena, HISTORY_NONE, reserve, e, fault));
    e->entry.wait_ms = e->verdict == THROTTLE_CLOSED ? 0 : e->wait_ms;
    ENSURE(e->verdict == THROTTLE_ALLOW, RC_LIMIT);
    struct str verifier = e->name.known ? e->name.account.verifier : (struct str){NULL, 0};
    int64_t owner = e->name.known ? e->name.account.pupil_id : 0;
    enum rc rc = hash_pool_check(e->name.service->hashes, priorities[e->name.throttle.pool], owner,
                                 verifier, canonical(e));
    e->entry.busy = rc == RC_LIMIT;
    e->entry.wait_ms = e->entry.busy ? BUSY_WAIT_MS : 0;
    if (rc == RC_IO || rc == RC_LIMIT)
        TRY(store_write(e->name.service->db, e->name.arena, HISTORY_NONE, give_back, e, fault));
    if (rc == RC_IO) return secret_unknown(fault);
    ENSURE(rc == RC_OK || rc == RC_DENIED, rc);
    e->fits = rc == RC_OK;
    TRY(store_write(e->name.service->db, e->name.arena, HISTORY_NONE, settle, e, fault));
    return end_oldest(e, fault);
}

enum rc pupil_sign_in(struct service *service, struct arena *arena,
                      const struct pupil_attempt *given, struct pupil_entry *ret_entry,
                      struct fault *fault) {
    struct entering e = {.entry = {.token = token_draw(arena, &service->random), .device = S("")}};
    TRY(asked_name(service, arena, given, &e.name));
    enum rc rc = attempt(&e, fault);
    if (rc == RC_LIMIT) e.entry.answer = SIGN_IN_WAIT;
    ENSURE(rc == RC_OK || rc == RC_LIMIT, rc);
    *ret_entry = e.entry;
    return RC_OK;
}
