/* Base modules: text, numbers, days, arenas. Tables of named rows. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "unit.h"

#ifdef LEERID_SANITIZED
#include <sanitizer/asan_interface.h>
#endif

static void folds_names(void **state) {
    (void)state;
    static const struct {
        const char *text, *fold, *latin;
    } rows[] = {
        {"Ömer", "omer", "omer"},
        {"Süheda", "suheda", "suheda"},
        {"Daniëls", "daniels", "daniels"},
        {"O'Brien", "obrien", "o'brien"},
        {"D’Hondt", "dhondt", "d'hondt"},
        {"Weiß", "weiss", "weiss"},
        {"Łukasz", "lukasz", "lukasz"},
        {"Yıldız", "yildiz", "yildiz"},
        {"İpek", "ipek", "ipek"},
        {"\u0220ele", "nele",
         "nele"}, /* a capital letter whose plain form exists only for its lower-case letter */
        {"Søren", "soren", "soren"},
        {"Дмитрий", "дмитрии", "dmitrij"},
        {"Γιώργος", "γιωργος", "giorgos"},
        {"MARIE-CLAIRE", "marie-claire", "marie-claire"},
        {"", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_str(text_fold(arena, rules, str_of(rows[i].text)), rows[i].fold);
        assert_str(text_latin(arena, rules, str_of(rows[i].text)), rows[i].latin);
    }
}

static void validates_input_text(void **state) {
    (void)state;
    static const struct {
        struct str bytes;
        enum text_flaw flaw;
        const char *clean;
    } rows[] = {
        {{"  Anna   Maria ", 15}, TEXT_FINE, "Anna Maria"},
        {{"e\xcc\x81ric", 6}, TEXT_FINE, "éric"},
        {{"a\0b", 3}, TEXT_CONTROL, NULL},
        {{"a\xff", 2}, TEXT_NOT_UTF8, NULL},
        {{"a\xe2\x80\xae"
          "b",
          5},
         TEXT_CONTROL,
         NULL}, /* right-to-left override */
        {{"a\nb", 3}, TEXT_CONTROL, NULL},
        {{"\xc0\xaf", 2}, TEXT_NOT_UTF8, NULL},     /* overlong */
        {{"\xed\xa0\x80", 3}, TEXT_NOT_UTF8, NULL}, /* surrogate */
        {{"12345678901", 11}, TEXT_TOO_LONG, NULL},
        {{"", 0}, TEXT_FINE, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str clean = S("");
        assert_int_equal(text_clean(arena, rows[i].bytes, 10, &clean), rows[i].flaw);
        if (rows[i].flaw == TEXT_FINE) assert_str(clean, rows[i].clean);
    }
}

static void removes_invisible_characters(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *clean;
    } rows[] = {
        {"An\xe2\x80\x8b"
         "na",
         "Anna"}, /* zero width space */
        {"An\xc2\xad"
         "na",
         "Anna"}, /* soft hyphen */
        {"\xef\xbb\xbf"
         "Anna",
         "Anna"}, /* byte order mark */
        {"a\xe2\x80\xae"
         "b",
         "ab"}, /* right-to-left override */
        {"e\xe2\x80\x8b\xcc\x81ric",
         "éric"}, /* composed after the invisible character is removed */
        {"\xd9\x85\xe2\x80\x8c\xd9\x86", "م\u200cن"}, /* a joiner is kept */
        {"\xe2\x80\x8b", ""},
        {"Anna", "Anna"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str clean = S("");
        assert_int_equal(text_clean(arena, text_visible(arena, str_of(rows[i].bytes)), 10, &clean),
                         TEXT_FINE);
        assert_str(clean, rows[i].clean);
    }
    assert_str(text_visible(arena, S("a\xff")), "a\xff"); /* validated later */
}

static void sorts_in_dutch_order(void **state) {
    (void)state;
    static const char *const order[] = {"Aerts", "Ärzte", "Charneux", "De Smet", "Éloy", "Zeeman"};
    for (size_t i = 1; i < COUNT(order); i++)
        assert_true(str_cmp(text_sort_key(arena, rules, str_of(order[i - 1])),
                            text_sort_key(arena, rules, str_of(order[i]))) < 0);
}

static void counts_days(void **state) {
    (void)state;
    for (day_count day = -100000; day < 100000; day++) {
        day_count back;
        assert_int_equal(day_of_date(day_to_date(day), &back), RC_OK);
        assert_int_equal(back, day);
    }
    day_count day;
    assert_int_equal(day_of_date((struct date){2023, 2, 29}, &day), RC_INVALID);
    assert_int_equal(day_of_date((struct date){2024, 2, 29}, &day), RC_OK);
    assert_int_equal(day_of_date((struct date){2007, 3, 19}, &day), RC_OK);
    assert_int_equal(day_of_week(day), 0);
    assert_int_equal(day_of_date((struct date){2026, 11, 24}, &day), RC_OK);
    assert_str(school_year_name(arena, day), "2026-27");
    assert_str(day_iso(arena, school_year_end(day)), "2027-08-31");
    assert_str(day_iso(arena, school_year_begin(day)), "2026-09-01");
    assert_str(day_iso(arena, school_year_begin(school_year_begin(day))), "2026-09-01");
    assert_str(day_iso(arena, school_year_begin(school_year_begin(day) - 1)), "2025-09-01");
}

static void applies_summer_time(void **state) {
    (void)state;
    static const struct {
        int64_t at_ms;
        int day, hour;
    } rows[] = {
        {1774745999000, 29, 1}, /* 2026-03-29 00:59:59 UTC */
        {1774746000000, 29, 3}, /* 2026-03-29 01:00:00 UTC */
        {1792889999000, 25, 2}, /* 2026-10-25 00:59:59 UTC */
        {1792890000000, 25, 2}, /* this hour occurs twice */
        {1792893600000, 25, 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct local_time local = day_local_of_ms(rows[i].at_ms);
        assert_int_equal(local.date.day, rows[i].day);
        assert_int_equal(local.hour, rows[i].hour);
    }
    for (day_count day = 20000; day < 21000; day++) {
        assert_int_equal(day_of_ms(day_start_ms(day)), day);
        assert_int_equal(day_of_ms(day_start_ms(day) - 1), day - 1);
    }
}

static void reads_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum rc rc;
        int64_t number;
    } rows[] = {
        {"0", RC_OK, 0},        {"-5", RC_OK, -5},     {"100", RC_OK, 100},
        {"101", RC_INVALID, 0}, {"", RC_INVALID, 0},   {"-", RC_INVALID, 0},
        {"1a", RC_INVALID, 0},  {" 1", RC_INVALID, 0}, {"99999999999999999999", RC_INVALID, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t number = 0;
        assert_int_equal(str_to_i64(str_of(rows[i].text), -10, 100, &number), rows[i].rc);
        if (rows[i].rc == RC_OK) assert_int_equal(number, rows[i].number);
    }
}

static void encodes_bytes(void **state) {
    (void)state;
    uint64_t seed = 7;
    struct random random = random_seeded(&seed);
    for (size_t len = 0; len < 40; len++) {
        unsigned char bytes[40], back[40];
        random_fill(&random, bytes, len);
        assert_int_equal(base64url_decode(base64url_encode(arena, bytes, len), back, len), RC_OK);
        assert_memory_equal(bytes, back, len);
        assert_int_equal(hex_decode(hex_encode(arena, bytes, len), back, len), RC_OK);
        assert_memory_equal(bytes, back, len);
    }
    unsigned char back[2];
    assert_int_equal(base64url_decode(S("AB"), back, 1), RC_INVALID); /* non-zero unused bits */
    assert_str(base64url_encode(arena, "\xff\xff\xff", 3), "____");
}

static void random_is_uniform(void **state) {
    (void)state;
    uint64_t seed = 1;
    struct random random = random_seeded(&seed);
    int count[7] = {0};
    for (int i = 0; i < 70000; i++) count[random_below(&random, 7)]++;
    for (int i = 0; i < 7; i++) assert_in_range(count[i], 9600, 10400);
}

static void buffers_have_a_maximum(void **state) {
    (void)state;
    struct buf buf = buf_make(arena, 10);
    buf_c(&buf, "12345");
    buf_i64(&buf, 67890);
    assert_false(buf.overflow);
    buf_char(&buf, 'x');
    assert_true(buf.overflow);
    assert_str(buf_view(&buf), "1234567890");
}

static void arenas_rewind_to_a_mark(void **state) {
    (void)state;
    struct arena *scratch = arena_create(10 << 20, true);
    arena_alloc(scratch, 100);
    struct arena_mark mark = arena_mark(scratch);
    size_t before = arena_used(scratch);
    for (int i = 0; i < 100; i++) arena_alloc(scratch, 50000);
    assert_rc(arena_rewind(scratch, mark), RC_OK);
    assert_int_equal(arena_used(scratch), before);
    arena_reset(scratch);
    assert_int_equal(arena_used(scratch), 0);
    for (int i = 0; i < 1000; i++) assert_int_equal(((char *)arena_alloc(scratch, 64))[63], 0);
    arena_destroy(scratch);
}

/* A mark that no longer exists is rejected, also when new memory has its address. */
static void arenas_reject_stale_marks(void **state) {
    (void)state;
    enum step { END, FILL, LITTLE, MARK, MARK_ELDER, RESET, REWIND_ELDER };
    static const struct {
        const char *name;
        enum step steps[8];
        enum rc rc;
    } rows[] = {
        {"nothing happened", {LITTLE, MARK, LITTLE}, RC_OK},
        {"an empty arena", {MARK}, RC_OK},
        {"an empty arena that grew", {MARK, FILL, LITTLE}, RC_OK},
        {"blocks came", {LITTLE, MARK, FILL, FILL}, RC_OK},
        {"reset", {LITTLE, MARK, RESET}, RC_BUG},
        {"reset and filled again", {LITTLE, MARK, RESET, LITTLE, LITTLE}, RC_BUG},
        {"reset of more blocks", {FILL, FILL, MARK, RESET, FILL, FILL}, RC_BUG},
        {"an elder mark", {LITTLE, MARK_ELDER, FILL, FILL, MARK, REWIND_ELDER}, RC_BUG},
        {"an elder mark, filled again",
         {LITTLE, MARK_ELDER, FILL, FILL, MARK, REWIND_ELDER, FILL, FILL},
         RC_BUG},
        {"an elder mark of the same block",
         {LITTLE, MARK_ELDER, LITTLE, LITTLE, MARK, REWIND_ELDER},
         RC_BUG},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *scratch = arena_create(10 << 20, true);
        struct arena_mark mark = {0}, elder = {0};
        for (const enum step *step = rows[i].steps; *step != END; step++) {
            if (*step == FILL || *step == LITTLE) arena_alloc(scratch, *step == FILL ? 65536 : 100);
            if (*step == MARK) mark = arena_mark(scratch);
            if (*step == MARK_ELDER) elder = arena_mark(scratch);
            if (*step == RESET) arena_reset(scratch);
            if (*step == REWIND_ELDER) assert_rc(arena_rewind(scratch, elder), RC_OK);
        }
        size_t before = arena_used(scratch);
        enum rc rc = arena_rewind(scratch, mark);
        assert_row(rows[i].name, rc == rows[i].rc);
        assert_row(rows[i].name, arena_used(scratch) == (rc == RC_OK ? mark.total : before));
        memset(arena_alloc(scratch, 200000), 1, 200000);
        arena_destroy(scratch);
    }
}

/* Beyond the limit memory is still allocated, and arena_is_over() reports it. */
static void arenas_report_their_limit(void **state) {
    (void)state;
    struct arena *scratch = arena_create(1000, false);
    struct arena_mark mark = arena_mark(scratch);
    memset(arena_alloc(scratch, 900), 1, 900);
    assert_false(arena_is_over(scratch));
    memset(arena_alloc(scratch, 1 << 20), 1, 1 << 20);
    assert_true(arena_is_over(scratch));
    assert_rc(arena_rewind(scratch, mark), RC_OK);
    assert_false(arena_is_over(scratch));
    arena_destroy(scratch);
}

/* B26: when the wall clock is set, durations continue and approach the new time gradually. */
static void steady_clock_absorbs_clock_changes(void **state) {
    (void)state;
    enum { S = 1000, M = 60 * S };
    static const int64_t hour = INT64_C(3600) * S, start = INT64_C(1700000000) * S;
    const struct {
        const char *name;
        int64_t off, passed, expected; /* wall clock relative to its expected value; time passed;
                                          expected relative to start */
    } rows[] = {
        {"nothing", 0, 5 * S, 5 * S},
        {"a second on", S, 5 * S, 6 * S},
        {"a second back", -S, 5 * S, 4 * S},
        {"a leap second", -S, 0, -S},
        {"five hours on", 5 * hour, S, 2 * S},
        {"an hour back", -hour, S, 0},
        {"a year on", 8760 * hour, M, 2 * M},
        {"a year back", -8760 * hour, M, 0},
        {"five hours on, five hours later", 5 * hour, 5 * hour, 10 * hour},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (steady_step(start, rows[i].passed, start + rows[i].passed + rows[i].off) !=
            start + rows[i].expected)
            fail_msg("row '%s'", rows[i].name);
    int64_t value = start, wall = start + 5 * hour; /* read every second */
    int looks = 0;
    for (; value < wall && looks < 100000; looks++) value = steady_step(value, S, wall += S);
    assert_in_range(looks, 5 * 3600 - 61, 5 * 3600);
    struct steady_clock clock;
    steady_clock_open(&clock);
    const struct clock steady = clock_steady(&clock), real = clock_system();
    int64_t difference = clock_now_ms(&steady) - clock_now_ms(&real);
    assert_true(difference > -S && difference < S);
    clock.value_ms -= 5 * hour; /* as if the wall clock had been set five hours ahead since */
    difference = clock_now_ms(&steady) - clock_now_ms(&real);
    assert_true(difference < -5 * hour + 10 * S && difference > -5 * hour - 10 * S);
}

/* Under AddressSanitizer, gaps between allocations and freed memory are poisoned. */
static void freed_memory_is_poisoned(void **state) {
    (void)state;
#ifdef __has_feature
#if __has_feature(address_sanitizer)
    struct arena *own = arena_create(1 << 20, false);
    char *first = arena_alloc(own, 5);
    struct arena_mark mark = arena_mark(own);
    char *second = arena_alloc(own, 16);
    assert_false(__asan_address_is_poisoned(first + 4));
    assert_true(__asan_address_is_poisoned(first + 5));
    assert_true(__asan_address_is_poisoned(second + 16));
    assert_rc(arena_rewind(own, mark), RC_OK);
    assert_true(__asan_address_is_poisoned(second));
    arena_destroy(own);
#endif
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freed_memory_is_poisoned),
        cmocka_unit_test(steady_clock_absorbs_clock_changes),
        cmocka_unit_test(folds_names),
        cmocka_unit_test(validates_input_text),
        cmocka_unit_test(removes_invisible_characters),
        cmocka_unit_test(sorts_in_dutch_order),
        cmocka_unit_test(counts_days),
        cmocka_unit_test(applies_summer_time),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(encodes_bytes),
        cmocka_unit_test(random_is_uniform),
        cmocka_unit_test(buffers_have_a_maximum),
        cmocka_unit_test(arenas_rewind_to_a_mark),
        cmocka_unit_test(arenas_reject_stale_marks),
        cmocka_unit_test(arenas_report_their_limit),
    };
    return cmocka_run_group_tests(tests, unit_setup, unit_teardown);
}
