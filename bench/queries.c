/*
 * Times the main queries, each in its own transaction as in a request.
 *
 *   queries URL TIMES
 *       prints per query: name, median and 99th percentile in microseconds, rows. Pupils and
 *       schools are drawn at random from the database.
 *   queries URL purge BEFORE_MS [SECONDS]
 *       purges sign-in visits until none is left, or one step every five seconds for SECONDS, in
 *       the step size of the service. Prints the number of statements, the longest in
 *       microseconds, and the rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "service/pace.h"
#include "store/queries.h"

struct asked {
    struct arena *arena;
    int64_t pupil, school, day;
    struct str username, token;
    size_t rows;
};

#define MANY(name, ...)                                                                            \
    static enum rc ask_##name(struct tx *tx, struct asked *a) {                                    \
        struct sql_##name##_row *rows;                                                             \
        return sql_##name(tx, a->arena, __VA_ARGS__, &rows, &a->rows);                             \
    }
#define ONE(name, ...)                                                                             \
    static enum rc ask_##name(struct tx *tx, struct asked *a) {                                    \
        struct sql_##name##_row row;                                                               \
        enum rc rc = sql_##name(tx, a->arena, __VA_ARGS__, &row);                                  \
        a->rows = rc == RC_OK;                                                                     \
        return rc == RC_NONE ? RC_OK : rc;                                                         \
    }

MANY(school_pupils, a->school, a->day)
MANY(school_pupil, a->school, a->pupil, a->day)
MANY(school_cards, a->school, a->day)
MANY(pupil_schools, a->pupil, a->day)
MANY(history_page, a->pupil, INT32_MAX, 50)
MANY(visit_page, a->pupil, INT32_MAX, 50)
MANY(batch_recent, a->school, 0, 0, 0, 50)
ONE(account_get, a->pupil)
ONE(account_for_sign_in, a->username)
ONE(visit_last, a->pupil)
ONE(pupil_session_get, a->token)
ONE(throttle_get, a->token, 1)

static const struct {
    const char *name;
    enum rc (*ask)(struct tx *tx, struct asked *asked);
} queries[] = {
    {"school_pupils", ask_school_pupils}, {"school_pupil", ask_school_pupil},
    {"school_cards", ask_school_cards},   {"throttle_get", ask_throttle_get},
    {"pupil_schools", ask_pupil_schools}, {"history_page", ask_history_page},
    {"visit_page", ask_visit_page},       {"batch_recent", ask_batch_recent},
    {"account_get", ask_account_get},     {"account_for_sign_in", ask_account_for_sign_in},
    {"visit_last", ask_visit_last},       {"pupil_session_get", ask_pupil_session_get},
};

struct run {
    struct asked asked;
    size_t number;
    const struct random *random;
};

static enum rc draw(struct tx *tx, void *context) {
    struct run *r = context;
    struct sql_pupil_ends_row *rows;
    struct sql_person_enrolments_row *enrolments;
    size_t count;
    do {
        TRY(sql_pupil_ends(tx, r->asked.arena, (int64_t)(random_u64(r->random) >> 1), 1, &rows,
                           &count));
    } while (count == 0);
    r->asked.pupil = rows[0].pupil_id;
    TRY(sql_person_enrolments(tx, r->asked.arena, r->asked.pupil, &enrolments, &count));
    r->asked.school = count > 0 ? enrolments[0].school_id : 2;
    r->asked.day = count > 0 ? enrolments[0].end_day : 0;
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(tx, r->asked.arena, r->asked.pupil, &account);
    r->asked.username = rc == RC_OK ? account.username : S("nobody");
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc ask(struct tx *tx, void *context) {
    struct run *r = context;
    return queries[r->number].ask(tx, &r->asked);
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t now_us(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static enum rc no_mac(void *context, struct str bytes, unsigned char ret_mac[32]) {
    (void)context, (void)bytes, (void)ret_mac;
    return RC_OK;
}

struct purging {
    int64_t before_ms, rows;
    struct pace pace;
};

static enum rc purge(struct tx *tx, void *context) {
    struct purging *p = context;
    return sql_visits_purge(tx, p->before_ms, pace_rows(&p->pace), &p->rows);
}

static int purge_all(struct db *db, struct arena *arena, int64_t before_ms, int64_t seconds) {
    struct purging p = {.before_ms = before_ms};
    struct fault fault = {.detail = ""};
    const struct timespec pause = {.tv_sec = 5};
    int64_t longest = 0, statements = 0, rows = 0, end = now_us() + seconds * 1000000;
    do {
        int64_t begin = now_us();
        if (store_run_write(db, arena, HISTORY_NONE, purge, &p, &fault) != RC_OK)
            return fprintf(stderr, "purge: %s\n", fault.detail), 1;
        int64_t spent = now_us() - begin;
        longest = spent > longest ? spent : longest;
        statements++;
        rows += p.rows;
        (void)pace_after(&p.pace, p.rows, spent / 1000);
        if (seconds > 0) nanosleep(&pause, NULL);
    } while (p.rows > 0 && (seconds == 0 || now_us() < end));
    printf("purge %lld %lld %lld\n", (long long)statements, (long long)longest, (long long)rows);
    return 0;
}

int main(int count, char **words) {
    int64_t times = 0, before_ms = 0, seconds = 0;
    struct fault fault = {.detail = ""};
    struct arena *arena = arena_create(64 << 20, false),
                 *page = arena_create((size_t)256 << 20, false);
    struct store *store;
    struct db *db;
    uint64_t seed = 7;
    struct random random = random_seeded(&seed);
    bool purges =
        (count == 4 || (count == 5 && str_to_i64(str_of(words[4]), 1, 3600, &seconds) == RC_OK)) &&
        strcmp(words[2], "purge") == 0 &&
        str_to_i64(str_of(words[3]), 0, INT64_MAX, &before_ms) == RC_OK;
    if (!purges && (count != 3 || str_to_i64(str_of(words[2]), 10, 1000000, &times) != RC_OK))
        return fprintf(stderr, "usage: queries URL TIMES\n"), 2;
    if (store_open(arena, str_of(words[1]), (struct mac_hook){no_mac, NULL}, &store, &fault) !=
            RC_OK ||
        db_open(store, &db, &fault) != RC_OK)
        return fprintf(stderr, "%s\n", fault.detail), 1;
    if (purges) return purge_all(db, page, before_ms, seconds);
    int64_t *spent = ARENA_ARRAY(arena, int64_t, (size_t)times);
    for (size_t q = 0; q < COUNT(queries); q++) {
        size_t rows = 0;
        for (int64_t i = 0; i < times; i++) {
            struct run run = {
                .asked = {.arena = page, .token = S("0123456789abcdef0123456789abcdef")},
                .number = q,
                .random = &random};
            if (store_run_read(db, page, draw, &run, &fault) != RC_OK)
                return fprintf(stderr, "draw: %s\n", fault.detail), 1;
            int64_t begin = now_us();
            if (store_run_read(db, page, ask, &run, &fault) != RC_OK)
                return fprintf(stderr, "%s: %s\n", queries[q].name, fault.detail), 1;
            spent[i] = now_us() - begin;
            rows += run.asked.rows;
            arena_reset(page);
        }
        qsort(spent, (size_t)times, sizeof *spent, compare);
        printf("%s %lld %lld %zu\n", queries[q].name, (long long)spent[times / 2],
               (long long)spent[times * 99 / 100], rows / (size_t)times);
        fflush(stdout);
    }
    db_close(db);
    store_close(store);
    return 0;
}
