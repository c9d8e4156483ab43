#include "domain/throttle.h"

#include <stddef.h>

#include "base/rc.h"

/* Waits in seconds after a number of consecutive failures; the last one repeats. */
static const struct {
    int free, cap;
    int waits_s[5];
    int wait_count;
} pools[POOLS] = {
    [POOL_KNOWN_DEVICE] = {5, 40, {5, 10, 20, 30}, 4},
    [POOL_SCHOOL_NETWORK] = {4, 40, {5, 10, 15, 30}, 4},
    [POOL_UNKNOWN] = {2, 20, {5, 15, 60, 300, 900}, 5},
};

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static int64_t wait_after(enum throttle_pool pool, int64_t failures) {
    int64_t step = failures - pools[pool].free - 1;
    if (step < 0) return 0;
    if (step >= pools[pool].wait_count) step = pools[pool].wait_count - 1;
    return pools[pool].waits_s[step] * INT64_C(1000);
}

static int64_t cap_of(enum throttle_pool pool, const struct throttle_account *account) {
    return pools[pool].cap + account->allowance;
}

/*
 * Refills a bucket for the time that passed. A bucket above its size, after credits for successes,
 * keeps its tokens.
 */
static void refill(struct throttle_bucket *bucket, int64_t size, int64_t full_after_ms,
                   int64_t now_ms) {
    int64_t full = size * 1000;
    if (bucket->at_ms == 0) bucket->tokens = full;
    int64_t passed = bucket->at_ms == 0 || now_ms < bucket->at_ms ? 0 : now_ms - bucket->at_ms;
    if (passed > 4 * full_after_ms)
        passed = 4 * full_after_ms; /* enough to repay the deepest debt */
    int64_t filled = bucket->tokens + full * passed / full_after_ms;
    if (bucket->tokens < full) bucket->tokens = filled < full ? filled : full;
    bucket->at_ms = now_ms;
}

/* Starts a new day with at least the given number of tries; credits for sign-ins remain. */
static void renew(struct throttle_bucket *spare, int64_t tries, int64_t now_ms) {
    bool today = spare->at_ms != 0 && spare->at_ms / day_ms == now_ms / day_ms;
    if (!today && spare->tokens < tries * 1000) spare->tokens = tries * 1000;
    spare->at_ms = now_ms;
}

static void charge(struct throttle_state *s) {
    if (s->spared) {
        s->site.tokens -= 1000;
        s->provider.tokens -= 1000;
        s->spare_changed = true;
        return;
    }
    s->network.tokens -= 1000;
    s->wide.tokens -= 1000;
    s->platform.tokens -= 1000;
}

static void refill_system(struct throttle_bucket *bucket, int64_t now_ms) {
    refill(bucket, THROTTLE_SYSTEM, (int64_t)THROTTLE_SYSTEM * 60000 / THROTTLE_SYSTEM_PER_MINUTE,
           now_ms);
}

int64_t throttle_left(const struct throttle_bucket *platform, int64_t now_ms) {
    struct throttle_bucket copy = *platform;
    refill_system(&copy, now_ms);
    return copy.tokens;
}

static enum throttle_verdict judge_buckets(struct throttle_state *s, int64_t now_ms,
                                           int64_t *ret_wait_ms) {
    if (s->pool != POOL_UNKNOWN) return THROTTLE_GO;
    refill(&s->network, THROTTLE_NETWORK, THROTTLE_NETWORK_MS, now_ms);
    refill(&s->wide, THROTTLE_WIDE, THROTTLE_NETWORK_MS, now_ms);
    refill_system(&s->platform, now_ms);
    renew(&s->site, THROTTLE_SPARE, now_ms);
    renew(&s->provider, THROTTLE_SPARE * THROTTLE_PROVIDER, now_ms);
    int64_t credit = s->platform.tokens >= INT64_C(1000) * THROTTLE_SYSTEM / 2
                         ? INT64_C(1000) * THROTTLE_CREDIT
                         : 0;
    bool network_empty = s->network.tokens + credit < 1000 || s->wide.tokens < 1000;
    s->spared = network_empty || s->platform.tokens < 1000;
    *ret_wait_ms = network_empty ? THROTTLE_NETWORK_MS / THROTTLE_NETWORK : 5000;
    return s->spared && (s->site.tokens < 1000 || s->provider.tokens < 1000) ? THROTTLE_BUSY
                                                                             : THROTTLE_GO;
}

static enum throttle_verdict judge_account(struct throttle_state *s, int64_t now_ms,
                                           int64_t *ret_wait_ms) {
    struct throttle_account *a = &s->account;
    bool clock_went_back = a->next_ms - now_ms > wait_after(s->pool, a->failures);
    if (now_ms < a->next_ms && !clock_went_back) {
        *ret_wait_ms = a->next_ms - now_ms;
        return THROTTLE_WAIT;
    }
    if (now_ms - a->flight_ms > THROTTLE_FLIGHT_MS || a->flight_ms - now_ms > THROTTLE_FLIGHT_MS)
        a->flights = 0;
    *ret_wait_ms = 1000;
    if (a->flights >= THROTTLE_FLIGHTS) return THROTTLE_WAIT;
    if (a->day != now_ms / day_ms) a->day_failures = 0;
    a->day = now_ms / day_ms;
    bool daily = s->pool == POOL_UNKNOWN && a->day_failures >= THROTTLE_DAILY + a->allowance;
    return a->failures >= cap_of(s->pool, a) || daily ? THROTTLE_CLOSED : THROTTLE_GO;
}

enum throttle_verdict throttle_reserve(struct throttle_state *s, int64_t now_ms,
                                       int64_t *ret_wait_ms) {
    *ret_wait_ms = 0;
    enum throttle_verdict verdict = judge_account(s, now_ms, ret_wait_ms);
    if (verdict == THROTTLE_GO) verdict = judge_buckets(s, now_ms, ret_wait_ms);
    if (verdict != THROTTLE_GO) return verdict;
    if (s->pool == POOL_UNKNOWN) charge(s);
    struct throttle_account *a = &s->account;
    a->failures++;
    a->day_failures++;
    a->flights++;
    a->flight_ms = now_ms;
    a->next_ms = now_ms + wait_after(s->pool, a->failures);
    return THROTTLE_GO;
}

enum throttle_verdict throttle_peek(const struct throttle_state *state, int64_t now_ms,
                                    int64_t *ret_wait_ms) {
    struct throttle_state copy = *state;
    copy.account.flights = 0;
    return throttle_reserve(&copy, now_ms, ret_wait_ms);
}

bool throttle_take(struct throttle_bucket *bucket, int64_t size, int64_t now_ms,
                   int64_t *ret_wait_ms) {
    refill(bucket, size, THROTTLE_NETWORK_MS, now_ms);
    *ret_wait_ms = THROTTLE_NETWORK_MS / size;
    if (bucket->tokens < 1000) return false;
    bucket->tokens -= 1000;
    return true;
}

void throttle_failed(struct throttle_state *s) {
    if (s->account.flights > 0) s->account.flights--;
}

static void give(struct throttle_bucket *bucket, int64_t tokens, int64_t size) {
    bucket->tokens = bucket->tokens + tokens < size * 1000 ? bucket->tokens + tokens : size * 1000;
}

void throttle_take_back(struct throttle_bucket *bucket) {
    give(bucket, 1000, THROTTLE_NETWORK);
}

/* Refunds the cost of an attempt, plus the given credits, in thousandths of a token. */
static void refund(struct throttle_state *s, int64_t network, int64_t platform, int64_t spare) {
    int64_t budget_cost = s->spared ? 0 : 1000, spare_cost = s->spared ? 1000 : 0;
    if (s->pool != POOL_UNKNOWN) return;
    give(&s->network, budget_cost + network, THROTTLE_NETWORK);
    give(&s->wide, budget_cost + network, THROTTLE_WIDE);
    give(&s->platform, budget_cost + platform, THROTTLE_SYSTEM_MAX);
    give(&s->site, spare_cost + spare, THROTTLE_SPARE_MAX);
    give(&s->provider, spare_cost + spare, INT64_C(1) * THROTTLE_SPARE_MAX * THROTTLE_PROVIDER);
    s->spare_changed = spare_cost + spare > 0;
}

void throttle_returned(struct throttle_state *s) {
    struct throttle_account *a = &s->account;
    if (a->failures > 0) a->failures--;
    if (a->day_failures > 0) a->day_failures--;
    if (a->flights > 0) a->flights--;
    a->next_ms = 0;
    refund(s, 0, 0, 0);
}

void throttle_succeeded(struct throttle_state *s, bool new_here, int64_t now_ms) {
    int64_t day_failures = s->account.day_failures > 0 ? s->account.day_failures - 1 : 0;
    s->account = (struct throttle_account){
        .day = s->account.day, .day_failures = day_failures, .flight_ms = now_ms};
    renew(&s->site, THROTTLE_SPARE, now_ms);
    renew(&s->provider, THROTTLE_SPARE * THROTTLE_PROVIDER, now_ms);
    refund(s, new_here ? 2000 : 0, new_here ? 500 : 0,
           new_here ? INT64_C(1000) * THROTTLE_SPARE_EARNED : 0);
}

void throttle_release(struct throttle_account *account) {
    account->allowance =
        account->failures > 0 ? account->allowance + THROTTLE_RELEASE : account->allowance;
    account->next_ms = 0;
    account->flights = 0;
}

bool throttle_needs_help(enum throttle_pool pool, const struct throttle_account *a,
                         int64_t now_ms) {
    bool today = a->day == now_ms / day_ms;
    bool daily = pool == POOL_UNKNOWN && today && a->day_failures >= THROTTLE_DAILY + a->allowance;
    bool lately = a->next_ms > now_ms || now_ms - a->flight_ms < THROTTLE_SHOWN_MS;
    return a->failures >= cap_of(pool, a) || daily ||
           (a->next_ms > 0 && wait_after(pool, a->failures) > 0 && lately);
}
