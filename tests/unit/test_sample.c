/* Sample rosters: their promises, checked with the roster reader. */
#include "sample_world.h"

#include <sys/resource.h>

#include "format/roster.h"
#include "sample/person.h"
#include "sample/sample.h"

/* Totals of a run. */
struct tally {
    struct world *world;
    int64_t rows, with_number, of_school_2;
    int schools, schools_before_first_row;
    struct str school_name;
    uint64_t digest;
    int64_t *numbers; /* national numbers in order of appearance; may be NULL */
    bool check_numbers, check_groups;
    int64_t bad_numbers, bad_levels, bad_ages, level_count[5], structure_count[400], newcomers,
        twins, long_names, not_ascii, other_scripts;
    day_count birth_before;
    char last_before[200];
};

static uint64_t digest(uint64_t at, struct str text) {
    for (size_t i = 0; i < text.len; i++) at = (at ^ (unsigned char)text.ptr[i]) * 0x100000001b3u;
    return (at ^ 0x1f) * 0x100000001b3u;
}

static enum rc tally_school(void *context, const struct sample_school *school) {
    struct tally *t = context;
    if (t->rows == 0) t->schools_before_first_row++;
    if (t->schools++ == 0) t->school_name = str_copy(t->world->arena, school->name);
    return RC_OK;
}

static void tally_number(struct tally *t, const struct sample_row *row) {
    if (!row->has_number) return;
    struct national_number back;
    struct str digits = {row->number.digits, sizeof row->number.digits};
    struct date born = day_to_date(row->facts.birth_day);
    char start[40];
    snprintf(start, sizeof start, "%02d%02d%02d", born.year % 100, born.month % 100,
             born.day % 100);
    bool bis = row->number.digits[2] >= '4';
    if (national_number_read(digits, t->world->today, &back) != RC_OK) t->bad_numbers++;
    if (memcmp(start, digits.ptr, 2) != 0 || memcmp(start + 4, digits.ptr + 4, 2) != 0)
        t->bad_numbers++;
    if (!bis && memcmp(start, digits.ptr, 6) != 0) t->bad_numbers++;
    if ((digits.ptr[8] - '0') % 2 != row->facts.sex % 2) t->bad_numbers++;
    if (t->numbers != NULL &&
        str_to_i64(digits, 0, INT64_MAX, &t->numbers[t->with_number]) != RC_OK)
        t->bad_numbers++;
    t->with_number++;
}

/*
 * Compares the age in the calendar year in which the school year begins with the range of the
 * level.
 */
static void tally_age(struct tally *t, const struct sample_row *row) {
    static const struct {
        int from, to;
    } ages[] = {
        [LEVEL_PRE_PRIMARY] = {2, 7}, [LEVEL_PRIMARY] = {6, 14}, [LEVEL_SECONDARY] = {12, 21}};
    int age = day_to_date(school_year_end(t->world->today)).year - 1 -
              day_to_date(row->facts.birth_day).year;
    if (age < ages[row->facts.level].from || age > ages[row->facts.level].to) t->bad_ages++;
}

static enum rc tally_row(void *context, const struct sample_row *row) {
    struct tally *t = context;
    const struct enrolment_facts *f = &row->facts;
    t->rows++;
    t->of_school_2 += row->school.value == 2;
    t->level_count[f->level]++;
    t->structure_count[row->structure]++;
    if (t->check_numbers) {
        tally_number(t, row);
        tally_age(t, row);
    }
    if (t->check_groups) {
        struct arena_mark mark = arena_mark(t->world->arena);
        if (level_of_group(text_fold(t->world->arena, t->world->rules, f->group_name),
                           LEVELS_ANY) != 1U << f->level)
            t->bad_levels++;
        (void)!arena_rewind(t->world->arena, mark);
    }
    char last[200];
    snprintf(last, sizeof last, "%.*s", STR_ARG(f->last_name));
    t->twins += f->birth_day == t->birth_before && strcmp(last, t->last_before) == 0;
    t->birth_before = f->birth_day;
    memcpy(t->last_before, last, sizeof last);
    t->newcomers += str_contains(f->group_name, S("OKAN"));
    t->long_names +=
        text_length(f->first_name) + text_length(f->last_name) > 49; /* username longer than 50 */
    t->not_ascii += (unsigned char)f->last_name.ptr[0] >= 0x80 ||
                    (f->last_name.len > 1 && (unsigned char)f->last_name.ptr[1] >= 0x80);
    t->other_scripts += (unsigned char)f->last_name.ptr[0] >= 0xce; /* Greek and later scripts */
    t->digest = digest(digest(digest(t->digest, f->first_name), f->last_name), f->group_name);
    t->digest = digest(t->digest, row->has_number ? (struct str){row->number.digits, 11} : S(""));
    t->digest = (t->digest ^ (uint64_t)f->roll_number ^ ((uint64_t)row->school.value << 20)) *
                0x100000001b3u;
    return RC_OK;
}

static struct tally run(struct world *w, struct tally with, int schools, int64_t pupils,
                        uint64_t seed) {
    struct tally t = with;
    t.world = w;
    const struct sample_options options = {
        .schools = schools, .pupils = pupils, .seed = seed, .today = w->today};
    const struct sample_sink sink = {.school = tally_school, .row = tally_row, .context = &t};
    assert_int_equal(sample_each(&options, &sink, NULL), RC_OK);
    return t;
}

static void gives_the_requested_number(void **state) {
    static const struct {
        int schools;
        int64_t pupils;
    } rows[] = {{1, 200}, {2, 201},   {2, 1000},    {2, 20200},
                {5, 204}, {12, 4000}, {100, 30000}, {300, 600}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tally t = run(*state, (struct tally){.rows = 0}, rows[i].schools, rows[i].pupils, 1);
        assert_int_equal(t.rows, rows[i].pupils);
        assert_int_equal(t.schools, rows[i].schools);
        assert_int_equal(t.schools_before_first_row, 1);
        assert_int_equal(t.of_school_2, 200);
        assert_string_equal(t.school_name.ptr, "BRUSSEL-STAD - TEST School 2 (2)");
    }
}

static void rejects_impossible_options(void **state) {
    static const struct {
        int schools;
        int64_t pupils;
    } rows[] = {{0, 200},  {-1, 200},  {1, 199},         {1, 201},       {2, 200},
                {10, 208}, {2, 20201}, {20001, 1000000}, {4000, 2000001}};
    struct world *w = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fault fault = {.line = 0};
        const struct sample_options options = {
            .schools = rows[i].schools, .pupils = rows[i].pupils, .today = w->today};
        assert_int_equal(sample_each(&options, &(struct sample_sink){.row = tally_row}, &fault),
                         RC_INVALID);
        assert_true(strlen(fault.detail) > 10);
    }
}

static void depends_on_the_seed_only(void **state) {
    struct tally a = run(*state, (struct tally){.rows = 0}, 40, 9000, 7),
                 again = run(*state, (struct tally){.rows = 0}, 40, 9000, 7);
    struct tally b = run(*state, (struct tally){.rows = 0}, 40, 9000, 8);
    assert_true(a.digest == again.digest);
    assert_true(a.digest != b.digest);
}

static int compare_i64(const void *left, const void *right) {
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void resembles_flemish_schools(void **state) {
    struct world *w = *state;
    enum { PUPILS = 100000 };
    int64_t *numbers = ARENA_ARRAY(w->arena, int64_t, PUPILS);
    struct tally t =
        run(w, (struct tally){.numbers = numbers, .check_numbers = true, .check_groups = true}, 330,
            PUPILS, 3);
    assert_int_equal(t.bad_numbers, 0);
    assert_int_equal(t.bad_levels, 0);
    assert_in_range(t.bad_ages, 0, 1); /* the manual's pupil with a fixed birthday */
    static const int structures[] = {111, 121, 211, 221, 311, 321};
    for (size_t i = 0; i < COUNT(structures); i++)
        assert_true(t.structure_count[structures[i]] > 300);
    assert_true(t.newcomers > 100);
    assert_in_range(t.twins, PUPILS / 100, PUPILS / 40);
    assert_in_range(t.long_names, 20, 2000);
    assert_in_range(t.other_scripts, PUPILS / 250, PUPILS / 50);
    assert_in_range(t.rows - t.with_number, PUPILS / 100, PUPILS / 20);
    qsort(numbers, (size_t)t.with_number, sizeof *numbers, compare_i64);
    int64_t twice = 0, thrice = 0;
    for (int64_t i = 1; i < t.with_number; i++) {
        twice += numbers[i] == numbers[i - 1];
        thrice += i > 1 && numbers[i] == numbers[i - 2];
    }
    assert_in_range(twice, PUPILS / 1000, PUPILS / 100); /* second enrolments */
    assert_true(thrice < twice / 10);
}

/* Measured at about 3 s; the bound allows for a busy machine. */
static int64_t processor_ms(const struct rusage *usage) {
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * INT64_C(1000) +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
}

static void a_region_takes_seconds(void **state) {
    struct world *w = *state;
    const struct sample_options options = {
        .schools = 4000, .pupils = 1200000, .seed = 1, .today = w->today};
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    assert_int_equal(sample_write(&options, w->folder, NULL), RC_OK);
    getrusage(RUSAGE_SELF, &after);
    int64_t took =
        processor_ms(&after) - processor_ms(&before); /* processor time, independent of the load */
    print_message("1,200,000 rows in %lld ms of processor, peak memory + %ld KiB\n",
                  (long long)took, after.ru_maxrss - before.ru_maxrss);
    assert_true(took < 10000);
    assert_true(after.ru_maxrss - before.ru_maxrss < 4096);
    struct tally t = run(w, (struct tally){.check_numbers = true}, 4000, 1200000, 1);
    assert_int_equal(t.bad_numbers, 0);
    assert_in_range(t.rows - t.with_number, t.rows / 100,
                    t.rows / 40); /* no birthday runs out of serial numbers */
}

static void names_the_file_it_cannot_write(void **state) {
    struct world *w = *state;
    struct fault fault = {.line = 0};
    const struct sample_options options = {.schools = 1, .pupils = 200, .today = w->today};
    assert_int_equal(sample_write(&options, "/dev/null/folder", &fault), RC_IO);
    assert_non_null(strstr(fault.detail, "/dev/null/folder"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_takes_seconds), /* first, while peak memory is low */
        cmocka_unit_test(gives_the_requested_number),
        cmocka_unit_test(rejects_impossible_options),
        cmocka_unit_test(depends_on_the_seed_only),
        cmocka_unit_test(resembles_flemish_schools),
        cmocka_unit_test(names_the_file_it_cannot_write),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
