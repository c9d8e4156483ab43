/*
 * Rate limiting of sign-in attempts: decides, before any password is hashed, whether an attempt may
 * proceed.
 *
 * Pure: the caller loads the state, passes the current time, and stores the state afterwards. An
 * attempt is charged as a failure when it is reserved, and refunded when the password turns out to
 * be right; so concurrent attempts can never exceed the limit.
 *
 * Every account has three independent pools, so that attackers cannot lock out a class:
 *   known device     the device signed in this pupil before (signed cookie)
 *   school network   a network that belongs to the pupil's school
 *   unknown          everything else
 * Reaching the limit of one pool never affects the other two. Unknown networks draw on two budgets:
 * their own and that of the whole platform. When one is exhausted, each site still has a few spare
 * attempts a day.
 *
 * Source: docs/develop/security-decisions.md "Guessing"; docs/develop/throttle.md, decision 0019.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum throttle_pool { POOL_KNOWN_DEVICE, POOL_SCHOOL_NETWORK, POOL_UNKNOWN, POOL_COUNT };

enum {
    THROTTLE_MAX_IN_FLIGHT = 2,           /* concurrent attempts per account and pool */
    THROTTLE_IN_FLIGHT_TIMEOUT_MS = 5000, /* then an attempt without a result is forgotten */
    THROTTLE_UNKNOWN_PER_DAY = 10,        /* failures per account and day in POOL_UNKNOWN */
    THROTTLE_RELEASE_ATTEMPTS = 10,       /* extra attempts granted by "Geef vrij" */
    THROTTLE_NETWORK_BURST = 30,          /* failures per unknown network in 15 minutes */
    THROTTLE_PREFIX48_BURST = 300,        /* failures per IPv6 /48 in 15 minutes */
    THROTTLE_WAITING_REQUESTS = 1500,     /* client requests per network without a sign-in */
    THROTTLE_NETWORK_OVERDRAFT = 60,      /* while the platform has at least half its budget */
    THROTTLE_NETWORK_WINDOW_MS = 15 * 60 * 1000,
    THROTTLE_PLATFORM_BURST = 120, /* failures of all unknown devices together: initial budget */
    THROTTLE_PLATFORM_PER_MINUTE = 60,
    THROTTLE_PLATFORM_MAX = 6000,
    THROTTLE_SITE_SPARE = 20, /* spare attempts per site and day when a budget is exhausted */
    THROTTLE_SITE_SPARE_PER_PUPIL = 5, /* added for each different pupil who signs in there */
    THROTTLE_SITE_SPARE_MAX = 60,
    THROTTLE_PROVIDER_SITES = 20,       /* an IPv6 /32 has the spare attempts of 20 sites */
    THROTTLE_SHOWN_MS = 15 * 60 * 1000, /* staff see a pause for at least this time */
};

/*
 * Counters of one account in one pool; also kept for usernames that do not exist. Zero-initialised
 * means "no attempts yet".
 */
struct throttle_account {
    int64_t failures;      /* consecutive failures since the last success */
    int64_t not_before_ms; /* the next attempt is refused before this time */
    int64_t in_flight, in_flight_ms;
    int64_t day, day_failures;
    int64_t extra; /* attempts added by staff on top of the limit */
};

/*
 * Token bucket in thousandths of a token; one failure costs 1000. updated_ms == 0 means "never
 * used", which counts as full. A network's bucket may become negative (THROTTLE_NETWORK_OVERDRAFT).
 */
struct throttle_bucket {
    int64_t millitokens;
    int64_t updated_ms;
};

enum throttle_verdict {
    THROTTLE_ALLOW,
    THROTTLE_WAIT,   /* this account must wait; see *ret_wait_ms */
    THROTTLE_CLOSED, /* the pool reached its limit; staff can release it */
    THROTTLE_BUSY,   /* the network or the platform reached its limit; see *ret_wait_ms */
};

struct throttle_state {
    enum throttle_pool pool;
    struct throttle_account account;
    /*
     * Used in POOL_UNKNOWN only. wide: the IPv6 /48; provider: the IPv6 /32. Both are zero and
     * never stored for IPv4. site and provider count spare attempts.
     */
    struct throttle_bucket network, wide, platform, site, provider;
    bool uses_spare;    /* charged to the spare attempts; the caller keeps this until the outcome */
    bool spare_changed; /* site and provider must be stored */
};

/*
 * Decides about one attempt and, for THROTTLE_ALLOW, charges it.
 *   now_ms       current time in milliseconds since 1970 UTC
 *   ret_wait_ms  suggested wait in milliseconds; 0 for THROTTLE_ALLOW
 */
enum throttle_verdict throttle_reserve(struct throttle_state *state, int64_t now_ms,
                                       int64_t *ret_wait_ms);
/* Records that a reserved attempt failed; the charge stays. */
void throttle_fail(struct throttle_state *state);
/*
 * Refunds a reserved attempt whose outcome is unknown or that was never hashed because the hash
 * queue was full.
 */
void throttle_refund(struct throttle_state *state);
/*
 * Records a successful sign-in: resets the pool of the account and credits the network.
 *   first_today  first sign-in of this account from this network today; grants extra millitokens
 */
void throttle_succeed(struct throttle_state *state, bool first_today, int64_t now_ms);
/*
 * Decides about an attempt without charging it. Ignores attempts in flight, which will have ended
 * when the user submits the form.
 */
enum throttle_verdict throttle_peek(const struct throttle_state *state, int64_t now_ms,
                                    int64_t *ret_wait_ms);
/*
 * Takes one token from a bucket with size millitokens that refills in THROTTLE_NETWORK_WINDOW_MS.
 * Returns false and sets *ret_wait_ms when it is empty.
 */
bool throttle_take(struct throttle_bucket *bucket, int64_t size, int64_t now_ms,
                   int64_t *ret_wait_ms);
/* Returns a token to a bucket of size THROTTLE_NETWORK_BURST. */
void throttle_put_back(struct throttle_bucket *bucket);
/* Returns the current budget of the platform, in thousandths of a token. */
int64_t throttle_platform_left(const struct throttle_bucket *platform, int64_t now_ms);
/* "Geef vrij": grants THROTTLE_RELEASE_ATTEMPTS further attempts and ends the wait. */
void throttle_release(struct throttle_account *account);
/*
 * Tells whether staff see the account as paused: the pool is closed, or there were enough
 * consecutive failures to wait, until THROTTLE_SHOWN_MS after the last attempt.
 */
bool throttle_needs_help(enum throttle_pool pool, const struct throttle_account *account,
                         int64_t now_ms);
