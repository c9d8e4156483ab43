/*
 * Rate limiting: waits, limits, budgets of networks and the platform, and what counts as one
 * network.
 */
#include "domain/network.h"
#include "domain/throttle.h"
#include "unit.h"

static const int64_t start_ms = INT64_C(1700000000000);

/*
 * Makes failing attempts as soon as they are allowed until the pool closes, and compares the waits
 * with the row.
 */
static void pools_wait_and_close(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum throttle_pool pool;
        int free, cap;
        int64_t waits_s[6];
        size_t wait_count;
    } rows[] = {
        {"known device", POOL_KNOWN_DEVICE, 5, 40, {5, 10, 20, 30, 30, 30}, 6},
        {"school network", POOL_SCHOOL_NETWORK, 4, 40, {5, 10, 15, 30, 30, 30}, 6},
        {"unknown", POOL_UNKNOWN, 2, 10 /* a day */, {5, 15, 60, 300, 900, 900}, 6},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct throttle_state s = {.pool = rows[i].pool};
        int64_t now = start_ms, wait;
        int failures = 0;
        enum throttle_verdict verdict;
        while ((verdict = throttle_reserve(&s, now, &wait)) != THROTTLE_CLOSED) {
            if (verdict == THROTTLE_ALLOW) {
                throttle_fail(&s);
                failures++;
                continue;
            }
            assert_row(rows[i].name, verdict == THROTTLE_WAIT);
            size_t step = (size_t)(failures - rows[i].free - 1);
            assert_row(rows[i].name,
                       step < rows[i].wait_count ? wait == rows[i].waits_s[step] * 1000 : wait > 0);
            now += wait;
        }
        assert_row(rows[i].name, failures == rows[i].cap);
    }
}

static void unknown_pool_closes_after_twenty(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    int64_t now = start_ms, wait;
    int failures = 0;
    for (int day = 0; day < 10; day++, now += INT64_C(24) * 3600 * 1000)
        for (int attempt = 0; attempt < 100; attempt++) {
            enum throttle_verdict verdict = throttle_reserve(&s, now, &wait);
            if (verdict == THROTTLE_CLOSED) break;
            if (verdict == THROTTLE_ALLOW)
                throttle_fail(&s), failures++;
            else
                now += wait;
        }
    assert_int_equal(failures, 20);
    throttle_release(&s.account);
    assert_int_equal(throttle_reserve(&s, now, &wait), THROTTLE_ALLOW);
}

/* A full hash queue costs no attempt, in any pool. */
static void unhashed_attempts_are_refunded(void **state) {
    (void)state;
    for (enum throttle_pool pool = 0; pool < POOL_COUNT; pool++) {
        struct throttle_state s = {.pool = pool};
        int64_t wait;
        for (int i = 0; i < 200; i++) {
            assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
            throttle_refund(&s);
        }
        assert_int_equal(s.account.failures, 0);
        assert_int_equal(s.account.day_failures, 0);
        assert_int_equal(s.account.in_flight, 0);
    }
}

static void limits_concurrent_attempts(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_KNOWN_DEVICE};
    int64_t wait;
    assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
    assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
    assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_WAIT);
    assert_int_equal(throttle_reserve(&s, start_ms + THROTTLE_IN_FLIGHT_TIMEOUT_MS + 1, &wait),
                     THROTTLE_ALLOW); /* lost attempts are forgotten */
}

/* Waits and lost attempts from a clock that was far ahead do not block anyone. */
static void tolerates_a_clock_that_was_ahead(void **state) {
    (void)state;
    static const int64_t year_ms = INT64_C(365) * 24 * 3600 * 1000;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    int64_t wait;
    for (int i = 0; i < 2; i++)
        assert_int_equal(throttle_reserve(&s, start_ms + year_ms, &wait), THROTTLE_ALLOW);
    assert_int_equal(throttle_reserve(&s, start_ms, &wait),
                     THROTTLE_ALLOW); /* both in flight, in a year */
    s.account.in_flight = 0;
    s.account.not_before_ms = start_ms + year_ms;
    assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
    assert_int_equal(throttle_reserve(&s, start_ms, &wait),
                     THROTTLE_WAIT); /* and the next wait is enforced */
    assert_true(wait > 0 && wait <= 15000);
}

/*
 * One attempt on each of many accounts, until the budget of the network or the platform is
 * exhausted.
 */
enum fresh {
    FRESH_NETWORK = 1,
    FRESH_WIDE = 2,
    FRESH_SITE = 4,
    FRESH_PROVIDER = 8,
    FRESH_SYSTEM = 16
};
static int let_through(struct throttle_state *s, int attempts, unsigned fresh, int64_t now_ms) {
    int64_t wait;
    int through = 0;
    for (int i = 0; i < attempts; i++) {
        s->account = (struct throttle_account){0};
        if (fresh & FRESH_NETWORK) s->network = (struct throttle_bucket){0};
        if (fresh & FRESH_WIDE) s->wide = (struct throttle_bucket){0};
        if (fresh & FRESH_SITE) s->site = (struct throttle_bucket){0};
        if (fresh & FRESH_PROVIDER) s->provider = (struct throttle_bucket){0};
        if (fresh & FRESH_SYSTEM) s->platform = (struct throttle_bucket){0};
        through += throttle_reserve(s, now_ms, &wait) == THROTTLE_ALLOW;
    }
    return through;
}

static void budgets_of_network_and_platform(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum throttle_pool pool;
        unsigned fresh; /* for each attempt */
        int attempts, through;
    } rows[] = {
        {"one network, the system at ease", POOL_UNKNOWN, FRESH_SYSTEM, 500,
         THROTTLE_NETWORK_BURST + THROTTLE_NETWORK_OVERDRAFT + THROTTLE_SITE_SPARE},
        {"one network, the system half empty after 60", POOL_UNKNOWN, 0, 500,
         THROTTLE_PLATFORM_BURST / 2 + 1 + THROTTLE_SITE_SPARE},
        {"many networks of one site", POOL_UNKNOWN, FRESH_NETWORK | FRESH_WIDE, 500,
         THROTTLE_PLATFORM_BURST + THROTTLE_SITE_SPARE},
        {"many sites of one provider", POOL_UNKNOWN, FRESH_NETWORK | FRESH_WIDE | FRESH_SITE, 600,
         THROTTLE_PLATFORM_BURST + THROTTLE_SITE_SPARE * THROTTLE_PROVIDER_SITES},
        {"an IPv6 /48", POOL_UNKNOWN, FRESH_NETWORK | FRESH_SYSTEM, 500,
         THROTTLE_PREFIX48_BURST + THROTTLE_SITE_SPARE},
        {"the network of a school", POOL_SCHOOL_NETWORK, 0, 600, 600},
        {"a known device", POOL_KNOWN_DEVICE, 0, 600, 600},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct throttle_state s = {.pool = rows[i].pool};
        assert_row(rows[i].name,
                   let_through(&s, rows[i].attempts, rows[i].fresh, start_ms) == rows[i].through);
    }
}

/*
 * An attacker keeps the budget of the platform exhausted: each site has 20 attempts a day, and 5
 * more for each pupil who signs in there.
 */
static void spare_attempts_per_site(void **state) {
    (void)state;
    static const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    const struct throttle_bucket empty = {.millitokens = 0, .updated_ms = start_ms};
    struct throttle_state s = {.pool = POOL_UNKNOWN, .platform = empty};
    int64_t wait;
    assert_int_equal(let_through(&s, 50, 0, start_ms), THROTTLE_SITE_SPARE);
    assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_BUSY);
    assert_true(wait > 0);
    s.site = (struct throttle_bucket){0};
    for (int pupil = 0; pupil < 50; pupil++) { /* a class with correct passwords */
        s.account = (struct throttle_account){0};
        assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
        throttle_succeed(&s, true, start_ms);
        s.platform = empty; /* the attacker takes the credit for successes */
    }
    assert_int_equal(s.site.millitokens, THROTTLE_SITE_SPARE_MAX * 1000);
    assert_int_equal(let_through(&s, 99, 0, start_ms), THROTTLE_SITE_SPARE_MAX);
    s.platform.updated_ms = start_ms + day_ms; /* also exhausted the next day */
    assert_int_equal(let_through(&s, 50, 0, start_ms + day_ms), THROTTLE_SITE_SPARE);
    s.account = (struct throttle_account){0};
    s.site.millitokens = 1000;
    assert_int_equal(throttle_reserve(&s, start_ms + day_ms, &wait), THROTTLE_ALLOW);
    throttle_refund(&s);
    assert_int_equal(s.site.millitokens, 1000); /* the queue was full */
    assert_int_equal(s.platform.millitokens, 0);
}

/* Thirty attempts on unknown names, and then a class in which seven of ten attempts fail. */
static void one_pupil_does_not_block_the_class(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    int64_t now = start_ms, wait;
    assert_int_equal(let_through(&s, 30, 0, now), 30);
    for (int attempt = 0; attempt < 34;
         attempt++,
             now +=
             1000) { /* then ten pupils have signed in, and the network belongs to the school */
        s.account = (struct throttle_account){0};
        assert_int_equal(throttle_reserve(&s, now, &wait), THROTTLE_ALLOW);
        if (attempt % 10 > 6)
            throttle_succeed(&s, true, now);
        else
            throttle_fail(&s);
    }
}

static void debt_is_repaid_over_time(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    (void)let_through(&s, 500, FRESH_SYSTEM | FRESH_SITE, start_ms);
    assert_int_equal(s.network.millitokens, -1000 * THROTTLE_NETWORK_OVERDRAFT);
    s.platform = (struct throttle_bucket){.millitokens = 59000,
                                          .updated_ms = start_ms + 3 * THROTTLE_NETWORK_WINDOW_MS};
    assert_int_equal(let_through(&s, 1, 0, start_ms + 3 * THROTTLE_NETWORK_WINDOW_MS), 1);
    assert_int_equal(s.network.millitokens, 1000 * (THROTTLE_NETWORK_BURST - 1));
}

/* Peeking gives the verdict that an attempt would get, and changes nothing. */
static void peeking_charges_nothing(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    int64_t now = start_ms, wait, seen;
    for (int attempt = 0; attempt < 200; attempt++) {
        struct throttle_state before = s;
        enum throttle_verdict looked = throttle_peek(&s, now, &seen);
        assert_memory_equal(&before, &s, sizeof s);
        enum throttle_verdict verdict = throttle_reserve(&s, now, &wait);
        assert_int_equal(looked, verdict);
        assert_int_equal(seen, wait);
        if (verdict == THROTTLE_ALLOW) throttle_fail(&s);
        now += verdict == THROTTLE_CLOSED ? INT64_C(24) * 3600 * 1000 : wait;
    }
}

static void success_resets_its_own_pool(void **state) {
    (void)state;
    struct throttle_state s = {.pool = POOL_UNKNOWN};
    int64_t wait;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(throttle_reserve(&s, start_ms, &wait), THROTTLE_ALLOW);
        throttle_fail(&s);
    }
    throttle_succeed(&s, false, start_ms);
    assert_int_equal(s.account.failures, 0);
    assert_true(s.account.day_failures > 0); /* the daily count remains */
}

static void groups_addresses_into_networks(void **state) {
    (void)state;
    static const struct {
        const char *address, *own, *wide, *site, *provider, *shown;
    } rows[] = {
        {"192.0.2.7", "192.0.2.7", "", "192.0.2.0/24", "", "192.0.2.x"},
        {"::ffff:192.0.2.7", "192.0.2.7", "", "192.0.2.0/24", "", "192.0.2.x"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8:1::/48",
         "2001:db8::/32", "2001:db8:1::/48"},
        {"2001:db8:1:2::1", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8:1::/48",
         "2001:db8::/32", "2001:db8:1::/48"},
        {"2001:db8::1", "2001:db8::/64", "2001:db8::/48", "2001:db8::/48", "2001:db8::/32",
         "2001:db8::/48"},
        {"2001:db8::2:0:0:1", "2001:db8::/64", "2001:db8::/48", "2001:db8::/48", "2001:db8::/32",
         "2001:db8::/48"},
        {"2001:db8:0:1::1", "2001:db8:0:1::/64", "2001:db8::/48", "2001:db8::/48", "2001:db8::/32",
         "2001:db8::/48"},
        {"unix", "unix", "", "unix", "", "unix"},
        {"", "", "", "", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct network network = network_of(arena, str_of(rows[i].address));
        assert_row(rows[i].address, str_eq(network.own, str_of(rows[i].own)) &&
                                        str_eq(network.wide, str_of(rows[i].wide)));
        assert_row(rows[i].address, str_eq(network.site, str_of(rows[i].site)) &&
                                        str_eq(network.provider, str_of(rows[i].provider)));
        assert_row(rows[i].address,
                   str_eq(network_shown(arena, str_of(rows[i].address)), str_of(rows[i].shown)));
    }
}

static void parses_networks_typed_by_staff(void **state) {
    (void)state;
    static const struct {
        const char *typed, *network; /* NULL: rejected */
    } rows[] = {
        {"193.190.1.2", "193.190.1.2"},
        {"2a02:2c40:1:2::9", "2a02:2c40:1:2::/64"},
        {"2a02:2c40:1:2::/64", "2a02:2c40:1:2::/64"},
        {"192.168.1.1", NULL},
        {"10.1.2.3", NULL},
        {"172.20.0.1", NULL},
        {"127.0.0.1", NULL},
        {"100.64.0.1", NULL},
        {"169.254.1.1", NULL},
        {"0.0.0.0", NULL},
        {"224.0.0.1", NULL},
        {"fe80::1", NULL},
        {"::1", NULL},
        {"fd00::1", NULL},
        {"193.190.1", NULL},
        {"193.190.1.2/24", NULL},
        {"2a02:2c40::/32", NULL},
        {"school.be", NULL},
        {"", NULL},
        {"193.190.1.256", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str network = S("");
        enum rc rc = network_read(arena, str_of(rows[i].typed), &network);
        if (rows[i].network == NULL)
            assert_row(rows[i].typed, rc == RC_INVALID);
        else
            assert_row(rows[i].typed, rc == RC_OK && str_eq(network, str_of(rows[i].network)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_wait_and_close),
        cmocka_unit_test(unknown_pool_closes_after_twenty),
        cmocka_unit_test(unhashed_attempts_are_refunded),
        cmocka_unit_test(limits_concurrent_attempts),
        cmocka_unit_test(tolerates_a_clock_that_was_ahead),
        cmocka_unit_test(budgets_of_network_and_platform),
        cmocka_unit_test(spare_attempts_per_site),
        cmocka_unit_test(one_pupil_does_not_block_the_class),
        cmocka_unit_test(debt_is_repaid_over_time),
        cmocka_unit_test(peeking_charges_nothing),
        cmocka_unit_test(success_resets_its_own_pool),
        cmocka_unit_test(groups_addresses_into_networks),
        cmocka_unit_test(parses_networks_typed_by_staff),
    };
    return cmocka_run_group_tests_name("throttle", tests, unit_setup, unit_teardown);
}
