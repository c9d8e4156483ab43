/*
 * Guessing attacks against the real sign-in service: real transactions, cookies and networks, a
 * simulated clock, and a comparison instead of Argon2id. Counts the attempts that reach the hash.
 *
 *   guess URL KEYS make SCHOOL
 *       creates accounts for every pupil of the school
 *   guess URL KEYS spray HOURS ADDRESSES
 *       bar B1: that many IPv4 /24 and one IPv6 /32 against 1.2 million names
 *   guess URL KEYS lockout
 *       bar B2: 1,000 pupils are attacked for an hour, then each signs in
 *   guess URL KEYS class MISTAKES HOW SEED
 *       bar B3: 600 pupils behind one address in ten minutes, MISTAKES percent wrong. HOW: known,
 *       new (unknown network), guesser (new, after 30 names that do not exist), attacked (new,
 *       while three IPv6 /48 keep the budget of the whole system empty)
 *   guess URL KEYS mates DAYS
 *       bar B33: classmates on the school network, the pupil signs in every day
 *   guess URL KEYS prepare FILE
 *       a few pupils sign in from a device each; writes the cookies to FILE
 *   guess URL KEYS hammer SECONDS THREADS FILE BEGIN
 *       bar B4: all three pools of these accounts as fast as possible, with a clock that runs 2,000
 *       times as fast since BEGIN
 *
 * Prints numbers on one line.
 */
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "guess_stage.h"
#include "service/school/school_network.h"
#include "store/queries.h"

enum {
    SCHOOL_ADDRESS_LEN = 64,
    SPEED = 2000,
    HAMMERED = 4,
    CLASS = 600,
    ATTACKED = 1000,
    VICTIMS = 5,
    STOP_BEFORE_CAP = 39,
    NAMES_SPRAYED = 1200000,
    REFUSED_IN_A_ROW = 3,
    GUESSED = 30,
    NOON_MS = 12 * 3600 * 1000
};

static const char *address(char *text, size_t size, uint32_t number) {
    snprintf(text, size, "%u.%u.%u.%u", 11 + (number >> 22) % 200, number >> 16 & 63,
             number >> 8 & 255, number & 255);
    return text;
}

/* ---- scenarios ---- */

/*
 * Returns an address of the attacker: alternating between the next of that many IPv4 /24 and the
 * next /48 of one IPv6 /32.
 */
static const char *attacker(char *text, size_t size, uint32_t number, uint32_t addresses) {
    uint32_t n = number / 2 % addresses;
    if (number % 2 == 0)
        snprintf(text, size, "%u.%u.%u.9", 11 + (n >> 16), n >> 8 & 255, n & 255);
    else
        snprintf(text, size, "2001:db8:%x:%x::1", number / 2 & 0xffff, number / 2 >> 16);
    return text;
}

/*
 * Every ten seconds guesses the next names from the next addresses, until the budget and the spare
 * tries of several addresses in a row are used up. Every 20 seconds a user signs in at home, on an
 * unknown device and network.
 */
static void spray(struct stage *s, struct arena *scratch, int64_t hours, uint32_t addresses) {
    int64_t through = 0, tries = 0, genuine = 0, homes = 0;
    s->now_ms += NOON_MS - s->now_ms % (2 * NOON_MS); /* from noon on, 24 hours span two days */
    char peer[SCHOOL_ADDRESS_LEN], name[SCHOOL_ADDRESS_LEN];
    for (int64_t second = 0; second < hours * 3600; second += 10, s->now_ms += 10000) {
        for (int refused = 0; refused < REFUSED_IN_A_ROW; tries++) {
            snprintf(name, sizeof name, "spray%u.names", (uint32_t)tries % NAMES_SPRAYED);
            const struct person p = {.username = str_of(name)};
            bool in = attempt(s, scratch, &p, false,
                              attacker(peer, sizeof peer, (uint32_t)tries, addresses), NULL)
                          .answer == SIGN_IN_WRONG;
            through += in;
            refused = in ? 0 : refused + 1;
        }
        if (second % 20 != 0) continue;
        const struct person *home = &s->people[(size_t)(second * 7) % s->count];
        snprintf(peer, sizeof peer, "%u.%u.%u.%u", 150 + ((uint32_t)second >> 16),
                 (uint32_t)second >> 8 & 255, (uint32_t)second & 255, 7);
        homes++;
        genuine += entered(attempt(s, scratch, home, true, peer, NULL));
    }
    printf("%lld %lld %lld %lld\n", (long long)through, (long long)tries, (long long)genuine,
           (long long)homes);
}

static const char *const school_address = "9.9.9.9";

static void enter_school_network(struct stage *s) {
    enum rc rc = school_network_add(&(struct call){&s->service, s->arena,
                                                   &operator,(struct school_id){(int32_t)s->school},
                                                   &s->fault},
                                    str_of(school_address), false);
    if (rc != RC_OK) die(s, "network", rc);
}

static void lockout(struct stage *s, struct arena *scratch) {
    size_t count = s->count < ATTACKED ? s->count : ATTACKED;
    char(*devices)[DEVICE_MAX] = arena_array(s->arena, count, DEVICE_MAX), peer[SCHOOL_ADDRESS_LEN];
    int64_t *next = ARENA_ARRAY(s->arena, int64_t, count), through = 0, devices_in = 0,
            school_in = 0;
    uint32_t bot = 0;
    enter_school_network(s);
    for (size_t i = 0; i < count; i++)
        devices_in += entered(attempt(s, scratch, &s->people[i], true, school_address, devices[i]));
    if (devices_in != (int64_t)count) die(s, "first sign-in", RC_BUG);
    devices_in = 0;
    for (int64_t end = s->now_ms + 3600 * 1000; s->now_ms < end; s->now_ms += 10000)
        for (size_t i = 0; i < count; i++) {
            if (next[i] > s->now_ms) continue;
            struct answer a = attempt(s, scratch, &s->people[i], false,
                                      address(peer, sizeof peer, bot++ % 50000), NULL);
            through += a.answer == SIGN_IN_WRONG;
            next[i] = s->now_ms + (a.answer == SIGN_IN_WAIT && a.wait_ms == 0 ? 600000 : a.wait_ms);
        }
    for (size_t i = 0; i < count; i++) {
        devices_in +=
            entered(attempt(s, scratch, &s->people[i], true,
                            address(peer, sizeof peer, 8000000 + (uint32_t)i), devices[i]));
        school_in += entered(attempt(s, scratch, &s->people[i], true, school_address, NULL));
    }
    printf("%zu %lld %lld %lld\n", count, (long long)devices_in, (long long)school_in,
           (long long)through);
}

/* Returns the wait of a pupil after that many consecutive failures, the longest of the pools. */
static int64_t own_wait_ms(int failures) {
    static const int waits[] = {8, 8, 8, 15, 60, 300, 900};
    return waits[failures < (int)COUNT(waits) ? failures : (int)COUNT(waits) - 1] * INT64_C(1000);
}

/* Three IPv6 /48 send guesses until they are refused. */
static void attack(struct stage *s, struct arena *scratch, uint32_t *number) {
    char peer[SCHOOL_ADDRESS_LEN], name[SCHOOL_ADDRESS_LEN];
    for (int refused = 0; refused < 3; ++*number) {
        snprintf(peer, sizeof peer, "2001:db8:%x:%x::1", *number % 3, *number / 3 & 0xffff);
        snprintf(name, sizeof name, "spray%u.names", *number);
        const struct person p = {.username = str_of(name)};
        refused =
            attempt(s, scratch, &p, false, peer, NULL).answer == SIGN_IN_WRONG ? 0 : refused + 1;
    }
}

static void guess_names(struct stage *s, struct arena *scratch) {
    char name[SCHOOL_ADDRESS_LEN];
    for (int i = 0; i < GUESSED; i++) {
        snprintf(name, sizeof name, "niemand%d.hier", i);
        const struct person p = {.username = str_of(name)};
        (void)attempt(s, scratch, &p, false, school_address, NULL);
    }
}

static void school_class(struct stage *s, struct arena *scratch, int mistakes, const char *how,
                         uint64_t seed) {
    int64_t due[CLASS], begin = s->now_ms, refused = 0, done = 0, tries = 0;
    int failures[CLASS] = {0};
    bool in[CLASS] = {false}, hurt[CLASS] = {false}, attacked = strcmp(how, "attacked") == 0;
    uint32_t guesses = 0;
    struct random chance = random_seeded(&seed);
    if (s->count < CLASS) die(s, "people", RC_LIMIT);
    if (strcmp(how, "known") == 0) enter_school_network(s);
    if (strcmp(how, "guesser") == 0) guess_names(s, scratch);
    for (int i = 0; i < CLASS; i++) due[i] = begin + random_below(&chance, 600 * 1000);
    for (int64_t end = begin + 4 * 3600 * 1000; done < CLASS && s->now_ms < end; s->now_ms += 500) {
        if (attacked && s->now_ms < begin + 900 * 1000) attack(s, scratch, &guesses);
        for (int i = 0; i < CLASS; i++) {
            if (in[i] || due[i] > s->now_ms) continue;
            bool right = random_below(&chance, 100) >= (uint32_t)mistakes;
            struct answer a = attempt(s, scratch, &s->people[i], right, school_address, NULL);
            tries++;
            in[i] = entered(a);
            done += in[i];
            failures[i] += a.answer == SIGN_IN_WRONG;
            /*
             * refused although the pupil's own wait is over, so because of others; wait_ms is 0
             * when the own pool is closed
             */
            hurt[i] = hurt[i] || (a.answer == SIGN_IN_WAIT && a.wait_ms > 0);
            due[i] = s->now_ms + (a.answer == SIGN_IN_WAIT ? 5000 : own_wait_ms(failures[i]));
        }
    }
    for (int i = 0; i < CLASS; i++) refused += hurt[i];
    printf("%lld %lld %lld\n", (long long)done, (long long)refused, (long long)tries);
}

/*
 * The cleverest attack: every day one failure fewer than closes the pool, so that the pupil's own
 * sign-in resets it.
 */
static void mates(struct stage *s, struct arena *scratch, int64_t days) {
    int64_t through = 0, signed_in = 0, begin = s->now_ms;
    enter_school_network(s);
    for (int64_t day = 0; day < days; day++)
        for (size_t victim = 0; victim < VICTIMS; victim++) {
            s->now_ms = begin + day * 24 * 3600 * 1000;
            signed_in +=
                entered(attempt(s, scratch, &s->people[victim], true, school_address, NULL));
            for (int failures = 0; failures < STOP_BEFORE_CAP;) {
                struct answer a =
                    attempt(s, scratch, &s->people[victim], false, school_address, NULL);
                if (a.answer == SIGN_IN_WAIT && a.wait_ms == 0) break;
                failures += a.answer == SIGN_IN_WRONG;
                through += a.answer == SIGN_IN_WRONG;
                s->now_ms += a.wait_ms;
            }
        }
    printf("%lld %lld %d\n", (long long)through, (long long)signed_in, VICTIMS);
}

/* ---- B4: threads of several programs at once ---- */

struct hammer {
    struct stage stage; /* with its own connection and clock */
    int64_t begin_ms, end_ms, through[HAMMERED];
    const char *devices[HAMMERED];
    int number;
};

static int64_t hammer_clock(void *context) {
    const struct hammer *h = context;
    return h->begin_ms + (real_ms() - h->begin_ms) * SPEED;
}

static void *hammer(void *context) {
    struct hammer *h = context;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(64 << 20, false);
    char peer[SCHOOL_ADDRESS_LEN], device[DEVICE_MAX];
    for (uint32_t i = (uint32_t)h->number; real_ms() < h->end_ms; i++) {
        int who = (int)(i % HAMMERED), pool = (int)(i / HAMMERED % POOL_COUNT);
        const char *from = pool == POOL_SCHOOL_NETWORK
                               ? school_address
                               : address(peer, sizeof peer, (uint32_t)(h->number * 100000) + i);
        snprintf(device, sizeof device, "%s", h->devices[who]);
        struct answer a = attempt(&h->stage, scratch, &h->stage.people[who], false, from,
                                  pool == POOL_KNOWN_DEVICE ? device : NULL);
        h->through[who] += a.answer == SIGN_IN_WRONG;
    }
    return NULL;
}

/* Stores the device cookies in a file, so that all programs use the same ones. */
static void hammer_prepare(struct stage *s, const char *file) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(64 << 20, false);
    FILE *out = fopen(file, "w");
    enter_school_network(s);
    for (int i = 0; i < HAMMERED && out != NULL; i++) {
        char device[DEVICE_MAX] = "";
        if (!entered(attempt(s, scratch, &s->people[i], true, school_address, device)))
            die(s, "first sign-in", RC_BUG);
        fprintf(out, "%s\n", device);
    }
    if (out != NULL) fclose(out);
}

static void hammer_all(struct stage *s, int64_t seconds, int threads, const char *file,
                       int64_t begin_ms) {
    struct hammer *hammers = ARENA_ARRAY(s->arena, struct hammer, (size_t)threads);
    pthread_t *ids = ARENA_ARRAY(s->arena, pthread_t, (size_t)threads);
    char devices[HAMMERED][DEVICE_MAX];
    FILE *in = fopen(file, "r");
    for (int i = 0; i < HAMMERED; i++) {
        if (in == NULL || fgets(devices[i], DEVICE_MAX, in) == NULL) die(s, file, RC_IO);
        devices[i][strcspn(devices[i], "\n")] = '\0';
    }
    fclose(in);
    for (int t = 0; t < threads; t++) {
        struct hammer *h = &hammers[t];
        *h = (struct hammer){
            .stage = *s, .begin_ms = begin_ms, .end_ms = real_ms() + seconds * 1000, .number = t};
        h->stage.service.clock = (struct clock){hammer_clock, h};
        for (int i = 0; i < HAMMERED; i++) h->devices[i] = devices[i];
        enum rc rc = db_open(s->store, &h->stage.service.db, &s->fault);
        if (rc != RC_OK) die(s, "connection", rc);
        if (pthread_create(&ids[t], NULL, hammer, h) != 0) die(s, "thread", RC_LIMIT);
    }
    int64_t sums[HAMMERED] = {0};
    for (int t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
        for (int i = 0; i < HAMMERED; i++) sums[i] += hammers[t].through[i];
    }
    for (int i = 0; i < HAMMERED; i++) printf("%lld ", (long long)sums[i]);
    putchar('\n');
}

static int64_t number(const char *text) {
    int64_t value = 0;
    return text != NULL && str_to_i64(str_of(text), 0, INT64_MAX, &value) == RC_OK ? value : 0;
}

int main(int argc, char **argv) {
    static struct stage s;
    if (argc < 4) return 2;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(64 << 20, false);
    const char *school = getenv("GUESS_SCHOOL"), *what = argv[3];
    open_stage(&s, argv[1], argv[2]);
    s.school = number(school);
    if (strcmp(what, "make") == 0) return make_accounts(&s), 0;
    load_people(&s);
    if (strcmp(what, "spray") == 0 && argc == 6)
        spray(&s, scratch, number(argv[4]), (uint32_t)number(argv[5]));
    else if (strcmp(what, "lockout") == 0)
        lockout(&s, scratch);
    else if (strcmp(what, "class") == 0 && argc == 7)
        school_class(&s, scratch, (int)number(argv[4]), argv[5], (uint64_t)number(argv[6]));
    else if (strcmp(what, "mates") == 0 && argc == 5)
        mates(&s, scratch, number(argv[4]));
    else if (strcmp(what, "prepare") == 0 && argc == 5)
        hammer_prepare(&s, argv[4]);
    else if (strcmp(what, "hammer") == 0 && argc == 8)
        hammer_all(&s, number(argv[4]), (int)number(argv[5]), argv[6], number(argv[7]));
    else
        return 2;
    return 0;
}
