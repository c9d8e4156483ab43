/*
 * Contract of the store on either engine: migrations, transactions, failures, concurrency. The
 * groups use separate ids.
 */
#include <pthread.h>
#include <unistd.h>

#include "suite.h"

/* ---- migrations ---- */

static void migrates_once(void **state) {
    (void)state;
    int applied = -1;
    assert_rc(store_migrate(db, 1000, &applied, &fault), RC_OK);
    assert_int_equal(applied, schema_step_count);
    assert_rc(store_migrate(db, 2000, &applied, &fault), RC_OK);
    assert_int_equal(applied, 0);
}

static void rejects_a_newer_schema(void **state) {
    (void)state;
    int applied = -1;
    assert_rc(raw("INSERT INTO schema_step (number, name, digest, applied_ms) VALUES (9999, 'of "
                  "tomorrow', 'x', 1)"),
              RC_OK);
    assert_rc(store_migrate(db, 1000, &applied, &fault), RC_CONFLICT);
    assert_non_null(strstr(fault.detail, "newer"));
    assert_int_equal(applied, -1);
    assert_rc(raw("DELETE FROM schema_step WHERE number = 9999"), RC_OK);
}

static void rejects_a_modified_schema(void **state) {
    (void)state;
    int applied = -1;
    char back[200];
    snprintf(back, sizeof back, "UPDATE schema_step SET digest = '%s' WHERE number = 1",
             schema_steps[0].digest);
    assert_rc(raw("UPDATE schema_step SET digest = 'another' WHERE number = 1"), RC_OK);
    assert_rc(store_migrate(db, 1000, &applied, &fault), RC_CONFLICT);
    assert_rc(raw(back), RC_OK);
    assert_rc(store_migrate(db, 1000, &applied, &fault), RC_OK);
}

/* ---- transactions ---- */

struct writing {
    struct arena *arena;
    int64_t first; /* id of the first pupil */
    int count;
    bool history; /* one row for each */
    int runs, retries;
    size_t takes; /* bytes allocated from the arena, before pupil number takes_at */
    int takes_at;
    enum rc answer; /* result after the writes */
    int64_t found;
};

static enum rc write_pupils(struct tx *tx, void *context) {
    struct writing *w = context;
    w->runs++;
    for (int i = 0; i <= w->count; i++) {
        int64_t id = w->first + i;
        if (i == w->takes_at && w->takes > 0) arena_alloc(w->arena, w->takes);
        if (i == w->count) break;
        const struct history_entry entry = {
            .subject_id = id, .at_ms = 5, .event = 8, .source = S("127.0.0"), .detail = S("d")};
        TRY(sql_pupil_insert(tx, id, (struct str){NULL, 0}, S("Jan"), S("Peeters"), 1, SQL_NULL, 0,
                             0, NULL));
        if (w->history) TRY(history_add(tx, w->arena, &entry));
    }
    if (w->retries-- > 0) return RC_RETRY;
    return w->answer;
}

static enum rc count_pupils(struct tx *tx, void *context) {
    struct writing *w = context;
    w->found = 0;
    for (int i = 0; i < w->count; i++) {
        struct sql_pupil_get_row row;
        enum rc rc = sql_pupil_get(tx, w->arena, w->first + i, &row);
        ENSURE(rc == RC_OK || rc == RC_NONE, rc);
        w->found += rc == RC_OK;
    }
    return RC_OK;
}

static int64_t pupils_there(int64_t first, int count) {
    struct writing w = {.arena = arena, .first = first, .count = count};
    assert_rc(store_run_read(db, arena, count_pupils, &w, &fault), RC_OK);
    return w.found;
}

static void commits_all_or_nothing(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum history_rule rule;
        bool history;
        int retries;
        enum rc answer, rc;
        int runs;
    } rows[] = {
        {"good", HISTORY_REQUIRED, true, 0, RC_OK, RC_OK, 1},
        {"no history though required", HISTORY_REQUIRED, false, 0, RC_OK, RC_BUG, 1},
        {"no history, none required", HISTORY_NONE, false, 0, RC_OK, RC_OK, 1},
        {"refused at the end", HISTORY_REQUIRED, true, 0, RC_INVALID, RC_INVALID, 1},
        {"nothing to do", HISTORY_REQUIRED, true, 0, RC_NONE, RC_NONE, 1},
        {"twice again", HISTORY_REQUIRED, true, 2, RC_OK, RC_OK, 3},
        {"again for ever", HISTORY_REQUIRED, true, 1000, RC_OK, RC_RETRY, 12},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct writing w = {.arena = arena,
                            .first = 1000 + 10 * (int64_t)i,
                            .count = 3,
                            .history = rows[i].history,
                            .retries = rows[i].retries,
                            .answer = rows[i].answer};
        enum rc rc = store_run_write(db, arena, rows[i].rule, write_pupils, &w, &fault);
        if (rc != rows[i].rc || w.runs != rows[i].runs)
            fail_msg("row '%s': %s after %d runs", rows[i].name, rc_name(rc), w.runs);
        assert_int_equal(pupils_there(w.first, 3), rc == RC_OK ? 3 : 0);
    }
}

/*
 * A transaction that exceeds the limit of its arena, at its begin, in the middle or with its last
 * row, is rolled back; the next one works.
 */
static void ends_at_the_memory_limit(void **state) {
    (void)state;
    enum { LIMIT = 100000 };
    static const struct {
        const char *name;
        size_t before, inside; /* bytes */
        int at;
        enum rc rc;
    } rows[] = {
        {"below", 1000, 1000, 3, RC_OK},
        {"at the begin", 2 * LIMIT, 0, 0, RC_TOO_LARGE},
        {"at a statement", 0, 2 * LIMIT, 1, RC_TOO_LARGE},
        {"at the commit", 0, 2 * LIMIT, 3, RC_TOO_LARGE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *small = arena_create(LIMIT, false);
        struct writing w = {.arena = small,
                            .first = 1700 + 10 * (int64_t)i,
                            .count = 3,
                            .history = true,
                            .takes = rows[i].inside,
                            .takes_at = rows[i].at};
        if (rows[i].before > 0) arena_alloc(small, rows[i].before);
        enum rc rc = store_run_write(db, small, HISTORY_REQUIRED, write_pupils, &w, &fault);
        if (rc != rows[i].rc) fail_msg("row '%s': %s", rows[i].name, rc_name(rc));
        assert_int_equal(pupils_there(w.first, 3), rc == RC_OK ? 3 : 0);
        arena_destroy(small);
    }
}

static void read_transactions_cannot_write(void **state) {
    (void)state;
    if (!store_is_postgres(store))
        return; /* SQLite has no read-only transactions; readers of the program only select */
    struct writing w = {.arena = arena, .first = 1900, .count = 1, .history = true};
    enum rc rc = store_run_read(db, arena, write_pupils, &w, &fault);
    assert_true(rc != RC_OK);
    assert_int_equal(pupils_there(1900, 1), 0);
}

/*
 * Each database call of a bulk write fails once: it is committed completely or not at all, and the
 * next write works.
 */
static void survives_each_failing_call(void **state) {
    (void)state;
    enum { BULK = 20 };
    int failures = 0;
    for (int64_t nth = 1;; nth++) {
        struct writing w = {
            .arena = arena, .first = 10000 + nth * BULK, .count = BULK, .history = true};
        int64_t before = db_calls(db);
        db_fail_at(db, nth);
        enum rc rc = store_run_write(db, arena, HISTORY_REQUIRED, write_pupils, &w, &fault);
        db_fail_at(db, 0);
        assert_int_equal(pupils_there(w.first, BULK), rc == RC_OK ? BULK : 0);
        if (rc == RC_OK) {
            assert_true(db_calls(db) - before < nth + 1 + BULK + 1);
            break;
        }
        assert_rc(rc, RC_IO);
        assert_int_equal(strncmp(fault.detail, "injected", 8), 0);
        failures++;
    }
    assert_true(failures >= BULK * 3); /* begin, insert + last + insert for each, commit */
    struct writing w = {.arena = arena, .first = 90000, .count = 1, .history = true};
    assert_rc(store_run_write(db, arena, HISTORY_REQUIRED, write_pupils, &w, &fault), RC_OK);
}

/* ---- concurrency ---- */

enum { THREADS = 4, TURNS = 25 };

struct worker {
    int number;
    int done, won;
    int64_t got; /* in the last run */
    enum rc worst;
    struct db *db;
    struct arena *arena;
    int turn;
};

static enum rc race(struct tx *tx, void *context) {
    struct worker *w = context;
    char name[32];
    snprintf(name, sizeof name, "race-%d", w->turn);
    const struct history_entry entry = {
        .subject_id = 400000, .at_ms = w->turn, .event = 2, .source = S(""), .detail = S("")};
    TRY(sql_username_reserve(tx, str_of(name), 500000 + w->number, w->turn, &w->got));
    return history_add(tx, w->arena, &entry); /* all threads append to the same chain */
}

static void *run_worker(void *context) {
    struct worker *w = context;
    struct fault own;
    w->arena = arena_create(4 << 20, false);
    w->worst = db_open(store, &w->db, &own);
    for (w->turn = 0; w->turn < TURNS && w->worst == RC_OK; w->turn++) {
        enum rc rc = store_run_write(w->db, w->arena, HISTORY_REQUIRED, race, w, &own);
        w->won += rc == RC_OK && w->got == 1;
        if (rc != RC_OK) {
            w->worst = rc;
            print_error("thread %d: %s: %s\n", w->number, rc_name(rc), own.detail);
        }
        w->done += rc == RC_OK;
    }
    if (w->db != NULL) db_close(w->db);
    arena_destroy(w->arena);
    return NULL;
}

struct owners {
    int owned;
};

static enum rc count_owners(struct tx *tx, void *context) {
    struct owners *o = context;
    o->owned = 0;
    for (int turn = 0; turn < TURNS; turn++) {
        char name[32];
        struct sql_username_owner_row row;
        snprintf(name, sizeof name, "race-%d", turn);
        TRY(sql_username_owner(tx, arena, str_of(name), &row));
        o->owned += row.pupil_id >= 500000;
    }
    return RC_OK;
}

/*
 * Four connections reserve the same names and append to the same chain: each name has one owner,
 * who got RC_OK, and the chain is intact.
 */
static void usernames_have_one_owner(void **state) {
    (void)state;
    struct worker workers[THREADS] = {{.number = 0}};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run_worker, &workers[i]), 0);
    }
    int done = 0, won = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        done += workers[i].done;
        won += workers[i].won;
        assert_rc(workers[i].worst, RC_OK);
    }
    assert_int_equal(done, THREADS * TURNS);
    assert_int_equal(won, TURNS);
    struct owners o;
    assert_rc(store_run_read(db, arena, count_owners, &o, &fault), RC_OK);
    assert_int_equal(o.owned, TURNS);
    assert_int_equal(broken_at(400000), 0);
}

/* A reader sees one consistent state throughout its transaction while others write. */
struct still {
    struct db *other;
    int64_t before, after;
};

static enum rc read_twice(struct tx *tx, void *context) {
    struct still *s = context;
    struct sql_account_kinds_row row;
    struct sql_pupil_get_row pupil;
    TRY(sql_account_kinds(tx, arena, 1, &row));
    s->before = sql_pupil_get(tx, arena, 600000, &pupil) == RC_OK;
    struct writing w = {.arena = arena, .first = 600000, .count = 1, .history = true};
    TRY(store_run_write(s->other, arena, HISTORY_REQUIRED, write_pupils, &w, NULL));
    s->after = sql_pupil_get(tx, arena, 600000, &pupil) == RC_OK;
    return RC_OK;
}

static void readers_see_one_state(void **state) {
    (void)state;
    struct still s = {.before = -1};
    assert_rc(db_open(store, &s.other, &fault), RC_OK);
    assert_rc(store_run_read(db, arena, read_twice, &s, &fault), RC_OK);
    db_close(s.other);
    assert_int_equal(s.before, 0);
    assert_int_equal(s.after, 0);
    assert_int_equal(pupils_there(600000, 1), 1);
}

/* ---- connections ---- */

static void reconnects_after_a_lost_server(void **state) {
    (void)state;
    if (!store_is_postgres(store)) return;
    struct db *other;
    assert_rc(db_open(store, &other, &fault), RC_OK);
    assert_rc(raw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                  "current_database() AND pid <> pg_backend_pid()"),
              RC_OK);
    struct writing w = {.arena = arena, .first = 700000, .count = 2, .history = true};
    assert_rc(store_run_write(other, arena, HISTORY_REQUIRED, write_pupils, &w, &fault), RC_OK);
    assert_int_equal(pupils_there(700000, 2), 2);
    db_close(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrates_once),
        cmocka_unit_test(rejects_a_newer_schema),
        cmocka_unit_test(rejects_a_modified_schema),
        cmocka_unit_test(commits_all_or_nothing),
        cmocka_unit_test(ends_at_the_memory_limit),
        cmocka_unit_test(read_transactions_cannot_write),
        cmocka_unit_test(survives_each_failing_call),
        cmocka_unit_test(usernames_have_one_owner),
        cmocka_unit_test(readers_see_one_state),
        cmocka_unit_test(reconnects_after_a_lost_server),
    };
    return cmocka_run_group_tests_name("store", tests, setup, teardown);
}
