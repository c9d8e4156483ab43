/*
 * A year of changes: promises of the sample. Today is 24 November 2026, the roster is that of 1
 * December 2025.
 */
#include "unit.h"

#include <sys/resource.h>

#include "sample/sample.h"

struct tally {
    int64_t rows, changes, new_year, leavings, bad_days, bad_numbers, last_rows, not_current;
    uint64_t digest;
};

static uint64_t digest(uint64_t at, struct str text) {
    for (size_t i = 0; i < text.len; i++) at = (at ^ (unsigned char)text.ptr[i]) * 0x100000001b3u;
    return (at ^ 0x1f) * 0x100000001b3u;
}

static day_count today(void) {
    return day_at(2026, 11, 24);
}

static enum rc tally_row(void *context, const struct sample_row *row) {
    (void)row;
    ((struct tally *)context)->rows++;
    return RC_OK;
}

static enum rc tally_change(void *context, day_count day, const struct sample_row *row) {
    struct tally *t = context;
    struct national_number back;
    bool new_year = day == day_at(2026, 9, 1);
    const struct enrolment_facts *f = &row->facts;
    t->changes++;
    t->new_year += new_year;
    t->leavings += f->end_day <= day;
    t->bad_days += day > today() || (day_of_week(day) > 4 && !new_year) || f->begin_day > day ||
                   f->end_day < f->begin_day || f->end_day < day - 1 ||
                   f->end_day > school_year_end(day);
    t->bad_numbers += row->has_number && national_number_read((struct str){row->number.digits, 11},
                                                              today(), &back) != RC_OK;
    t->digest = digest(digest(digest(t->digest, f->last_name), f->first_name), f->class_code) ^
                (uint64_t)day;
    return RC_OK;
}

static enum rc tally_last(void *context, const struct sample_row *row) {
    struct tally *t = context;
    t->last_rows++;
    t->not_current += row->facts.begin_day > today() || row->facts.end_day < today();
    return RC_OK;
}

static struct tally run_year(int schools, int64_t pupils, uint64_t seed) {
    struct tally t = {.rows = 0};
    const struct sample_options options = {.schools = schools,
                                           .pupils = pupils,
                                           .seed = seed,
                                           .today = day_at(2025, 12, 1),
                                           .until = today()};
    const struct sample_sink sink = {
        .row = tally_row, .change = tally_change, .last = tally_last, .context = &t};
    assert_int_equal(sample_each(&options, &sink, NULL), RC_OK);
    return t;
}

static void number_of_pupils_stays_stable(void **state) {
    (void)state;
    enum { PUPILS = 30000 };
    struct tally a = run_year(100, PUPILS, 7), again = run_year(100, PUPILS, 7),
                 b = run_year(100, PUPILS, 8);
    assert_true(a.digest == again.digest && a.digest != b.digest);
    assert_int_equal(a.rows, PUPILS);
    assert_int_equal(a.bad_days + a.bad_numbers + a.not_current, 0);
    assert_in_range(a.last_rows, PUPILS * 95 / 100, PUPILS * 110 / 100);
    assert_in_range(a.new_year, PUPILS * 90 / 100, PUPILS * 110 / 100);
    assert_in_range(a.changes - a.new_year, PUPILS * 5 / 100, PUPILS * 20 / 100);
    assert_in_range(a.leavings, PUPILS / 100, PUPILS * 10 / 100);
}

static long cpu_ms(const struct rusage *usage) {
    return usage->ru_utime.tv_sec * 1000 + usage->ru_utime.tv_usec / 1000;
}

/* Measured at about 2 s of CPU. */
static void a_region_uses_constant_memory(void **state) {
    (void)state;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    struct tally t = run_year(4000, 1200000, 1);
    getrusage(RUSAGE_SELF, &after);
    long took = cpu_ms(&after) - cpu_ms(&before);
    print_message("%lld changes in %ld ms of CPU, peak memory + %ld KiB\n", (long long)t.changes,
                  took, after.ru_maxrss - before.ru_maxrss);
    assert_int_equal(t.bad_days + t.bad_numbers + t.not_current, 0);
    assert_true(took < 8000);
    assert_true(after.ru_maxrss - before.ru_maxrss < 4096);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_region_uses_constant_memory),
                                       cmocka_unit_test(number_of_pupils_stays_stable)};
    return cmocka_run_group_tests_name("sample_year", tests, unit_setup, unit_teardown);
}
