#include "service/pupil_sign_in.h"

#include "crypto/token.h"
#include "domain/account_life.h"
#include "domain/network.h"
#include "domain/username.h"
#include "service/oidc_logout.h"
#include "service/pupil_device.h"
#include "service/pupil_work.h"
#include "service/school_network.h"
#include "store/queries.h"

enum { LEARN_PUPILS = 20, LEARN_DAYS = 3, LEARN_FAST = 10, LEARN_FAST_MS = 15 * 60 * 1000, SESSIONS_KEPT = 20, SESSIONS_SPARE = 20, ENDED_AT_ONCE = 300 };
static const int64_t hour_ms = 3600 * 1000;
static const int64_t day_ms = 24 * hour_ms;
static const int64_t learned_ms = INT64_C(90) * 24 * 3600 * 1000;

struct entering {
    struct service *service;
    struct arena *arena;
    const struct pupil_attempt *attempt;
    struct str username, name_mac;
    struct network network;
    bool known, fits, pictures, newest; /* newest: of the names its device knows */
    struct sql_account_for_sign_in_row account;
    struct sql_pupil_schools_row *schools; /* of the pupil today */
    size_t school_count;
    struct throttle_state throttle;
    enum throttle_verdict verdict;
    int64_t wait_ms;
    struct pupil_entry entry;
    struct sql_pupil_sessions_over_row *over; /* sessions of this pupil beyond the newest */
    size_t over_count;
};

static struct actor pupil_actor(const struct entering *e) {
    return (struct actor){.kind = ACTOR_PUPIL, .id = e->known ? e->account.pupil_id : 0, .source = network_shown(e->arena, e->attempt->peer)};
}

/* Names nobody has get a number of their own, so that they leave the same traces. */
static int64_t subject_of(const struct entering *e) {
    if (e->known) return e->account.pupil_id;
    int64_t number = 0;
    memcpy(&number, e->name_mac.ptr, sizeof number);
    return number & INT64_MAX;
}

enum rc throttle_read(struct tx *tx, struct arena *arena, struct str name_mac, enum throttle_pool pool, struct throttle_account *ret) {
    struct sql_throttle_get_row t = {0};
    enum rc rc = sql_throttle_get(tx, arena, name_mac, pool, &t);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret = (struct throttle_account){t.failures, t.next_ms, t.flights, t.flight_ms, t.day, t.day_failures, t.allowance};
    return RC_OK;
}

/* When it was touched is told to the hour that ends: PostgreSQL then changes the row alone and none of its indexes. Faster, and under SERIALIZABLE
 * who changes a page of an index stands in the way of everybody who reads that page. */
enum rc throttle_write(struct tx *tx, struct str name_mac, enum throttle_pool pool, const struct throttle_account *a, int64_t now_ms) {
    return sql_throttle_put(tx, name_mac, pool, a->failures, a->next_ms, a->flights, a->flight_ms, a->day, a->day_failures, a->allowance,
                            now_ms - now_ms % hour_ms + hour_ms, NULL);
}

enum rc bucket_read(struct tx *tx, struct arena *arena, struct str network, struct throttle_bucket *ret) {
    struct sql_bucket_get_row row = {0};
    enum rc rc = sql_bucket_get(tx, arena, network, &row);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret = (struct throttle_bucket){row.tokens, row.at_ms};
    return RC_OK;
}

enum rc bucket_take(struct tx *tx, struct arena *arena, struct str key, int64_t now_ms, bool *ret_taken, int64_t *ret_wait_ms) {
    struct throttle_state state = {.pool = POOL_UNKNOWN};
    TRY(bucket_read(tx, arena, key, &state.network));
    *ret_taken = throttle_reserve(&state, now_ms, ret_wait_ms) == THROTTLE_GO;
    return *ret_taken ? sql_bucket_put(tx, key, state.network.tokens, state.network.at_ms, NULL) : RC_OK;
}

static enum rc read_throttle(struct tx *tx, struct entering *e) {
    TRY(throttle_read(tx, e->arena, e->name_mac, e->throttle.pool, &e->throttle.account));
    if (e->throttle.pool != POOL_UNKNOWN) return RC_OK;
    TRY(bucket_read(tx, e->arena, e->network.own, &e->throttle.network));
    if (e->network.wide.len > 0) TRY(bucket_read(tx, e->arena, e->network.wide, &e->throttle.wide));
    return bucket_read(tx, e->arena, S("*"), &e->throttle.platform);
}

static enum rc write_throttle(struct tx *tx, struct entering *e) {
    TRY(throttle_write(tx, e->name_mac, e->throttle.pool, &e->throttle.account, service_now(e->service)));
    if (e->throttle.pool != POOL_UNKNOWN) return RC_OK;
    const struct throttle_state *t = &e->throttle;
    TRY(sql_bucket_put(tx, e->network.own, t->network.tokens, t->network.at_ms, NULL));
    if (e->network.wide.len > 0) TRY(sql_bucket_put(tx, e->network.wide, t->wide.tokens, t->wide.at_ms, NULL));
    return sql_bucket_put(tx, S("*"), t->platform.tokens, t->platform.at_ms, NULL);
}

/* Is it a pupil of the school of that network? A name nobody has belongs to a school too, by its hash: else a pause that comes early
 * would tell, on a school's own network, which names nobody has. */
static bool goes_to(const struct entering *e, const struct sql_network_schools_row *network) {
    const unsigned char *mac = (const unsigned char *)e->name_mac.ptr;
    int schools = e->attempt->schools > 0 ? e->attempt->schools : 1;
    if (!e->known) return (mac[12] * 256 + mac[13]) % schools == network->school_id % schools;
    for (size_t i = 0; i < e->school_count; i++)
        if (network->school_id == e->schools[i].school_id) return true;
    return false;
}

static enum rc choose_pool(struct tx *tx, struct entering *e) {
    struct sql_network_schools_row *networks;
    size_t count;
    TRY(sql_network_schools(tx, e->arena, e->network.own, service_now(e->service), &networks, &count));
    e->throttle.pool = POOL_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        if (goes_to(e, &networks[i])) e->throttle.pool = POOL_SCHOOL_NETWORK;
    bool known;
    TRY(device_knows(e->arena, e->service, e->attempt->device, e->username, &known, &e->newest));
    if (known) e->throttle.pool = POOL_KNOWN_DEVICE;
    return RC_OK;
}

static enum rc read_account(struct tx *tx, struct entering *e) {
    enum rc rc = sql_account_for_sign_in(tx, e->arena, e->username, &e->account);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    e->known = rc == RC_OK;
    int64_t pupil_id = e->known ? e->account.pupil_id : 0;
    return sql_pupil_schools(tx, e->arena, pupil_id, service_today(e->service), &e->schools, &e->school_count);
}

static enum rc reserve(struct tx *tx, void *context) {
    struct entering *e = context;
    TRY(read_account(tx, e));
    TRY(choose_pool(tx, e));
    TRY(read_throttle(tx, e));
    e->verdict = throttle_reserve(&e->throttle, service_now(e->service), &e->wait_ms);
    return e->verdict == THROTTLE_GO ? write_throttle(tx, e) : RC_OK;
}

/* The networks of a school are learned from who signs in there. *ret_first: this pupil, here, for the first time today. */
static enum rc learn_network(struct tx *tx, const struct entering *e, bool *ret_first) {
    int64_t now = service_now(e->service);
    *ret_first = false;
    for (size_t i = 0; i < e->school_count; i++) {
        int64_t school = e->schools[i].school_id;
        struct sql_network_pupil_counts_row c;
        int64_t added;
        TRY(sql_network_pupil_add(tx, school, e->network.own, e->account.pupil_id, service_today(e->service), now, &added));
        if (added == 0) continue; /* nothing new to learn, and counting costs */
        *ret_first = true;
        TRY(sql_network_pupil_counts(tx, e->arena, school, e->network.own, now - LEARN_FAST_MS, &c));
        bool learned = c.pupils >= LEARN_PUPILS && c.days >= LEARN_DAYS;
        if (learned) TRY(sql_school_network_put(tx, school, e->network.own, NETWORK_LEARNED, now + learned_ms, NULL));
        if (!learned && c.lately >= LEARN_FAST) TRY(sql_school_network_put(tx, school, e->network.own, NETWORK_PROVISIONAL, now + day_ms, NULL));
    }
    return RC_OK;
}

static enum sign_in_answer judge_account(const struct entering *e) {
    const struct sql_account_for_sign_in_row *a = &e->account;
    int64_t inactive = a->inactive_ms == SQL_NULL ? -1 : a->inactive_ms;
    day_count last = a->last_end == SQL_NULL ? DAY_NONE : (day_count)a->last_end;
    if (account_status(true, inactive, last, service_today(e->service)) != STATUS_ACTIVE) return SIGN_IN_INACTIVE;
    if (a->secret_ends_ms != SQL_NULL && a->secret_ends_ms <= service_now(e->service)) return SIGN_IN_EXPIRED;
    return a->must_change ? SIGN_IN_NEW : SIGN_IN_DONE;
}

static enum rc enter(struct tx *tx, struct entering *e) {
    struct actor actor = pupil_actor(e);
    int64_t now = service_now(e->service);
    e->entry.device = e->attempt->device;
    if (!e->newest)
        TRY(device_remember(e->arena, e->service, e->attempt->device, e->username,
                            &e->entry.device));
    struct str hash = token_hash(e->arena, e->entry.token);
    if (e->entry.answer == SIGN_IN_NEW)
        return sql_sign_in_step_put(tx, hash, e->username, e->account.pupil_id, S(""), now + FIRST_STEP_MS, NULL);
    TRY(sql_pupil_session_add(tx, hash, e->account.pupil_id, service_session_now(e->service), e->attempt->own_device, e->account.secret_kind == SECRET_OWN, NULL));
    TRY(sql_account_signed_in(tx, e->account.pupil_id, now, NULL));
    return note_visit(tx, e->arena, e->service, &actor, e->account.pupil_id, VISIT_SIGNED_IN, 0, S(""));
}

/* The secret that was compared may have been replaced while it was hashed. */
static enum rc read_again(struct tx *tx, struct entering *e, bool *ret_fits) {
    struct sql_account_for_sign_in_row now;
    enum rc rc = sql_account_for_sign_in(tx, e->arena, e->username, &now);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret_fits = rc == RC_OK && e->known && now.pupil_id == e->account.pupil_id && str_eq(now.verifier, e->account.verifier);
    if (*ret_fits) e->account = now;
    return RC_OK;
}

static enum rc settle(struct tx *tx, void *context) {
    struct entering *e = context;
    struct actor actor = pupil_actor(e);
    bool fits = false, first = false;
    if (e->fits) TRY(read_again(tx, e, &fits));
    TRY(read_throttle(tx, e));
    e->entry.answer = fits ? judge_account(e) : SIGN_IN_WRONG;
    bool enters = e->entry.answer == SIGN_IN_DONE || e->entry.answer == SIGN_IN_NEW;
    if (enters) TRY(learn_network(tx, e, &first));
    if (fits) throttle_succeeded(&e->throttle, first, service_now(e->service));
    else throttle_failed(&e->throttle);
    TRY(write_throttle(tx, e));
    if (fits) return enters ? enter(tx, e) : RC_OK;
    return note_visit(tx, e->arena, e->service, &actor, subject_of(e), VISIT_FAILED, 0, S(""));
}

static enum rc give_back(struct tx *tx, void *context) {
    struct entering *e = context;
    TRY(read_throttle(tx, e));
    throttle_returned(&e->throttle);
    return write_throttle(tx, e);
}

/* Without a sign-out a session lasts a day, or a month: a program that signs in without end would fill the store, and make ending them all long
 * work. Looked for in a transaction that reads only: PostgreSQL would make those who sign in at the same time wait for each other. */
static enum rc read_over(struct tx *tx, void *context) {
    struct entering *e = context;
    return sql_pupil_sessions_over(tx, e->arena, e->account.pupil_id, SESSIONS_KEPT, ENDED_AT_ONCE, &e->over, &e->over_count);
}

static enum rc end_over(struct tx *tx, void *context) {
    const struct entering *e = context;
    for (size_t i = 0; i < e->over_count; i++) {
        TRY(oidc_session_end(tx, e->arena, e->service, e->over[i].token_hash));
        TRY(sql_pupil_session_end(tx, e->over[i].token_hash, NULL));
    }
    return RC_OK;
}

static enum rc end_oldest(struct entering *e, struct fault *fault) {
    int64_t before_ms = e->account.last_sign_in_ms == SQL_NULL ? 0 : e->account.last_sign_in_ms;
    if (e->entry.answer != SIGN_IN_DONE || service_now(e->service) - before_ms > day_ms) return RC_OK;
    TRY(store_read(e->service->db, e->arena, read_over, e, fault));
    if (e->over_count < SESSIONS_SPARE) return RC_OK; /* many at once, so that a sign-in seldom waits for it */
    return store_write(e->service->db, e->arena, HISTORY_NONE, end_over, e, fault);
}

/* What was typed, in the form it was hashed in; what can be no secret of its kind is hashed all the same. */
static struct str canonical(const struct entering *e) {
    struct str secret = e->attempt->secret;
    enum secret_kind kind = e->known ? (enum secret_kind)e->account.secret_kind : SECRET_WORD;
    if (secret_read(e->arena, e->service->text, kind, e->attempt->secret, &secret) != RC_OK) secret = e->attempt->secret;
    return secret;
}

static const enum hash_priority priorities[POOLS] = {
    [POOL_KNOWN_DEVICE] = HASH_KNOWN_DEVICE, [POOL_SCHOOL_NETWORK] = HASH_SCHOOL_NETWORK, [POOL_UNKNOWN] = HASH_UNKNOWN};

/* The attempt: reserved, hashed, settled. RC_LIMIT: not let through, entry->wait_ms. */
static enum rc attempt(struct entering *e, struct fault *fault) {
    TRY(store_write(e->service->db, e->arena, HISTORY_NONE, reserve, e, fault));
    e->entry.wait_ms = e->verdict == THROTTLE_CLOSED ? 0 : e->wait_ms;
    ENSURE(e->verdict == THROTTLE_GO, RC_LIMIT);
    struct str verifier = e->known ? e->account.verifier : (struct str){NULL, 0};
    int64_t owner = e->known ? e->account.pupil_id : 0;
    enum rc rc = hash_pool_check(e->service->hashes, priorities[e->throttle.pool], owner, verifier, canonical(e));
    e->entry.wait_ms = 5000;
    if (rc == RC_IO || rc == RC_LIMIT) TRY(store_write(e->service->db, e->arena, HISTORY_NONE, give_back, e, fault));
    if (rc == RC_IO) return secret_unknown(fault);
    ENSURE(rc == RC_OK || rc == RC_DENIED, rc);
    e->fits = rc == RC_OK;
    TRY(store_write(e->service->db, e->arena, HISTORY_NONE, settle, e, fault));
    return end_oldest(e, fault);
}

static enum rc begin(struct service *service, struct arena *arena,
                     const struct pupil_attempt *given, struct entering *ret) {
    struct entering e = {.service = service, .arena = arena, .attempt = given, .network = network_of(arena, given->peer),
                         .entry = {.token = token_draw(arena, &service->random), .device = S("")}};
    if (username_read(arena, service->text, given->username, &e.username) != USERNAME_FINE) e.username = text_fold(arena, service->text, given->username);
    *ret = e;
    return username_mac(arena, service, e.username, &ret->name_mac);
}

enum rc pupil_sign_in(struct service *service, struct arena *arena, const struct pupil_attempt *given, struct pupil_entry *ret_entry,
                      struct fault *fault) {
    struct entering e;
    TRY(begin(service, arena, given, &e));
    enum rc rc = attempt(&e, fault);
    if (rc == RC_LIMIT) e.entry.answer = SIGN_IN_WAIT;
    ENSURE(rc == RC_OK || rc == RC_LIMIT, rc);
    *ret_entry = e.entry;
    return RC_OK;
}
