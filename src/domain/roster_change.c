#include "domain/roster_change.h"

#include <stdlib.h>

static int order_of(int64_t roll_a, day_count begin_a, int64_t roll_b, day_count begin_b) {
    if (roll_a != roll_b) return roll_a < roll_b ? -1 : 1;
    return begin_a < begin_b ? -1 : begin_a > begin_b;
}

static int compare_known(const void *left, const void *right) {
    const struct enrolment_facts *a = &((const struct known_enrolment *)left)->facts;
    const struct enrolment_facts *b = &((const struct known_enrolment *)right)->facts;
    return order_of(a->roll_number, a->begin_day, b->roll_number, b->begin_day);
}

static int compare_entries(const void *left, const void *right) {
    const struct enrolment_facts *a = &((const struct roster_entry *)left)->facts;
    const struct enrolment_facts *b = &((const struct roster_entry *)right)->facts;
    return order_of(a->roll_number, a->begin_day, b->roll_number, b->begin_day);
}

static bool same_place(const struct enrolment_facts *a, const struct enrolment_facts *b) {
    return str_eq(a->group_name, b->group_name) && str_eq(a->class_code, b->class_code) &&
           str_eq(a->site, b->site);
}

static bool same_person_data(const struct enrolment_facts *a, const struct enrolment_facts *b) {
    return str_eq(a->first_name, b->first_name) && str_eq(a->last_name, b->last_name) &&
           str_eq(a->official_first, b->official_first) &&
           str_eq(a->official_last, b->official_last) && a->sex == b->sex &&
           a->birth_day == b->birth_day;
}

static bool same_terms(const struct enrolment_facts *a, const struct enrolment_facts *b) {
    return a->level == b->level && a->group_number == b->group_number && a->end_day == b->end_day;
}

/*
 * A row without its own begin date has the first day of the school year; a running enrolment then
 * continues.
 */
static struct roster_change compare_enrolment(day_count today, const struct known_enrolment *known,
                                              const struct roster_entry *entry) {
    struct roster_change change = {.entry = entry, .known = known};
    const struct enrolment_facts *was = &known->facts, *is = &entry->facts;
    if (!same_place(was, is)) {
        change.kind = CHANGE_MOVED;
        change.close_day = is->begin_day > was->begin_day ? is->begin_day - 1 : today - 1;
        return change;
    }
    bool same = same_person_data(was, is) && same_terms(was, is) &&
                was->begin_day == is->begin_day && !entry->learns;
    change.kind = same ? CHANGE_UNCHANGED : CHANGE_CHANGED;
    return change;
}

static void count_change(struct change_counts *counts, enum change_kind kind) {
    switch (kind) {
        case CHANGE_NEW: counts->added++; return;
        case CHANGE_CHANGED: counts->changed++; return;
        case CHANGE_MOVED: counts->moved++; return;
        case CHANGE_ENDED: counts->ended++; return;
        case CHANGE_UNCHANGED: counts->unchanged++; return;
    }
}

enum { PAIRS_MAX = 64 };

/*
 * Tells whether a row belongs to a known enrolment. The passes go from the best to the weakest
 * match: same begin day in the same place; same begin day; overlap. An enrolment that ended before
 * the row begins is a different one.
 */
static bool matches_enrolment(int pass, const struct known_enrolment *known,
                              const struct roster_entry *entry) {
    const struct enrolment_facts *was = &known->facts, *is = &entry->facts;
    if (known->pupil_id != entry->pupil_id) return false;
    if (pass < 2) return was->begin_day == is->begin_day && (pass == 1 || same_place(was, is));
    return was->end_day >= is->begin_day && is->end_day >= was->begin_day;
}

/*
 * Finds a row of the same person that begins after the known enrolment ends. The file need not
 * repeat an enrolment that ends by itself.
 */
static const struct roster_entry *later_row(const struct known_enrolment *known,
                                            const struct roster_entry *entries, size_t count) {
    for (size_t e = 0; e < count; e++)
        if (entries[e].pupil_id == known->pupil_id &&
            entries[e].facts.begin_day > known->facts.end_day)
            return &entries[e];
    return NULL;
}

/*
 * Tells whether the row ends the enrolment: its end day is reached, and no other row of the person
 * begins later.
 */
static bool ends_enrolment(day_count today, const struct roster_change *change,
                           const struct roster_entry *entries, size_t count) {
    const struct enrolment_facts *was = &change->known->facts, *is = &change->entry->facts;
    if (change->kind != CHANGE_CHANGED || is->end_day > today || is->end_day >= was->end_day)
        return false;
    for (size_t e = 0; e < count; e++)
        if (entries[e].pupil_id == change->known->pupil_id &&
            entries[e].facts.begin_day > is->end_day)
            return false;
    return true;
}

/*
 * Compares the rows and the known enrolments of one roll number. A row that ended before today and
 * has no known enrolment is no change (only enrolments that end today or later are known).
 *   first_day  first day of the whole file when it is in the future; otherwise DAY_NONE
 */
static size_t merge_roll_number(day_count today, day_count first_day, enum roster_scope scope,
                                struct known_enrolment *known, size_t known_count,
                                struct roster_entry *entries, size_t entry_count,
                                struct roster_change *out) {
    size_t made = 0, pairs_max = known_count < PAIRS_MAX ? known_count : PAIRS_MAX;
    bool paired[PAIRS_MAX] = {false};
    for (size_t e = 0; e < entry_count; e++) {
        size_t found = known_count;
        for (int pass = 0; pass < 3 && found == known_count; pass++)
            for (size_t k = 0; k < pairs_max && found == known_count; k++)
                if (!paired[k] && matches_enrolment(pass, &known[k], &entries[e])) found = k;
        if (found < known_count) {
            paired[found] = true;
            struct roster_change change = compare_enrolment(today, &known[found], &entries[e]);
            if (ends_enrolment(today, &change, entries, entry_count)) {
                change.kind = CHANGE_ENDED;
                change.close_day = entries[e].facts.end_day;
            }
            out[made++] = change;
            continue;
        }
        bool over = entries[e].facts.end_day < today;
        out[made++] = (struct roster_change){.kind = over ? CHANGE_UNCHANGED : CHANGE_NEW,
                                             .entry = &entries[e]};
    }
    for (size_t k = 0; k < known_count && scope == ROSTER_WHOLE; k++) {
        if (k < pairs_max && paired[k]) continue;
        const struct roster_entry *next = later_row(&known[k], entries, entry_count);
        bool stays = next != NULL || known[k].facts.end_day < first_day;
        out[made++] = stays ? (struct roster_change){.kind = CHANGE_UNCHANGED,
                                                     .entry = next,
                                                     .known = &known[k]}
                            : (struct roster_change){
                                  .kind = CHANGE_ENDED, .known = &known[k], .close_day = today - 1};
    }
    return made;
}

/*
 * Returns the first day of a file whose enrolments all start in the future, such as next year's
 * roster in June; it does not tell who leaves before that day. Returns DAY_NONE for any other file.
 */
static day_count first_future_day(day_count today, const struct roster_entry *entries,
                                  size_t count) {
    day_count first = DAY_NONE;
    for (size_t e = 0; e < count; e++)
        if (first == DAY_NONE || entries[e].facts.begin_day < first)
            first = entries[e].facts.begin_day;
    return first > today ? first : DAY_NONE;
}

void roster_changes(struct arena *arena, day_count today, enum roster_scope scope,
                    struct known_enrolment *known, size_t known_count, struct roster_entry *entries,
                    size_t entry_count, struct roster_change **ret_changes, size_t *ret_count,
                    struct change_counts *ret_counts) {
    qsort(known, known_count, sizeof *known, compare_known);
    qsort(entries, entry_count, sizeof *entries, compare_entries);
    struct roster_change *changes =
        ARENA_ARRAY(arena, struct roster_change, known_count + entry_count);
    size_t made = 0, k = 0, e = 0;
    day_count first_day = first_future_day(today, entries, entry_count);
    while (k < known_count || e < entry_count) {
        bool from_known = e == entry_count || (k < known_count && known[k].facts.roll_number <=
                                                                      entries[e].facts.roll_number);
        int64_t roll = from_known ? known[k].facts.roll_number : entries[e].facts.roll_number;
        size_t k_end = k, e_end = e;
        while (k_end < known_count && known[k_end].facts.roll_number == roll) k_end++;
        while (e_end < entry_count && entries[e_end].facts.roll_number == roll) e_end++;
        made += merge_roll_number(today, first_day, scope, known + k, k_end - k, entries + e,
                                  e_end - e, changes + made);
        k = k_end;
        e = e_end;
    }
    struct change_counts counts = {.current_before = known_count};
    for (size_t i = 0; i < made; i++) count_change(&counts, changes[i].kind);
    *ret_changes = changes;
    *ret_count = made;
    *ret_counts = counts;
}

bool roster_brake(const struct change_counts *counts, int percent) {
    return counts->ended * 100 > counts->current_before * (size_t)percent;
}
