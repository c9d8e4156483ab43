/* Rate limiting of sign-in attempts: which are let through to the password hash. Pure: states in,
 * verdict and new states out; the store keeps them, the clock is a parameter. An attempt is counted
 * as a failure before it is hashed, and refunded when the password is right.
 *
 * Every account has three pools, so that an attacker cannot lock out a class: the device the pupil
 * used before, a network of the pupil's school, and all else. A cap closes its own pool only.
 * Unknown networks share two budgets, their own and that of the whole system; when one is empty,
 * each site still has some spare tries a day. Source: SECURITY "Guessing" (3, 3 and 30 spare tries
 * there); docs/develop/throttle.md, decision 0027. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum throttle_pool { POOL_KNOWN_DEVICE, POOL_SCHOOL_NETWORK, POOL_UNKNOWN, POOLS };

enum {
    THROTTLE_FLIGHTS = 2,      /* attempts of one account and pool side by side */
    THROTTLE_FLIGHT_MS = 5000, /* after which an attempt that never came back is forgotten */
    THROTTLE_DAILY = 10,       /* failures a day in POOL_UNKNOWN */
    THROTTLE_RELEASE = 10,     /* attempts that "Geef vrij" adds */
    THROTTLE_NETWORK = 30,     /* failures of an unknown network in 15 minutes */
    THROTTLE_WIDE = 300,       /* the same of an IPv6 /48 */
    THROTTLE_REQUESTS =
        1500, /* sign-in requests of applications that a network may leave waiting in 15 minutes */
    THROTTLE_CREDIT = 60, /* more of them, while the system holds at least half of its budget */
    THROTTLE_NETWORK_MS = 15 * 60 * 1000,
    THROTTLE_SYSTEM = 120, /* failures of all unknown devices together … */
    THROTTLE_SYSTEM_PER_MINUTE = 60,
    THROTTLE_SYSTEM_MAX = 6000,
    THROTTLE_SPARE = 20,       /* tries a day of a site when a budget is empty */
    THROTTLE_SPARE_EARNED = 5, /* more for each different pupil who signs in there */
    THROTTLE_SPARE_MAX = 60,
    THROTTLE_PROVIDER = 20, /* an IPv6 /32 has so many times the tries of one site */
    THROTTLE_SHOWN_MS =
        15 * 60 * 1000, /* staff see a pause at least so long after the last attempt */
};

/* Of one account (existing or not) in one pool. All zero: nothing happened yet. */
struct throttle_account {
    int64_t failures; /* since the last success */
    int64_t next_ms;  /* not before */
    int64_t flights, flight_ms;
    int64_t day, day_failures;
    int64_t allowance; /* what staff added to the cap */
};

/* Tokens in thousandths: a failure costs 1000. at_ms 0: never used, full. A network's tokens go
 * below zero on credit. */
struct throttle_bucket {
    int64_t tokens;
    int64_t at_ms;
};

enum throttle_verdict {
    THROTTLE_GO,
    THROTTLE_WAIT,   /* this account waits, *ret_wait_ms */
    THROTTLE_CLOSED, /* the cap is reached: staff can help */
    THROTTLE_BUSY,   /* the network or the whole platform: try later, *ret_wait_ms */
};

struct throttle_state {
    enum throttle_pool pool;
    struct throttle_account account;
    /* POOL_UNKNOWN only. wide: the IPv6 /48; provider: the IPv6 /32; both all zero and never kept
     * for IPv4. site, provider: spare tries. */
    struct throttle_bucket network, wide, platform, site, provider;
    bool spared; /* the attempt took a spare try, not the budgets; the caller keeps it until the
                    outcome */
    bool spare_changed; /* site and provider are to be stored */
};

/* Judges an attempt and, for THROTTLE_GO, counts it. */
enum throttle_verdict throttle_reserve(struct throttle_state *state, int64_t now_ms,
                                       int64_t *ret_wait_ms);
/* The attempt did not fit. */
void throttle_failed(struct throttle_state *state);
/* Nobody can tell whether it fitted, or the hash queue was full: as if it had never come. */
void throttle_returned(struct throttle_state *state);
/* It fitted: its pool starts afresh; new_here: this account had not signed in from this network
 * before today. */
void throttle_succeeded(struct throttle_state *state, bool new_here, int64_t now_ms);
/* Would an attempt wait or be refused now? Changes nothing. In flight attempts do not count: they
 * are over when the form is filled in. */
enum throttle_verdict throttle_peek(const struct throttle_state *state, int64_t now_ms,
                                    int64_t *ret_wait_ms);
/* One token of a bucket of its own kind, which holds size tokens and fills in THROTTLE_NETWORK_MS.
 * False: empty, *ret_wait_ms. */
bool throttle_take(struct throttle_bucket *bucket, int64_t size, int64_t now_ms,
                   int64_t *ret_wait_ms);
/* Gives a token back to one of size THROTTLE_NETWORK. */
void throttle_take_back(struct throttle_bucket *bucket);
/* What the budget of the whole system holds now, in thousandths. */
int64_t throttle_left(const struct throttle_bucket *platform, int64_t now_ms);
/* "Geef vrij": ten more, at once. */
void throttle_release(struct throttle_account *account);
/* Do staff see that the account is paused: closed, or failed so often in a row that it had to wait,
 * until a while after the last attempt? */
bool throttle_needs_help(enum throttle_pool pool, const struct throttle_account *account,
                         int64_t now_ms);
