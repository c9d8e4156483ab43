/* Passwords, hashing threads, tokens, one-time codes, strength. */
#include "unit.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/encode.h"
#include "crypto/hash_pool.h"
#include "crypto/token.h"

static char folder[] = "/tmp/leerid-password-XXXXXX";
static struct keys *keys;

static int setup(void **state) {
    if (mkdtemp(folder) == NULL || unit_setup(state) != 0) return -1;
    return keys_open(arena, folder, true, &keys, NULL) == RC_OK ? 0 : -1;
}

static int teardown(void **state) {
    unlink(str_c(arena, str_format(arena, "%s/ring", folder)));
    rmdir(folder);
    return unit_teardown(state);
}

static double seconds(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct str verifier_of(int64_t owner, const char *secret) {
    unsigned char *bytes = arena_alloc(arena, VERIFIER_BYTES);
    assert_rc(password_make(keys, owner, str_of(secret), bytes), RC_OK);
    return (struct str){(const char *)bytes, VERIFIER_BYTES};
}

static void checks_passwords(void **state) {
    (void)state;
    struct str verifier = verifier_of(1, "pgu9J7Zn"), altered = str_copy(arena, verifier),
               empty = verifier_of(1, "");
    ((char *)altered.ptr)[40] ^= 1;
    const struct {
        const char *name;
        int64_t owner;
        struct str verifier, secret;
        enum rc rc;
    } rows[] = {
        {"right", 1, verifier, S("pgu9J7Zn"), RC_OK},
        {"wrong", 1, verifier, S("pgu9J7ZN"), RC_DENIED},
        {"longer", 1, verifier, S("pgu9J7Zn "), RC_DENIED},
        {"empty", 1, verifier, S(""), RC_DENIED},
        {"record of another row", 2, verifier, S("pgu9J7Zn"), RC_DENIED},
        {"altered record", 1, altered, S("pgu9J7Zn"), RC_DENIED},
        {"cut record", 1, str_sub(verifier, 0, VERIFIER_BYTES - 1), S("pgu9J7Zn"), RC_DENIED},
        {"nobody of that name", 1, {NULL, 0}, S("pgu9J7Zn"), RC_DENIED},
        {"nobody, nothing typed", 1, {NULL, 0}, S(""), RC_DENIED},
        {"empty secret", 1, empty, S(""), RC_OK},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, password_check(keys, rows[i].owner, rows[i].verifier,
                                                rows[i].secret) == rows[i].rc);
    assert_false(str_eq(verifier, verifier_of(1, "pgu9J7Zn"))); /* its own salt */
    assert_rc(keys_rotate(keys, 0, NULL), RC_OK);
    assert_rc(password_check(keys, 1, verifier, S("pgu9J7Zn")), RC_OK); /* under the older pepper */
}

/*
 * The dummy verifier takes the same work; an accidental shortcut would be a hundred times faster.
 */
static void unknown_names_take_the_same_time(void **state) {
    (void)state;
    struct str verifier = verifier_of(1, "pgu9J7Zn"), nobody = {NULL, 0};
    double known = 0, unknown = 0;
    for (int i = 0; i < 20; i++) {
        double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
        assert_rc(password_check(keys, 1, verifier, S("wrong")), RC_DENIED);
        double between = seconds(CLOCK_THREAD_CPUTIME_ID);
        assert_rc(password_check(keys, 1, nobody, S("wrong")), RC_DENIED);
        known += between - begin;
        unknown += seconds(CLOCK_THREAD_CPUTIME_ID) - between;
    }
    assert_true(unknown > known * 0.7 && unknown < known * 1.4);
}

static struct hash_pool *open_pool(int threads) {
    struct hash_pool *pool = NULL;
    assert_rc(hash_pool_open(arena, keys, threads, &pool), RC_OK);
    return pool;
}

static void pool_hashes(void **state) {
    (void)state;
    struct hash_pool *pool = open_pool(2);
    assert_int_equal(hash_pool_threads(pool), 2);
    unsigned char verifier[VERIFIER_BYTES];
    assert_rc(hash_pool_make(pool, HASH_SCHOOL_NETWORK, 5, S("zal659"), verifier), RC_OK);
    struct str record = {(const char *)verifier, VERIFIER_BYTES};
    assert_rc(hash_pool_check(pool, HASH_KNOWN_DEVICE, 5, record, S("zal659")), RC_OK);
    assert_rc(hash_pool_check(pool, HASH_UNKNOWN, 5, record, S("zal658")), RC_DENIED);
    assert_rc(hash_pool_check(pool, HASH_UNKNOWN, 6, record, S("zal659")), RC_DENIED);
    hash_pool_close(pool);
}

static struct hash_item *items_of(size_t count) {
    struct hash_item *items = ARENA_ARRAY(arena, struct hash_item, count);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct hash_item){.owner = (int64_t)i + 1,
                                      .secret = str_format(arena, "secret%zu", i)};
    return items;
}

struct watch {
    size_t last, calls, stop_at;
    struct hash_pool *pool;
    double check_s;
};

static bool watch_progress(void *context, size_t done) {
    struct watch *watch = context;
    assert_true(done >= watch->last);
    watch->last = done;
    watch->calls++;
    if (watch->pool != NULL && watch->check_s == 0) { /* a sign-in while a bulk job is queued */
        double begin = seconds(CLOCK_MONOTONIC);
        assert_rc(hash_pool_check(watch->pool, HASH_KNOWN_DEVICE, 1, (struct str){NULL, 0}, S("x")),
                  RC_DENIED);
        watch->check_s = seconds(CLOCK_MONOTONIC) - begin;
    }
    return done < watch->stop_at;
}

static void pool_hashes_in_bulk(void **state) {
    (void)state;
    struct hash_pool *pool = open_pool(2);
    enum { ITEMS = 120 };
    struct hash_item *items = items_of(ITEMS);
    struct watch watch = {.stop_at = SIZE_MAX, .pool = pool};
    int64_t hash_ms = -1;
    double begin = seconds(CLOCK_MONOTONIC);
    assert_rc(hash_pool_bulk(pool, items, ITEMS, watch_progress, &watch, &hash_ms), RC_OK);
    double spent = seconds(CLOCK_MONOTONIC) - begin;
    assert_true(watch.calls > 0);
    assert_true(watch.check_s > 0 &&
                watch.check_s < spent / 2); /* it did not wait behind the bulk job */
    assert_true(hash_ms > 0 && (double)hash_ms / 1000 <= spent);
    for (size_t i = 0; i < ITEMS; i += 17)
        assert_rc(password_check(keys, items[i].owner,
                                 (struct str){(const char *)items[i].verifier, VERIFIER_BYTES},
                                 items[i].secret),
                  RC_OK);
    assert_rc(hash_pool_bulk(pool, items, 0, NULL, NULL, &hash_ms), RC_OK);
    hash_pool_close(pool);
}

static void bulk_job_can_be_cancelled(void **state) {
    (void)state;
    struct hash_pool *pool = open_pool(1);
    struct watch watch = {.stop_at = 1};
    int64_t hash_ms = -1;
    double begin = seconds(CLOCK_MONOTONIC);
    assert_rc(hash_pool_bulk(pool, items_of(5000), 5000, watch_progress, &watch, &hash_ms),
              RC_LIMIT);
    assert_true(seconds(CLOCK_MONOTONIC) - begin < 5);
    assert_int_equal(hash_ms, -1); /* written only on success */
    assert_rc(hash_pool_check(pool, HASH_UNKNOWN, 1, (struct str){NULL, 0}, S("x")),
              RC_DENIED); /* the pool continues */
    hash_pool_close(pool);
}

/*
 * Memory is reused: 100 hashes with new pages each would cause 179,200 page faults. A sanitizer
 * intercepts every mapping.
 */
static void hashing_reuses_memory(void **state) {
    (void)state;
    struct hash_pool *pool = open_pool(2);
    struct rusage before, after;
    int64_t hash_ms;
    struct hash_item *items = items_of(100);
    getrusage(RUSAGE_SELF, &before);
    assert_rc(hash_pool_bulk(pool, items, 100, NULL, NULL, &hash_ms), RC_OK);
    getrusage(RUSAGE_SELF, &after);
#ifndef LEERID_SANITIZED
    assert_true(after.ru_minflt - before.ru_minflt < 3 * PASSWORD_MEMORY / 4096);
#endif
    for (size_t i = 0; i < 100; i += 9) /* reused pages give the same tag as new ones */
        assert_rc(password_check(keys, items[i].owner,
                                 (struct str){(const char *)items[i].verifier, VERIFIER_BYTES},
                                 items[i].secret),
                  RC_OK);
    hash_pool_close(pool);
}

struct crowd {
    struct hash_pool *pool;
    int limited, done;
};

static void *sign_in(void *context) {
    struct crowd *crowd = context;
    enum rc rc = hash_pool_check(crowd->pool, HASH_UNKNOWN, 1, (struct str){NULL, 0}, S("x"));
    __atomic_add_fetch(rc == RC_LIMIT ? &crowd->limited : &crowd->done, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

/*
 * One thread, 700 requests: the queue holds 256 requests and two seconds of work; the others are
 * refused at once. No request is lost.
 */
static void full_queue_refuses_at_once(void **state) {
    (void)state;
    enum { PEOPLE = 700 };
    static pthread_t threads[PEOPLE];
    struct crowd crowd = {.pool = open_pool(1)};
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    double begin = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(pthread_create(&threads[i], &small, sign_in, &crowd), 0);
    for (int i = 0; i < PEOPLE; i++) pthread_join(threads[i], NULL);
    pthread_attr_destroy(&small);
    assert_int_equal(crowd.limited + crowd.done, PEOPLE);
    assert_true(crowd.limited > 0 && crowd.done > 0);
    assert_true(seconds(CLOCK_MONOTONIC) - begin < 5);
    hash_pool_close(crowd.pool);
}

static void *bulk_in_thread(void *context) {
    struct crowd *crowd = context;
    struct arena *own = arena_create(4 << 20, true);
    struct hash_item *items = ARENA_ARRAY(own, struct hash_item, 2000);
    int64_t hash_ms;
    enum rc rc = hash_pool_bulk(crowd->pool, items, 2000, NULL, NULL, &hash_ms);
    __atomic_add_fetch(rc == RC_LIMIT ? &crowd->limited : &crowd->done, 1, __ATOMIC_SEQ_CST);
    arena_destroy(own);
    return NULL;
}

/*
 * Closing the pool with waiting requests and a running bulk job: all are notified, and an
 * unfinished bulk job is never reported as done.
 */
static void closing_notifies_waiting_requests(void **state) {
    (void)state;
    struct crowd crowd = {.pool = open_pool(1)};
    pthread_t threads[9];
    assert_int_equal(pthread_create(&threads[0], NULL, bulk_in_thread, &crowd), 0);
    for (int i = 1; i < 9; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sign_in, &crowd), 0);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    double begin = seconds(CLOCK_MONOTONIC);
    hash_pool_close(crowd.pool);
    for (int i = 0; i < 9; i++) pthread_join(threads[i], NULL);
    assert_true(seconds(CLOCK_MONOTONIC) - begin < 1);
    assert_true(crowd.limited >= 1); /* the bulk job at least */
    assert_int_equal(crowd.limited + crowd.done, 9);
}

/* RFC 6238, appendix B: the SHA-1 rows, last six digits. */
static void checks_one_time_codes(void **state) {
    (void)state;
    static const struct {
        int64_t at_s;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    struct str secret = S("12345678901234567890");
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t step = 0, now = rows[i].at_s * 1000, of = rows[i].at_s / 30;
        struct str code = str_of(rows[i].code);
        assert_rc(totp_check(secret, code, now, -1, &step), RC_OK);
        assert_true(step == of);
        assert_rc(totp_check(secret, code, now + 30000, -1, &step), RC_OK); /* one step late */
        assert_rc(totp_check(secret, code, now - 30000, -1, &step), RC_OK); /* one step early */
        assert_rc(totp_check(secret, code, now + 60000, -1, &step), RC_DENIED);
        assert_rc(totp_check(secret, code, now, of, &step), RC_DENIED); /* used already */
        assert_rc(totp_check(S("12345678901234567891"), code, now, -1, &step), RC_DENIED);
    }
    int64_t step;
    assert_rc(totp_check(secret, S("28708"), 59000, -1, &step), RC_DENIED);
    assert_rc(totp_check(secret, S("94287082"), 59000, -1, &step), RC_DENIED);
    assert_rc(totp_check(secret, S(""), 59000, -1, &step), RC_DENIED);
    assert_str(totp_secret_text(arena, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void generates_tokens(void **state) {
    (void)state;
    uint64_t seed = 5;
    const struct random random = random_seeded(&seed);
    struct str one = token_draw(arena, &random), other = token_draw(arena, &random);
    assert_int_equal(one.len, 43);
    assert_false(str_eq(one, other));
    assert_str(hex_encode(arena, token_hash(arena, S("abc")).ptr, TOKEN_HASH),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(totp_secret_draw(arena, &random).len, 20);
}

static void estimates_strength(void **state) {
    (void)state;
    const struct str names[] = {S("suheda"), S("carabin"), S("de regenboog")};
    static const struct {
        const char *secret;
        double least, most;
    } rows[] = {
        {"", 0, 10},
        {"password", 0, 1e3},
        {"12345678", 0, 1e3},
        {"aaaaaaaaaa", 0, 1e5},
        {"suheda", 0, 1e3},
        {"carabin1", 0, 1e5},
        {"R7#kq9!vZp2m", 1e12, 1e40},
        {"zwaan kiwi fluit goot", 1e8, 1e40},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double guesses = token_guesses(arena, str_of(rows[i].secret), names, COUNT(names));
        if (guesses < rows[i].least || guesses > rows[i].most)
            fail_msg("row '%s': %g guesses", rows[i].secret, guesses);
    }
    char endless[8192];
    for (size_t i = 0; i < sizeof endless; i++) endless[i] = (char)('a' + i % 26);
    assert_true(token_guesses(arena, (struct str){endless, sizeof endless}, NULL, 0) ==
                token_guesses(arena, (struct str){endless, 4096}, NULL, 0));
    assert_true(token_guesses(arena, S("carabin1"), names, COUNT(names)) <
                token_guesses(arena, S("carabin1"), NULL, 0));
}

/*
 * An idle thread releases its memory after 100 ms; a request that arrives at that moment must not
 * be missed, otherwise the pool would never close.
 */
static void closes_while_threads_release_memory(void **state) {
    (void)state;
    enum { ROUNDS = 8, POOLS = 40 };
    for (int round = 0; round < ROUNDS; round++) {
        struct hash_pool *pools[POOLS];
        for (int i = 0; i < POOLS; i++) assert_rc(hash_pool_open(arena, keys, 2, &pools[i]), RC_OK);
        nanosleep(&(struct timespec){.tv_nsec = (96 + round) * 1000 * 1000}, NULL);
        for (int i = 0; i < POOLS; i++) hash_pool_close(pools[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_passwords),
        cmocka_unit_test(unknown_names_take_the_same_time),
        cmocka_unit_test(pool_hashes),
        cmocka_unit_test(pool_hashes_in_bulk),
        cmocka_unit_test(bulk_job_can_be_cancelled),
        cmocka_unit_test(hashing_reuses_memory),
        cmocka_unit_test(full_queue_refuses_at_once),
        cmocka_unit_test(closing_notifies_waiting_requests),
        cmocka_unit_test(closes_while_threads_release_memory),
        cmocka_unit_test(checks_one_time_codes),
        cmocka_unit_test(generates_tokens),
        cmocka_unit_test(estimates_strength),
    };
    return cmocka_run_group_tests_name("password", tests, setup, teardown);
}
