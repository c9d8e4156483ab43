/* Rows of sample rosters, read back through the reader that every roster passes. */
#include "sample_world.h"

#include <fcntl.h>

#include "format/roster.h"
#include "sample/person.h"
#include "sample/sample.h"

/* What the roster reader gives for the file. */
struct reading {
    struct world *world;
    int64_t rows;
    size_t first_school; /* accepted rows of school 2 */
    struct roster_row kept[SAMPLE_FIRST_SCHOOL_PUPILS];
    bool rolls[100000]; /* of the school being read */
    int school;
    int64_t roll_twice, not_current, schools;
};

static enum rc keep_row(void *context, const struct roster_row *row) {
    struct reading *r = context;
    r->rows++;
    if (row->school != r->school) {
        memset(r->rolls, 0, sizeof r->rolls);
        r->schools++;
    }
    r->school = row->school;
    r->roll_twice += r->rolls[row->facts.roll_number];
    r->rolls[row->facts.roll_number] = true;
    r->not_current += row->facts.begin_day > r->world->today ||
                      row->facts.end_day != school_year_end(r->world->today);
    if (row->school != 2 || r->first_school == COUNT(r->kept)) return RC_OK;
    struct roster_row *kept = &r->kept[r->first_school++];
    *kept = *row;
    kept->facts.first_name = str_copy(r->world->arena, row->facts.first_name);
    kept->facts.last_name = str_copy(r->world->arena, row->facts.last_name);
    kept->facts.group_name = str_copy(r->world->arena, row->facts.group_name);
    kept->facts.class_code = str_copy(r->world->arena, row->facts.class_code);
    return RC_OK;
}

static struct reading *read_back(struct world *w, int schools, int64_t pupils, uint64_t seed) {
    const struct sample_options options = {
        .schools = schools, .pupils = pupils, .seed = seed, .today = w->today};
    struct fault fault = {.line = 0};
    assert_int_equal(sample_write(&options, w->folder, &fault), RC_OK);
    struct reading *r = ARENA_NEW(w->arena, struct reading);
    r->world = w;
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = w->rules,
                                         .today = w->today,
                                         .row = keep_row,
                                         .context = r};
    struct roster_messages *messages = ARENA_NEW(w->arena, struct roster_messages);
    struct str ignored = S("?");
    int fd = open(str_c(w->arena, str_format(w->arena, "%s/leerlingen.csv", w->folder)),
                  O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    enum rc rc = roster_read_fd(w->arena, fd, &reader, messages, &ignored);
    close(fd);
    for (size_t i = 0; i < messages->count && i < 5; i++)
        print_message("line %d: %.*s\n", messages->items[i].line,
                      STR_ARG(roster_message_text(w->arena, &messages->items[i])));
    assert_int_equal(rc, RC_OK);
    assert_int_equal(ignored.len, 0);
    return r;
}

static void every_row_is_a_valid_roster_row(void **state) {
    struct world *w = *state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct reading *r = read_back(w, 60, 20000, seed);
        assert_int_equal(r->rows, 20000);
        assert_int_equal(r->schools, 60);
        assert_int_equal(r->roll_twice, 0);
        assert_int_equal(r->not_current, 0);
    }
}

static void contains_the_manuals_pupils(void **state) {
    static const struct {
        const char *first, *last;
        int64_t roll_number;
        const char *group;
    } rows[] = {
        {"Ivica", "Cauberghs", 945, "1e lj 3e gr Wetenschappen-wiskunde ASO"},
        {"Keshab", "Caubergs", 50105, "2e lj 3e gr Mechan. vormgevingstech. TSO"},
        {"Eben-Ezer", "Charneux", 77270, "1e lj 2e gr Houttechnieken TSO"},
        {"Manao", "Colignon", 5695, "1e lj 3e gr Latijn-wiskunde ASO"},
        {"Franci", "Daeleman", 89914, "2e lj 2e gr Wetenschappen ASO"},
        {"Borel", "Daelemans", 55602, "3de leerjaar"},
        {"Wilhelmina", "Daniëls", 3362, "1e lj 3e gr Latijn-wiskunde ASO"},
        {"Mac", "Daoust", 1961, "1e lj 3e gr Wetenschappen-wiskunde ASO"},
        {"Süheda", "Carabin", 4412, "4de leerjaar"},
        {"Aurelian", "Appels", 61230, "2e lj 3e gr Elektri.installatietechn.TSO"},
        {"Abdulghani", "Bogdan", 7028, "6de leerjaar"},
    };
    struct reading *r = read_back(*state, 1, 200, 1);
    assert_int_equal(r->first_school, 200);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int found = 0;
        for (size_t k = 0; k < r->first_school; k++) {
            const struct enrolment_facts *f = &r->kept[k].facts;
            if (f->roll_number != rows[i].roll_number) continue;
            found++;
            assert_true(str_eq(f->first_name, str_of(rows[i].first)));
            assert_true(str_eq(f->last_name, str_of(rows[i].last)));
            assert_true(str_eq(f->group_name, str_of(rows[i].group)));
            assert_true(r->kept[k].has_number);
        }
        assert_int_equal(found, 1);
    }
    day_count ivica;
    assert_int_equal(day_of_date((struct date){2007, 3, 19}, &ivica), RC_OK);
    assert_int_equal(r->kept[0].facts.birth_day, ivica);
    assert_int_equal(r->kept[0].facts.sex, 1);
}

static struct str list_key(struct world *w, const struct enrolment_facts *f) {
    return text_sort_key(
        w->arena, w->rules,
        str_format(w->arena, "%.*s, %.*s", STR_ARG(f->last_name), STR_ARG(f->first_name)));
}

static int families_missed(struct world *w, struct name_list families) {
    struct str from = text_sort_key(w->arena, w->rules, S("Cauberghs")),
               to = text_sort_key(w->arena, w->rules, S("Daoust, Mac"));
    int missed = 0;
    for (size_t i = 0; i < families.count; i++) {
        struct str key = text_sort_key(w->arena, w->rules, str_of(families.names[i]));
        bool inside = str_cmp(key, from) >= 0 && str_cmp(key, to) <= 0;
        if (inside && !person_in_manual_stretch(families.names[i]))
            print_message("missed: %s\n", families.names[i]);
        missed += inside && !person_in_manual_stretch(families.names[i]);
    }
    return missed;
}

static void recognises_names_to_exclude(void **state) {
    for (size_t i = 0; i < origin_count(); i++) {
        assert_int_equal(families_missed(*state, origin_at(i)->families), 0);
        assert_int_equal(families_missed(*state, origin_at(i)->families_of_girls), 0);
    }
    assert_false(person_in_manual_stretch("Peeters"));
}

/*
 * Sorted by name, the manual's pupils are consecutive: its first eight rows, from Cauberghs to
 * Daoust.
 */
static void no_pupil_sorts_between_the_manuals_pupils(void **state) {
    struct world *w = *state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct reading *r = read_back(w, 1, 200, seed);
        int between = 0;
        struct str from = list_key(w, &r->kept[0].facts), to = list_key(w, &r->kept[7].facts);
        for (size_t i = 0; i < r->first_school; i++) {
            struct str key = list_key(w, &r->kept[i].facts);
            bool inside = str_cmp(key, from) >= 0 && str_cmp(key, to) <= 0;
            between += inside;
            if (inside && i > 7)
                print_message("%.*s stands between them\n", STR_ARG(r->kept[i].facts.last_name));
        }
        assert_int_equal(between, 8);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_a_valid_roster_row),
        cmocka_unit_test(contains_the_manuals_pupils),
        cmocka_unit_test(recognises_names_to_exclude),
        cmocka_unit_test(no_pupil_sorts_between_the_manuals_pupils),
    };
    return cmocka_run_group_tests_name("sample_rows", tests, setup, teardown);
}
