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

/* Tells whether the cell of a column keeps the stored value. */
static bool keeps(const struct roster_entry *entry, enum roster_column column) {
    return entry->cells != NULL &&
           roster_cell_effect(column, (enum roster_cell)entry->cells[column]) == CELL_KEEPS;
}

/* Completes a row with the values of its stored enrolment that the row does not state. Class and
 * group number belong to the group; they are not kept when the group changes. */
static void keep_unstated(const struct known_enrolment *known, struct roster_entry *entry) {
    const struct enrolment_facts *was = &known->facts;
    struct enrolment_facts *is = &entry->facts;
    bool same_group = str_eq(was->group_name, is->group_name);
    if (keeps(entry, COLUMN_CLASS) && same_group) is->class_code = was->class_code;
    if (keeps(entry, COLUMN_GROUP_NUMBER) && same_group) is->group_number = was->group_number;
    if (keeps(entry, COLUMN_SITE)) is->site = was->site;
    if (keeps(entry, COLUMN_BEGIN) && was->begin_day <= is->end_day) is->begin_day = was->begin_day;
    if (keeps(entry, COLUMN_END) && was->end_day >= is->begin_day) is->end_day = was->end_day;
}

/* Tells whether the person had an enrolment that ended before today and overlaps from..until. */
static bool was_enrolled(day_count today, const struct known_enrolment *known, size_t count,
                         int64_t pupil_id, day_count from, day_count until) {
    for (size_t k = 0; k < count; k++)
        if (known[k].pupil_id == pupil_id && known[k].facts.end_day < today &&
            known[k].facts.end_day >= from && known[k].facts.begin_day <= until)
            return true;
    return false;
}

/* Compares a row with its stored enrolment. The enrolment continues when the row repeats an earlier
 * begin date or has none. */
static struct roster_change compare_enrolment(day_count today, const struct known_enrolment *known,
                                              struct roster_entry *entry) {
    struct roster_change change = {.entry = entry, .known = known};
    const struct enrolment_facts *was = &known->facts;
    struct enrolment_facts *is = &entry->facts;
    if (!same_place(was, is)) {
        change.kind = CHANGE_MOVED;
        change.in_place = was->begin_day >= today && is->begin_day <= was->begin_day;
        bool dated = is->begin_day > was->begin_day;
        change.close_day = dated ? is->begin_day - 1 : today - 1;
        if (!dated) is->begin_day = change.in_place ? was->begin_day : today;
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

/* Tells whether a row belongs to a stored enrolment. The passes 0 to 2 go from the best to the
 * weakest match: same begin day and place; same begin day; overlap. An enrolment that ended before
 * the row begins is a different one. */
static bool matches_enrolment(int pass, const struct known_enrolment *known,
                              const struct roster_entry *entry) {
    const struct enrolment_facts *was = &known->facts, *is = &entry->facts;
    if (known->pupil_id != entry->pupil_id) return false;
    if (pass < 2) return was->begin_day == is->begin_day && (pass == 1 || same_place(was, is));
    return was->end_day >= is->begin_day && is->end_day >= was->begin_day;
}

/* Finds a row of the same person that begins after the stored enrolment ends. A file need not
 * repeat an enrolment that ends by itself. */
static const struct roster_entry *later_row(const struct known_enrolment *known,
                                            const struct roster_entry *entries, size_t count) {
    for (size_t e = 0; e < count; e++)
        if (entries[e].pupil_id == known->pupil_id &&
            entries[e].facts.begin_day > known->facts.end_day)
            return &entries[e];
    return NULL;
}

/* Tells whether the row ends the enrolment: its end day is reached, and no other row of the person
 * begins later. */
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

/* Finds the enrolment that a row continues; returns count when there is none. */
static size_t find_enrolment(day_count today, const struct known_enrolment *known, size_t count,
                             const bool *paired, const struct roster_entry *entry) {
    for (int pass = 0; pass < 3; pass++)
        for (size_t k = 0; k < count; k++)
            if (!paired[k] && known[k].facts.end_day >= today &&
                matches_enrolment(pass, &known[k], entry))
                return k;
    return count;
}

/* The rows and stored enrolments of one roll number. */
struct roll_group {
    day_count today;
    day_count first_day; /* of the file when it is in the future; otherwise DAY_NONE */
    struct known_enrolment *known;
    size_t known_count;
    struct roster_entry *entries;
    size_t entry_count;
};

static struct roster_change compare_row(const struct roll_group *g, size_t e, size_t found) {
    struct roster_entry *entry = &g->entries[e];
    struct enrolment_facts *is = &entry->facts;
    if (found == g->known_count) {
        bool over = is->end_day < g->today;
        if (!over && is->begin_day < g->today &&
            was_enrolled(g->today, g->known, g->known_count, entry->pupil_id, is->begin_day,
                         g->today))
            is->begin_day = g->today; /* back after an enrolment that the row would overlap */
        return (struct roster_change){.kind = over ? CHANGE_UNCHANGED : CHANGE_NEW, .entry = entry};
    }
    const struct known_enrolment *known = &g->known[found];
    keep_unstated(known, entry);
    if (is->begin_day < known->facts.begin_day &&
        was_enrolled(g->today, g->known, g->known_count, entry->pupil_id, is->begin_day,
                     known->facts.begin_day - 1))
        is->begin_day = known->facts.begin_day; /* moved or came back under the same begin date */
    struct roster_change change = compare_enrolment(g->today, known, entry);
    if (ends_enrolment(g->today, &change, g->entries, g->entry_count)) {
        change.kind = CHANGE_ENDED;
        change.close_day = is->end_day;
    }
    return change;
}

/* Compares one roll number. A row that ended before today without a current enrolment gives no
 * change. */
static size_t merge_roll_number(const struct roll_group *g, enum roster_scope scope,
                                struct roster_change *out) {
    size_t made = 0, pairs_max = g->known_count < PAIRS_MAX ? g->known_count : PAIRS_MAX;
    bool paired[PAIRS_MAX] = {false};
    for (size_t e = 0; e < g->entry_count; e++) {
        size_t found = find_enrolment(g->today, g->known, pairs_max, paired, &g->entries[e]);
        if (found < pairs_max) paired[found] = true;
        out[made++] = compare_row(g, e, found < pairs_max ? found : g->known_count);
    }
    for (size_t k = 0; k < g->known_count && scope == ROSTER_WHOLE; k++) {
        const struct known_enrolment *known = &g->known[k];
        if (known->facts.end_day < g->today || (k < pairs_max && paired[k])) continue;
        const struct roster_entry *next = later_row(known, g->entries, g->entry_count);
        bool stays = next != NULL || known->facts.end_day < g->first_day;
        out[made++] =
            stays ? (struct roster_change){.kind = CHANGE_UNCHANGED, .entry = next, .known = known}
                  : (struct roster_change){
                        .kind = CHANGE_ENDED, .known = known, .close_day = g->today - 1};
    }
    return made;
}

/* Returns the first day of a file whose enrolments all start in the future, such as next year's
 * roster in June. Such a file does not state who leaves before that day. Returns DAY_NONE for any
 * other file. */
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
        const struct roll_group group = {.today = today,
                                         .first_day = first_day,
                                         .known = known + k,
                                         .known_count = k_end - k,
                                         .entries = entries + e,
                                         .entry_count = e_end - e};
        made += merge_roll_number(&group, scope, changes + made);
        k = k_end;
        e = e_end;
    }
    struct change_counts counts = {0};
    for (size_t i = 0; i < known_count; i++)
        counts.current_before += known[i].facts.end_day >= today;
    for (size_t i = 0; i < made; i++) count_change(&counts, changes[i].kind);
    *ret_changes = changes;
    *ret_count = made;
    *ret_counts = counts;
}

bool roster_holds_endings(const struct change_counts *counts, size_t highest, int percent) {
    if (highest < counts->current_before) highest = counts->current_before;
    if (counts->ended == 0) return false;
    if (counts->ended >= counts->current_before) return true;
    return counts->ended >= LIMIT_ENDINGS && counts->ended * 100 > highest * (size_t)percent;
}

void roster_counts_add(struct change_counts *sum, const struct change_counts *counts) {
    sum->added += counts->added;
    sum->changed += counts->changed;
    sum->moved += counts->moved;
    sum->ended += counts->ended;
    sum->unchanged += counts->unchanged;
    sum->current_before += counts->current_before;
}
