/*
 * Comparing a roster with the database: new, changed, moved, ended, unchanged; identifying persons;
 * the safety limit. Today is 24 November 2026.
 */
#include "unit.h"

#include "domain/roster_change.h"

/*
 * Days are counted from 1 September 2026, the first of the school year; today is day 84, the year
 * ends on day 364.
 */
enum { TODAY = 84, YEAR_END = 364, RUNS_MAX = 4 };

static day_count on(int day) {
    return day_at(2026, 9, 1) + day;
}

/* One enrolment of roll number 7 in the file or the database: pupil, group, from, to. */
struct run {
    int pupil;
    const char *group;
    int from, to;
};

static struct enrolment_facts facts_of(const struct run *run) {
    return (struct enrolment_facts){.roll_number = 7,
                                    .first_name = S("Jan"),
                                    .last_name = S("Peeters"),
                                    .official_first = S("Jan"),
                                    .official_last = S("Peeters"),
                                    .sex = 1,
                                    .birth_day = DAY_NONE,
                                    .group_name = str_of(run->group),
                                    .class_code = S(""),
                                    .site = S(""),
                                    .level = LEVEL_PRIMARY,
                                    .begin_day = on(run->from),
                                    .end_day = on(run->to)};
}

static size_t known_of(const struct run *runs, struct known_enrolment *known) {
    size_t count = 0;
    for (; count < RUNS_MAX && runs[count].group != NULL; count++)
        known[count] = (struct known_enrolment){.enrolment_id = (int64_t)count + 1,
                                                .pupil_id = runs[count].pupil,
                                                .facts = facts_of(&runs[count])};
    return count;
}

static size_t entries_of(const struct run *runs, struct roster_entry *entries) {
    size_t count = 0;
    for (; count < RUNS_MAX && runs[count].group != NULL; count++)
        entries[count] = (struct roster_entry){
            .pupil_id = runs[count].pupil, .facts = facts_of(&runs[count]), .line = (int)count};
    return count;
}

/*
 * "N" new, "C" changed, "M84" moved and closed on day 84, "E83" ended, "=" unchanged, in the order
 * of the result.
 */
static const char *written(const struct roster_change *changes, size_t count) {
    static const char letters[] = "NCME=";
    struct str text = S("");
    for (size_t i = 0; i < count; i++) {
        bool closes = changes[i].kind == CHANGE_MOVED || changes[i].kind == CHANGE_ENDED;
        struct str day = closes ? str_format(arena, "%d", changes[i].close_day - on(0)) : S("");
        text = str_format(arena, "%.*s%s%c%.*s", STR_ARG(text), i == 0 ? "" : " ",
                          letters[changes[i].kind], STR_ARG(day));
        assert_true(changes[i].kind == CHANGE_ENDED || changes[i].kind == CHANGE_UNCHANGED ||
                    changes[i].entry != NULL);
        assert_true(changes[i].kind != CHANGE_ENDED || changes[i].known != NULL);
        assert_true((changes[i].kind != CHANGE_CHANGED && changes[i].kind != CHANGE_MOVED) ||
                    changes[i].known != NULL);
    }
    return str_c(arena, text);
}

static void compares_one_roll_number(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct run known[RUNS_MAX], file[RUNS_MAX];
        const char *changes;
    } rows[] = {
        {"somebody new", {{0}}, {{0, "A", 0, YEAR_END}}, "N"},
        {"nothing changed", {{1, "A", 0, YEAR_END}}, {{1, "A", 0, YEAR_END}}, "="},
        {"gone from the file", {{1, "A", 0, YEAR_END}}, {{0}}, "E83"},
        {"ends earlier", {{1, "A", 0, YEAR_END}}, {{1, "A", 0, 100}}, "C"},
        {"another group, no date", {{1, "A", 0, YEAR_END}}, {{1, "B", 0, YEAR_END}}, "M83"},
        {"another group from a date", {{1, "A", 0, YEAR_END}}, {{1, "B", 60, YEAR_END}}, "M59"},
        {"moved, both rows in the file",
         {{1, "A", 0, YEAR_END}},
         {{1, "A", 0, 59}, {1, "B", 60, YEAR_END}},
         "C N"},
        {"the same file again",
         {{1, "B", 60, YEAR_END}},
         {{1, "A", 0, 59}, {1, "B", 60, YEAR_END}},
         "= ="},
        {"a row that ended before today, never known", {{0}}, {{0, "A", 0, 59}}, "="},
        {"left yesterday, as the file says", {{1, "A", 0, YEAR_END}}, {{1, "A", 0, 83}}, "E83"},
        {"today is the last day, as the file says",
         {{1, "A", 0, YEAR_END}},
         {{1, "A", 0, TODAY}},
         "E84"},
        {"today was the last day already", {{1, "A", 0, TODAY}}, {{1, "A", 0, TODAY}}, "="},
        {"left before the summer and comes back after it, both in the file",
         {{1, "A", 0, YEAR_END}},
         {{1, "A", 0, 83}, {1, "A", 200, YEAR_END}},
         "C N"},
        {"left, the next day", {{0}}, {{1, "A", 0, 83}}, "="},
        {"move told ahead", {{1, "A", 0, YEAR_END}}, {{1, "B", 100, YEAR_END}}, "M99"},
        {"move told ahead, the same file again",
         {{1, "A", 0, 99}, {1, "B", 100, YEAR_END}},
         {{1, "B", 100, YEAR_END}},
         "= ="},
        {"next year's list in the same group",
         {{1, "A", 0, YEAR_END}},
         {{1, "A", 365, 729}},
         "N ="},
        {"next year's list in another group", {{1, "A", 0, YEAR_END}}, {{1, "B", 365, 729}}, "N ="},
        {"another person under the roll number",
         {{1, "A", 0, YEAR_END}},
         {{2, "A", 0, YEAR_END}},
         "N E83"},
        {"next year's list, and this one leaves",
         {{1, "A", 0, YEAR_END}},
         {{2, "A", 365, 729}},
         "N ="},
        {"next year's list again without who was in it",
         {{1, "A", 0, YEAR_END}, {1, "A", 365, 729}},
         {{2, "A", 365, 729}},
         "N = E83"},
        {"a list of which one row has begun",
         {{1, "A", 0, YEAR_END}},
         {{2, "A", 365, 729}, {3, "B", TODAY, YEAR_END}},
         "N N E83"},
        {"a list that begins before this one leaves",
         {{1, "A", 0, YEAR_END}},
         {{2, "A", 100, YEAR_END}},
         "N E83"},
        {"comes back after leaving", {{0}}, {{1, "A", 70, YEAR_END}}, "N"},
        {"begins later than was said", {{1, "A", 0, YEAR_END}}, {{1, "A", 10, YEAR_END}}, "C"},
        {"moved, the file repeats 1 September, the next day",
         {{1, "A", 0, 83}, {1, "B", TODAY, YEAR_END}},
         {{1, "B", 0, YEAR_END}},
         "="},
        {"left, comes back under the old begin date",
         {{1, "A", 0, 70}},
         {{1, "A", 0, YEAR_END}},
         "N"},
        {"the same file again after coming back",
         {{1, "A", 0, 70}, {1, "A", 80, YEAR_END}},
         {{1, "A", 0, YEAR_END}},
         "="},
        {"moved twice on one day",
         {{1, "A", 0, 83}, {1, "B", TODAY, YEAR_END}},
         {{1, "C", 0, YEAR_END}},
         "M83"},
        {"another group before it begins",
         {{1, "A", 100, YEAR_END}},
         {{1, "B", 100, YEAR_END}},
         "M83"},
        {"an ended enrolment is neither ended again nor counted", {{1, "A", 0, 50}}, {{0}}, ""},
        {"two at once in one school",
         {{1, "A", 0, YEAR_END}, {1, "B", 0, YEAR_END}},
         {{1, "A", 0, YEAR_END}, {1, "B", 0, YEAR_END}},
         "= ="},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct known_enrolment known[RUNS_MAX];
        struct roster_entry entries[RUNS_MAX];
        size_t known_count = known_of(rows[i].known, known),
               entry_count = entries_of(rows[i].file, entries), count;
        struct roster_change *changes;
        struct change_counts counts;
        roster_changes(arena, on(TODAY), ROSTER_WHOLE, known, known_count, entries, entry_count,
                       &changes, &count, &counts);
        const char *got = written(changes, count);
        if (strcmp(got, rows[i].changes) != 0)
            fail_msg("row '%s': %s, want %s", rows[i].name, got, rows[i].changes);
        size_t current = 0;
        for (size_t k = 0; k < known_count; k++) current += known[k].facts.end_day >= on(TODAY);
        assert_int_equal(counts.current_before, current);
        assert_int_equal(
            counts.added + counts.changed + counts.moved + counts.ended + counts.unchanged, count);
    }
}

/* A change feed affects only the pupils that it contains. */
static void a_change_feed_affects_only_its_pupils(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct run known[RUNS_MAX], file[RUNS_MAX];
        const char *changes;
    } rows[] = {
        {"not in the feed", {{1, "A", 0, YEAR_END}}, {{0}}, ""},
        {"another class", {{1, "A", 0, YEAR_END}}, {{1, "B", TODAY, YEAR_END}}, "M83"},
        {"leaves", {{1, "A", 0, YEAR_END}}, {{1, "A", 0, 83}}, "E83"},
        {"one of two enrolments ends",
         {{1, "A", 0, YEAR_END}, {1, "B", 0, YEAR_END}},
         {{1, "B", 0, 83}},
         "E83"},
        {"another person under the roll number",
         {{1, "A", 0, YEAR_END}},
         {{2, "A", 0, YEAR_END}},
         "N"},
        {"next year", {{1, "A", 0, YEAR_END}}, {{1, "B", 365, 729}}, "N"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct known_enrolment known[RUNS_MAX];
        struct roster_entry entries[RUNS_MAX];
        size_t known_count = known_of(rows[i].known, known),
               entry_count = entries_of(rows[i].file, entries), count;
        struct roster_change *changes;
        struct change_counts counts;
        roster_changes(arena, on(TODAY), ROSTER_CHANGES, known, known_count, entries, entry_count,
                       &changes, &count, &counts);
        const char *got = written(changes, count);
        if (strcmp(got, rows[i].changes) != 0)
            fail_msg("row '%s': %s, want %s", rows[i].name, got, rows[i].changes);
        assert_int_equal(counts.current_before, known_count);
    }
}

/* Every field of an enrolment counts: a difference in that field alone is a change or a move. */
static void every_field_counts(void **state) {
    (void)state;
    const struct run run = {1, "A", 0, YEAR_END};
    for (int fact = 0; fact < 13; fact++) {
        struct known_enrolment known = {.enrolment_id = 1, .pupil_id = 1, .facts = facts_of(&run)};
        struct roster_entry entry = {.pupil_id = 1, .facts = facts_of(&run)};
        struct enrolment_facts *f = &entry.facts;
        switch (fact) {
            case 0: break;
            case 1: f->first_name = S("x"); break;
            case 2: f->last_name = S("x"); break;
            case 3: f->official_first = S("x"); break;
            case 4: f->official_last = S("x"); break;
            case 5: f->sex = 2; break;
            case 6: f->birth_day = 10000; break;
            case 7: f->group_number = 6246; break;
            case 8: f->level = LEVEL_SECONDARY; break;
            case 9: f->end_day--; break;
            case 10: f->group_name = S("x"); break;
            case 11: f->class_code = S("x"); break;
            case 12: f->site = S("x"); break;
        }
        struct roster_change *changes;
        struct change_counts counts;
        size_t count;
        roster_changes(arena, on(TODAY), ROSTER_WHOLE, &known, 1, &entry, 1, &changes, &count,
                       &counts);
        assert_int_equal(count, 1);
        assert_int_equal(changes[0].kind, fact == 0   ? CHANGE_UNCHANGED
                                          : fact < 10 ? CHANGE_CHANGED
                                                      : CHANGE_MOVED);
    }
}

/* What a row does not state stays as it was; what it states as none is cleared. */
static void keeps_what_a_row_does_not_state(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum roster_column column;
        enum roster_cell cell;
        const char *change; /* class, group number, site, begin and end of the result differ in */
    } rows[] = {
        {"no column for the class", COLUMN_CLASS, CELL_ABSENT, "="},
        {"class unreadable", COLUMN_CLASS, CELL_UNREADABLE, "="},
        {"class empty", COLUMN_CLASS, CELL_EMPTY, "M83"},
        {"class none", COLUMN_CLASS, CELL_NONE, "M83"},
        {"no column for the site", COLUMN_SITE, CELL_ABSENT, "="},
        {"site empty", COLUMN_SITE, CELL_EMPTY, "="},
        {"site none", COLUMN_SITE, CELL_NONE, "M83"},
        {"no group number", COLUMN_GROUP_NUMBER, CELL_ABSENT, "="},
        {"group number none", COLUMN_GROUP_NUMBER, CELL_NONE, "="},
        {"no end date", COLUMN_END, CELL_ABSENT, "="},
        {"end date empty", COLUMN_END, CELL_EMPTY, "="},
        {"end date unreadable", COLUMN_END, CELL_UNREADABLE, "="},
        {"end date open", COLUMN_END, CELL_NONE, "C"},
        {"no begin date", COLUMN_BEGIN, CELL_ABSENT, "="},
    };
    const struct run run = {1, "A", 10, 302};
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char cells[COLUMNS];
        memset(cells, CELL_VALUE, sizeof cells);
        cells[rows[i].column] = (unsigned char)rows[i].cell;
        struct known_enrolment known = {.enrolment_id = 1, .pupil_id = 1, .facts = facts_of(&run)};
        known.facts.class_code = S("4A");
        known.facts.site = S("Noord");
        known.facts.group_number = 6246;
        struct roster_entry entry = {.pupil_id = 1, .facts = known.facts, .cells = cells};
        struct enrolment_facts *f = &entry.facts;
        switch (rows[i].column) {
            case COLUMN_CLASS: f->class_code = S(""); break;
            case COLUMN_SITE: f->site = S(""); break;
            case COLUMN_GROUP_NUMBER: f->group_number = 0; break;
            case COLUMN_END: f->end_day = on(YEAR_END); break;
            case COLUMN_BEGIN: f->begin_day = on(0); break;
            default: fail();
        }
        struct roster_change *changes;
        struct change_counts counts;
        size_t count;
        roster_changes(arena, on(TODAY), ROSTER_WHOLE, &known, 1, &entry, 1, &changes, &count,
                       &counts);
        const char *got = written(changes, count);
        if (strcmp(got, rows[i].change) != 0)
            fail_msg("row '%s': %s, want %s", rows[i].name, got, rows[i].change);
    }
}

/* A move in a file that repeats its begin date leaves two enrolments that do not overlap. */
static void a_move_begins_on_the_day_of_the_file(void **state) {
    (void)state;
    const struct run was = {1, "A", 0, YEAR_END}, is = {1, "B", 0, YEAR_END};
    struct known_enrolment known = {.enrolment_id = 1, .pupil_id = 1, .facts = facts_of(&was)};
    struct roster_entry entry = {.pupil_id = 1, .facts = facts_of(&is)};
    struct roster_change *changes;
    struct change_counts counts;
    size_t count;
    roster_changes(arena, on(TODAY), ROSTER_WHOLE, &known, 1, &entry, 1, &changes, &count, &counts);
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].close_day, on(TODAY - 1));
    assert_int_equal(changes[0].entry->facts.begin_day, on(TODAY));
}

/* A school of 500 against a shuffled file: everyone is matched regardless of the order. */
static void order_does_not_matter(void **state) {
    (void)state;
    enum { SCHOOL = 500 };
    struct known_enrolment *known = ARENA_ARRAY(arena, struct known_enrolment, SCHOOL);
    struct roster_entry *entries = ARENA_ARRAY(arena, struct roster_entry, SCHOOL);
    const struct run run = {1, "A", 0, YEAR_END};
    for (int i = 0; i < SCHOOL; i++) {
        known[i] = (struct known_enrolment){
            .enrolment_id = i + 1, .pupil_id = i + 1, .facts = facts_of(&run)};
        known[i].facts.roll_number = i + 1;
        int other = i * 7 % SCHOOL;
        entries[i] = (struct roster_entry){.pupil_id = other + 1, .facts = facts_of(&run)};
        entries[i].facts.roll_number = other + 1;
    }
    entries[0].facts.roll_number = SCHOOL + 50; /* pupil 1 is missing, a new one is present */
    entries[0].pupil_id = 0;
    struct roster_change *changes;
    struct change_counts counts;
    size_t count;
    roster_changes(arena, on(TODAY), ROSTER_WHOLE, known, SCHOOL, entries, SCHOOL, &changes, &count,
                   &counts);
    assert_int_equal(counts.unchanged, SCHOOL - 1);
    assert_int_equal(counts.ended, 1);
    assert_int_equal(counts.added, 1);
}

static void the_limit_of_a_school_holds_endings_back(void **state) {
    (void)state;
    static const struct {
        const char *name;
        size_t ended, before, highest;
        int percent;
        bool holds;
    } rows[] = {
        {"exactly 15 %", 15, 100, 0, 15, false},
        {"one more", 16, 100, 0, 15, true},
        {"16 of 100, of 120 last week", 16, 100, 120, 15, false},
        {"empty school", 0, 0, 0, 15, false},
        {"nobody leaves", 0, 100, 0, 15, false},
        {"all of one", 1, 1, 0, 15, true},
        {"all of four", 4, 4, 0, 15, true},
        {"four of six", 4, 6, 0, 15, false},
        {"five of six", 5, 6, 0, 15, true},
        {"five of 33", 5, 33, 0, 15, true},
        {"five of 34", 5, 34, 0, 15, false},
        {"a hospital school", 40, 100, 0, 60, false},
        {"all of a hospital school", 100, 100, 0, 60, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct change_counts counts = {.ended = rows[i].ended,
                                             .current_before = rows[i].before};
        assert_row(rows[i].name, roster_holds_endings(&counts, rows[i].highest, rows[i].percent) ==
                                     rows[i].holds);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_one_roll_number),
        cmocka_unit_test(a_change_feed_affects_only_its_pupils),
        cmocka_unit_test(every_field_counts),
        cmocka_unit_test(keeps_what_a_row_does_not_state),
        cmocka_unit_test(a_move_begins_on_the_day_of_the_file),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(the_limit_of_a_school_holds_endings_back),
    };
    return cmocka_run_group_tests_name("roster_change", tests, unit_setup, unit_teardown);
}
