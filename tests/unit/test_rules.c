/*
 * National numbers, ids, account life cycle, permissions, the history catalogue, day
 * boundaries.
 */
#include "unit.h"

#include "domain/account_life.h"
#include "domain/history.h"
#include "domain/id.h"
#include "domain/national_number.h"
#include "domain/rights.h"
#include "domain/session_life.h"
#include "domain/throttle.h"

static void checks_national_numbers(void **state) {
    (void)state;
    static const struct {
        const char *typed;
        int year; /* of today */
        enum rc rc;
    } rows[] = {
        {"85073003328", 2026, RC_OK},
        {"17073003384", 2026, RC_OK},
        {"88022999990", 2026, RC_OK},
        {"10022517377", 2026, RC_OK},
        {"15031510997", 2026, RC_OK},
        {"98472899765", 2026, RC_OK},
        {"01490700185", 2026, RC_OK},
        {"88222999936", 2026, RC_OK},
        {"08222999934", 2026, RC_OK},
        {"88422999979", 2026, RC_OK},
        {"08422999977", 2026, RC_OK},
        {"12345678901", 2026, RC_INVALID},
        {"88022999970", 2026, RC_INVALID},
        {"85.07.30-033.28", 2026, RC_OK},
        {" 85 07 30 033 28 ", 2026, RC_OK},
        {"17073003384", 2016, RC_INVALID}, /* born in a future year */
        {"17073003384", 2017, RC_OK},
        {"8507300332", 2026, RC_INVALID},
        {"850730033280", 2026, RC_INVALID},
        {"", 2026, RC_INVALID},
        {"8507300332x", 2026, RC_INVALID},
        {"85/07/30/03328", 2026, RC_INVALID},
        {"00000000000", 2026, RC_INVALID},
        {"00000000097", 2026, RC_INVALID},
        {"85000003306", 2026, RC_OK},      /* month and day unknown */
        {"85133003370", 2026, RC_INVALID}, /* month 13 */
        {"85333003316", 2026, RC_INVALID}, /* month 33: a bis number of month 13 */
        {"85673003360", 2026, RC_INVALID}, /* month 67: either 20 or 40 is added, never both */
        {"85073203365", 2026, RC_INVALID}, /* day 32 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct national_number number;
        assert_row(rows[i].typed,
                   national_number_read(str_of(rows[i].typed), day_at(rows[i].year, 9, 1),
                                        &number) == rows[i].rc);
    }
    struct national_number number;
    assert_rc(national_number_read(S("85.07.30-033.28"), day_at(2026, 1, 1), &number), RC_OK);
    assert_memory_equal(number.digits, "85073003328", 11);
}

static void one_wrong_digit_is_detected(void **state) {
    (void)state;
    static const char good[] = "85073003328";
    int accepted = 0;
    for (int at = 0; at < 11; at++)
        for (char digit = '0'; digit <= '9'; digit++) {
            char typed[12];
            memcpy(typed, good, sizeof typed);
            if (typed[at] == digit) continue;
            typed[at] = digit;
            struct national_number number;
            accepted += national_number_read(str_of(typed), day_at(2026, 1, 1), &number) == RC_OK;
        }
    assert_int_equal(accepted, 0);
}

static void writes_and_reads_ids(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t id; /* 0: rejected */
    } rows[] = {
        {"0000000000001", 1},
        {"000000000000z", 31},
        {"7zzzzzzzzzzzz", INT64_MAX},
        {"8000000000000", 0},
        {"0000000000000", 0},
        {"zzzzzzzzzzzzz", 0},
        {"000000000000i", 0},
        {"000000000000Z", 0},
        {"000000000001", 0},
        {"00000000000001", 0},
        {"", 0},
        {"000000000000-", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t id = 0;
        assert_row(rows[i].text,
                   (id_parse(str_of(rows[i].text), &id) == RC_OK) == (rows[i].id != 0) &&
                       id == rows[i].id);
        if (id != 0) assert_str(id_text(arena, id), rows[i].text);
    }
    int64_t id;
    assert_rc(id_parse((struct str){"000000\0000001", 13}, &id), RC_INVALID);
    uint64_t seed = 3;
    const struct random random = random_seeded(&seed);
    for (int i = 0; i < 1000; i++) {
        int64_t drawn = id_draw(&random);
        assert_true(drawn > 0);
        assert_rc(id_parse(id_text(arena, drawn), &id), RC_OK);
        assert_true(id == drawn);
    }
}

static void account_life_cycle(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool has;
        int64_t inactive_ms;
        day_count last_end, today;
        enum account_status status;
        bool may_deactivate, may_activate;
    } rows[] = {
        {"none", false, -1, 100, 50, STATUS_NO_ACCOUNT, false, false},
        {"running", true, -1, 100, 50, STATUS_ACTIVE, true, false},
        {"on its last day", true, -1, 100, 100, STATUS_ACTIVE, true, false},
        {"the day after", true, -1, 100, 101, STATUS_INACTIVE, false, false},
        {"stopped by staff", true, 0, 100, 50, STATUS_INACTIVE, false, true},
        {"stopped, then ended", true, 1, 100, 101, STATUS_INACTIVE, false, false},
        {"never enrolled", true, -1, DAY_NONE, 50, STATUS_INACTIVE, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum account_status status =
            account_status(rows[i].has, rows[i].inactive_ms, rows[i].last_end, rows[i].today);
        assert_row(rows[i].name, status == rows[i].status);
        assert_row(rows[i].name, account_may_deactivate(status) == rows[i].may_deactivate);
        assert_row(rows[i].name, account_may_activate(status, rows[i].last_end, rows[i].today) ==
                                     rows[i].may_activate);
    }
    assert_true(account_may_undo_create(1000, false, 1000 + UNDO_CREATE_MS - 1));
    assert_false(account_may_undo_create(1000, false, 1000 + UNDO_CREATE_MS));
    assert_false(account_may_undo_create(1000, true, 1001));
    static const struct {
        enum level level;
        int override;
        enum account_type type;
    } types[] = {
        {LEVEL_PRE_PRIMARY, 0, ACCOUNT_BASIC},
        {LEVEL_PRIMARY, 0, ACCOUNT_BASIC},
        {LEVEL_SECONDARY, 0, ACCOUNT_ADVANCED},
        {LEVEL_HIGHER, 0, ACCOUNT_ADVANCED},
        {LEVEL_UNKNOWN, 0, ACCOUNT_ADVANCED},
        {LEVEL_SECONDARY, ACCOUNT_BASIC, ACCOUNT_BASIC},
        {LEVEL_PRIMARY, ACCOUNT_ADVANCED, ACCOUNT_ADVANCED},
    };
    for (size_t i = 0; i < COUNT(types); i++)
        assert_int_equal(account_type_for(types[i].level, types[i].override), types[i].type);
}

static void history_events_have_texts(void **state) {
    (void)state;
    int known = 0;
    for (int event = -5; event < 200; event++) known += history_key(event) != NULL;
    assert_true(known >= 33);
    assert_string_equal(history_key(HISTORY_CREATED), "history.created");
    assert_string_equal(history_key(VISIT_LIST_WITH_SECRETS), "visit.list_with_secrets");
    assert_null(history_key(0));
    for (int a = 0; a < 200; a++)
        for (int b = 0; b < a; b++)
            if (history_key(a) != NULL && history_key(b) != NULL)
                assert_string_not_equal(history_key(a), history_key(b));
}

/* The last millisecond before a Brussels day and its first one, in summer and winter time. */
/*
 * The list asks the store only for names with more than 2 consecutive failures or more than 9 today
 * (throttle_put), so nobody else may be paused. Staff see the pause from the first wait on, for at
 * least a quarter of an hour.
 */
static void accounts_that_need_help_are_found(void **state) {
    (void)state;
    size_t needing = 0;
    for (enum throttle_pool pool = 0; pool < POOL_COUNT; pool++) {
        struct throttle_state s = {.pool = pool};
        int64_t now = INT64_C(1700000000000), wait;
        for (int attempt = 0; attempt < 80; attempt++) {
            bool help = throttle_needs_help(pool, &s.account, now);
            needing += help;
            assert_row("beyond the condition of the query",
                       !help || s.account.failures > 2 || s.account.day_failures > 9);
            assert_row("seen from the first wait on", help || s.account.not_before_ms <= now);
            if (s.account.not_before_ms > now) now = s.account.not_before_ms;
            enum throttle_verdict verdict = throttle_reserve(&s, now, &wait);
            if (verdict == THROTTLE_ALLOW) throttle_fail(&s);
            if (verdict == THROTTLE_BUSY) now += wait;
            if (attempt % 27 == 26) throttle_succeed(&s, false, now);
        }
    }
    assert_true(needing > 0);
}

static void days_begin_in_brussels(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int year, month, day, hours_before_utc_midnight;
    } rows[] = {
        {"winter", 2026, 1, 15, 1},
        {"summer", 2026, 7, 1, 2},
        {"the day summer begins", 2026, 3, 29, 1},
        {"the day after", 2026, 3, 30, 2},
        {"the day winter begins", 2026, 10, 25, 2},
        {"the day after that", 2026, 10, 26, 1},
        {"new year", 2027, 1, 1, 1},
        {"end of the school year", 2026, 8, 31, 2},
        {"leap day", 2024, 2, 29, 1},
        {"new century", 2000, 1, 1, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        day_count day = day_at(rows[i].year, rows[i].month, rows[i].day);
        int64_t start = (int64_t)day * 86400000 - rows[i].hours_before_utc_midnight * 3600000;
        assert_row(rows[i].name, day_start_ms(day) == start);
        assert_row(rows[i].name, day_of_ms(start) == day);
        assert_row(rows[i].name, day_of_ms(start - 1) == day - 1);
    }
    for (day_count day = day_at(1996, 1, 1); day < day_at(2100, 1, 1); day++) {
        assert_int_equal(day_of_ms(day_start_ms(day)), day);
        assert_int_equal(day_of_ms(day_start_ms(day) - 1), day - 1);
    }
    assert_int_equal(school_year_end(day_at(2026, 8, 31)), day_at(2026, 8, 31));
    assert_int_equal(school_year_end(day_at(2026, 9, 1)), day_at(2027, 8, 31));
    assert_str(school_year_name(arena, day_at(1999, 9, 1)), "1999-00");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_national_numbers),
        cmocka_unit_test(one_wrong_digit_is_detected),
        cmocka_unit_test(writes_and_reads_ids),
        cmocka_unit_test(account_life_cycle),
        cmocka_unit_test(history_events_have_texts),
        cmocka_unit_test(accounts_that_need_help_are_found),
        cmocka_unit_test(days_begin_in_brussels),
    };
    return cmocka_run_group_tests_name("rules", tests, unit_setup, unit_teardown);
}
