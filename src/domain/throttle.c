#include "domain/throttle.h"

#include <stddef.h>

#include "base/rc.h"

/* Waits in seconds after a number of consecutive failures; the last one repeats. */
static const struct {
    int free, cap;
    int waits_s[5];
    int wait_count;
} pools[POOL_COUNT] = {
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
    return pools[pool].cap + account->extra;
}

/*
 * Refills a bucket for the time that passed. A bucket above its size, after credits for successes,
 * keeps its tokens.
 */
static void refill(struct throttle_bucket *bucket, int64_t size, int64_t full_after_ms,
                   int64_t now_ms) {
    int64_t full = size * 1000;
    if (bucket->updated_ms == 0) bucket->millitokens = full;
    int64_t passed =
        bucket->updated_ms == 0 || now_ms < bucket->updated_ms ? 0 : now_ms - bucket->updated_ms;
    if (passed > 4 * full_after_ms)
        passed = 4 * full_after_ms; /* enough to repay the deepest debt */
    int64_t filled = bucket->millitokens + full * passed / full_after_ms;
    if (bucket->millitokens < full) bucket->millitokens = filled < full ? filled : full;
    bucket->updated_ms = now_ms;
}

/* Starts a new day with at least the given number of tries; credits for sign-ins remain. */
static void renew_spare(struct throttle_bucket *spare, int64_t tries, int64_t now_ms) {
    bool today = spare->updated_ms != 0 && spare->updated_ms / day_ms == now_ms / day_ms;
    if (!today && spare->millitokens < tries * 1000) spare->millitokens = tries * 1000;
    spare->updated_ms = now_ms;
}

static void charge(struct throttle_state *s) {
    if (s->uses_spare) {
        s->site.millitokens -= 1000;
        s->provider.millitokens -= 1000;
        s->spare_changed = true;
        return;
    }
    s->network.millitokens -= 1000;
    s->wide.millitokens -= 1000;
    s->platform.millitokens -= 1000;
}

static void refill_system(struct throttle_bucket *bucket, int64_t now_ms) {
    refill(bucket, THROTTLE_PLATFORM_BURST,
           (int64_t)THROTTLE_PLATFORM_BURST * 60000 / THROTTLE_PLATFORM_PER_MINUTE, now_ms);
}

int64_t throttle_platform_left(const struct throttle_bucket *platform, int64_t now_ms) {
    struct throttle_bucket copy = *platform;
    refill_system(&copy, now_ms);
    return copy.millitokens;
}

static enum throttle_verdict judge_buckets(struct throttle_state *s, int64_t now_ms,
                                           int64_t *ret_wait_ms) {
    if (s->pool != POOL_UNKNOWN) return THROTTLE_ALLOW;
    refill(&s->network, THROTTLE_NETWORK_BURST, THROTTLE_NETWORK_WINDOW_MS, now_ms);
    refill(&s->wide, THROTTLE_PREFIX48_BURST, THROTTLE_NETWORK_WINDOW_MS, now_ms);
    refill_system(&s->platform, now_ms);
    renew_spare(&s->site, THROTTLE_SITE_SPARE, now_ms);
    renew_spare(&s->provider, THROTTLE_SITE_SPARE * THROTTLE_PROVIDER_SITES, now_ms);
    int64_t credit = s->platform.millitokens >= INT64_C(1000) * THROTTLE_PLATFORM_BURST / 2
                         ? INT64_C(1000) * THROTTLE_NETWORK_OVERDRAFT
                         : 0;
    bool network_empty = s->network.millitokens + credit < 1000 || s->wide.millitokens < 1000;
    s->uses_spare = network_empty || s->platform.millitokens < 1000;
    *ret_wait_ms = network_empty ? THROTTLE_NETWORK_WINDOW_MS / THROTTLE_NETWORK_BURST : 5000;
    return s->uses_spare && (s->site.millitokens < 1000 || s->provider.millitokens < 1000)
               ? THROTTLE_BUSY
               : THROTTLE_ALLOW;
}

static enum throttle_verdict judge_account(struct throttle_state *s, int64_t now_ms,
                                           int64_t *ret_wait_ms) {
    struct throttle_account *a = &s->account;
    bool clock_went_back = a->not_before_ms - now_ms > wait_after(s->pool, a->failures);
    if (now_ms < a->not_before_ms && !clock_went_back) {
        *ret_wait_ms = a->not_before_ms - now_ms;
        return THROTTLE_WAIT;
    }
    if (now_ms - a->in_flight_ms > THROTTLE_IN_FLIGHT_TIMEOUT_MS ||
        a->in_flight_ms - now_ms > THROTTLE_IN_FLIGHT_TIMEOUT_MS)
        a->in_flight = 0;
    *ret_wait_ms = 1000;
    if (a->in_flight >= THROTTLE_MAX_IN_FLIGHT) return THROTTLE_WAIT;
    if (a->day != now_ms / day_ms) a->day_failures = 0;
    a->day = now_ms / day_ms;
    bool daily = s->pool == POOL_UNKNOWN && a->day_failures >= THROTTLE_UNKNOWN_PER_DAY + a->extra;
    return a->failures >= cap_of(s->pool, a) || daily ? THROTTLE_CLOSED : THROTTLE_ALLOW;
}

enum throttle_verdict throttle_reserve(struct throttle_state *s, int64_t now_ms,
                                       int64_t *ret_wait_ms) {
    *ret_wait_ms = 0;
    enum throttle_verdict verdict = judge_account(s, now_ms, ret_wait_ms);
    if (verdict == THROTTLE_ALLOW) verdict = judge_buckets(s, now_ms, ret_wait_ms);
    if (verdict != THROTTLE_ALLOW) return verdict;
    if (s->pool == POOL_UNKNOWN) charge(s);
    struct throttle_account *a = &s->account;
    a->failures++;
    a->day_failures++;
    a->in_flight++;
    a->in_flight_ms = now_ms;
    a->not_before_ms = now_ms + wait_after(s->pool, a->failures);
    return THROTTLE_ALLOW;
}

enum throttle_verdict throttle_peek(const struct throttle_state *state, int64_t now_ms,
                                    int64_t *ret_wait_ms) {
    struct throttle_state copy = *state;
    copy.account.in_flight = 0;
    return throttle_reserve(&copy, now_ms, ret_wait_ms);
}

bool throttle_take(struct throttle_bucket *bucket, int64_t size, int64_t now_ms,
                   int64_t *ret_wait_ms) {
    refill(bucket, size, THROTTLE_NETWORK_WINDOW_MS, now_ms);
    *ret_wait_ms = THROTTLE_NETWORK_WINDOW_MS / size;
    if (bucket->millitokens < 1000) return false;
    bucket->millitokens -= 1000;
    return true;
}

void throttle_fail(struct throttle_state *s) {
    if (s->account.in_flight > 0) s->account.in_flight--;
}

static void add_tokens(struct throttle_bucket *bucket, int64_t millitokens, int64_t size) {
    bucket->millitokens = bucket->millitokens + millitokens < size * 1000
                              ? bucket->millitokens + millitokens
                              : size * 1000;
}

void throttle_put_back(struct throttle_bucket *bucket) {
    add_tokens(bucket, 1000, THROTTLE_NETWORK_BURST);
}

/* Refunds the cost of an attempt, plus the given credits, in thousandths of a token. */
static void refund(struct throttle_state *s, int64_t network, int64_t platform, int64_t spare) {
    int64_t budget_cost = s->uses_spare ? 0 : 1000, spare_cost = s->uses_spare ? 1000 : 0;
    if (s->pool != POOL_UNKNOWN) return;
    add_tokens(&s->network, budget_cost + network, THROTTLE_NETWORK_BURST);
    add_tokens(&s->wide, budget_cost + network, THROTTLE_PREFIX48_BURST);
    add_tokens(&s->platform, budget_cost + platform, THROTTLE_PLATFORM_MAX);
    add_tokens(&s->site, spare_cost + spare, THROTTLE_SITE_SPARE_MAX);
    add_tokens(&s->provider, spare_cost + spare,
               INT64_C(1) * THROTTLE_SITE_SPARE_MAX * THROTTLE_PROVIDER_SITES);
    s->spare_changed = spare_cost + spare > 0;
}

void throttle_refund(struct throttle_state *s) {
    struct throttle_account *a = &s->account;
    if (a->failures > 0) a->failures--;
    if (a->day_failures > 0) a->day_failures--;
    if (a->in_flight > 0) a->in_flight--;
    a->not_before_ms = 0;
    refund(s, 0, 0, 0);
}

void throttle_succeed(struct throttle_state *s, bool first_today, int64_t now_ms) {
    int64_t day_failures = s->account.day_failures > 0 ? s->account.day_failures - 1 : 0;
    s->account = (struct throttle_account){
        .day = s->account.day, .day_failures = day_failures, .in_flight_ms = now_ms};
    renew_spare(&s->site, THROTTLE_SITE_SPARE, now_ms);
    renew_spare(&s->provider, THROTTLE_SITE_SPARE * THROTTLE_PROVIDER_SITES, now_ms);
    refund(s, first_today ? 2000 : 0, first_today ? 500 : 0,
           first_today ? INT64_C(1000) * THROTTLE_SITE_SPARE_PER_PUPIL : 0);
}

void throttle_release(struct throttle_account *account) {
    account->extra =
        account->failures > 0 ? account->extra + THROTTLE_RELEASE_ATTEMPTS : account->extra;
    account->not_before_ms = 0;
    account->in_flight = 0;
}

bool throttle_needs_help(enum throttle_pool pool, const struct throttle_account *a,
                         int64_t now_ms) {
    bool today = a->day == now_ms / day_ms;
    bool daily =
        pool == POOL_UNKNOWN && today && a->day_failures >= THROTTLE_UNKNOWN_PER_DAY + a->extra;
    bool recent = a->not_before_ms > now_ms || now_ms - a->in_flight_ms < THROTTLE_SHOWN_MS;
    return a->failures >= cap_of(pool, a) || daily ||
           (a->not_before_ms > 0 && wait_after(pool, a->failures) > 0 && recent);
}
