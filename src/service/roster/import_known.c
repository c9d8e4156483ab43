/* Loads the data that the rows of a school are compared with: pupils by roll number, and the owners
 * of national numbers. */
#include <stdlib.h>

#include "service/roster/import_known.h"
#include "store/queries.h"

enum { ASKED_AT_ONCE = 32 };

static day_count day_or_none(int64_t day) {
    return day == SQL_NULL ? DAY_NONE : (day_count)day;
}

static int compare_holders(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->roll_number != b->roll_number) return a->roll_number < b->roll_number ? -1 : 1;
    return (a->end_day < b->end_day) - (a->end_day > b->end_day);
}

static int compare_owners(const void *left, const void *right) {
    const struct owner *a = left, *b = right;
    int order = str_cmp(a->mac, b->mac);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static enum rc read_questions(struct import_finding *f) {
    struct import_work *w = f->w;
    struct sql_roster_questions_row *rows;
    TRY(sql_roster_questions(w->tx, w->arena, w->school, &rows, &f->question_count));
    f->questions = ARENA_ARRAY(w->arena, struct question, f->question_count);
    for (size_t i = 0; i < f->question_count; i++)
        f->questions[i] = (struct question){.pupil_id = rows[i].pupil_id,
                                            .other_id = rows[i].other_id,
                                            .kind = (enum question_kind)rows[i].kind,
                                            .said = rows[i].said,
                                            .answer = (enum question_answer)rows[i].answer};
    return RC_OK;
}

/* Adds the pupils of the schools that this school succeeds. */
static void add_former(struct import_finding *f, const struct sql_roster_former_row *rows,
                       size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct sql_roster_former_row *r = &rows[i];
        f->holders[f->holder_count++] =
            (struct holder){.roll_number = r->roll_number,
                            .pupil_id = r->pupil_id,
                            .end_day = (day_count)r->end_day,
                            .mac = r->national_mac,
                            .first_name = r->first_name,
                            .last_name = r->last_name,
                            .official = {r->official_first, r->official_last, (int)r->sex,
                                         day_or_none(r->birth_day), (int)r->official_school,
                                         (enum number_kind)r->number_kind},
                            .former = true};
    }
}

enum rc import_known_read(struct import_finding *f) {
    struct import_work *w = f->w;
    struct sql_roster_known_row *rows;
    struct sql_roster_former_row *former;
    size_t count, former_count;
    TRY(sql_roster_known(w->tx, w->arena, w->school, &rows, &count));
    TRY(sql_roster_former(w->tx, w->arena, w->school, &former, &former_count));
    w->known = ARENA_ARRAY(w->arena, struct known_enrolment, count);
    f->holders = ARENA_ARRAY(w->arena, struct holder, count + former_count);
    add_former(f, former, former_count);
    for (size_t i = 0; i < count; i++) {
        const struct sql_roster_known_row *r = &rows[i];
        f->holders[f->holder_count++] =
            (struct holder){.roll_number = r->roll_number,
                            .pupil_id = r->pupil_id,
                            .end_day = (day_count)r->end_day,
                            .mac = r->national_mac,
                            .first_name = r->first_name,
                            .last_name = r->last_name,
                            .official = {r->official_first, r->official_last, (int)r->sex,
                                         day_or_none(r->birth_day), (int)r->official_school,
                                         (enum number_kind)r->number_kind}};
        w->known[w->known_count++] = (struct known_enrolment){
            .enrolment_id = r->enrolment_id,
            .pupil_id = r->pupil_id,
            .facts = {.roll_number = r->roll_number,
                      .first_name = r->first_name,
                      .last_name = r->last_name,
                      .official_first = r->official_first,
                      .official_last = r->official_last,
                      .sex = (int)r->sex,
                      .birth_day = day_or_none(r->birth_day),
                      .group_number = r->group_number == SQL_NULL ? 0 : r->group_number,
                      .group_name = r->group_name,
                      .class_code = r->class_code,
                      .site = r->site,
                      .level = (enum level)r->level,
                      .begin_day = (day_count)r->begin_day,
                      .end_day = (day_count)r->end_day}};
    }
    qsort(f->holders, f->holder_count, sizeof *f->holders, compare_holders);
    return read_questions(f);
}

static const struct holder *holder_of(const struct import_finding *f, int64_t roll_number) {
    size_t low = 0, high = f->holder_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->holders[middle].roll_number < roll_number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->holder_count && f->holders[low].roll_number == roll_number ? &f->holders[low]
                                                                               : NULL;
}

static struct likeness likeness_of(const struct import_finding *f, struct str first_name,
                                   struct str last_name, struct str official_first,
                                   struct str official_last, day_count birth_day) {
    struct arena *arena = f->w->arena;
    const struct text_rules *text = f->w->ask->service->text;
    return (struct likeness){text_fold(arena, text, first_name), text_fold(arena, text, last_name),
                             text_fold(arena, text, official_first),
                             text_fold(arena, text, official_last), birth_day};
}

static struct likeness row_likeness(const struct import_finding *f,
                                    const struct enrolment_facts *facts) {
    return likeness_of(f, facts->first_name, facts->last_name, facts->official_first,
                       facts->official_last, facts->birth_day);
}

static enum number_evidence compare_number(const struct roster_row *row, struct str mac,
                                           const struct holder *holder) {
    if (mac.len == 0 || holder->mac.len == 0) return NUMBER_UNKNOWN;
    if (str_eq(mac, holder->mac)) return NUMBER_SAME;
    struct number_facts number = national_number_facts(&row->number);
    bool sound = number.kind == NUMBER_NATIONAL && number.birth_day != DAY_NONE &&
                 number.birth_day == row->facts.birth_day;
    return sound && holder->official.number_kind != NUMBER_NATIONAL ? NUMBER_REPLACES_BIS
                                                                    : NUMBER_OTHER;
}

/* Compares a row with the last holder of its roll number. */
static enum verdict judge_holder(const struct import_finding *f, size_t i,
                                 const struct holder *holder) {
    const struct roster_row *row = &f->w->rows[i];
    const struct enrolment_facts *facts = &row->facts;
    struct evidence e = {.number = compare_number(row, f->w->people[i].mac, holder)};
    bool same = str_eq(holder->first_name, facts->first_name) &&
                str_eq(holder->last_name, facts->last_name) &&
                holder->official.birth_day == facts->birth_day;
    if (same && (e.number == NUMBER_UNKNOWN || e.number == NUMBER_SAME))
        return VERDICT_SAME; /* common case: no names to fold */
    bool gap = roster_has_gap(holder->end_day, facts->begin_day, f->w->ask->today);
    e.place = gap ? PLACE_AFTER_GAP : PLACE_ROLL;
    const struct likeness said = row_likeness(f, facts);
    const struct likeness held =
        likeness_of(f, holder->first_name, holder->last_name, holder->official.first_name,
                    holder->official.last_name, holder->official.birth_day);
    evidence_compare(&said, &held, &e);
    enum verdict verdict = evidence_verdict(&e, NULL);
    /* With the same number but other evidence in doubt, the number is judged through its owner. */
    return e.number == NUMBER_SAME && verdict == VERDICT_ASK ? VERDICT_OTHER : verdict;
}

struct owner *import_owner_of(const struct import_finding *f, struct str mac) {
    size_t low = 0, high = f->owner_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_cmp(f->owners[middle].mac, mac) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->owner_count && str_eq(f->owners[low].mac, mac) ? &f->owners[low] : NULL;
}

/* Finds the last holder of a row's roll number in this school, or else in a school that it
 * succeeds. */
static void find_holder(const struct import_finding *f, size_t i) {
    struct person *person = &f->w->people[i];
    int64_t roll_number = f->w->rows[i].facts.roll_number;
    const struct holder *first = holder_of(f, roll_number), *end = f->holders + f->holder_count;
    for (const struct holder *h = first; h != NULL && h < end && h->roll_number == roll_number;
         h++) {
        if (h != first && !h->former) continue;
        enum verdict verdict = judge_holder(f, i, h);
        if (person->by_roll != VERDICT_NONE && verdict != VERDICT_SAME) continue;
        person->by_roll = verdict;
        person->holder = verdict == VERDICT_SAME || verdict == VERDICT_ASK ? h : NULL;
        if (verdict == VERDICT_SAME) return;
    }
}

/* Tells whether both are enrolled in this school at the same time under different roll numbers. */
static bool is_beside(const struct enrolment_facts *a, const struct enrolment_facts *b) {
    return a->roll_number != b->roll_number && b->begin_day <= a->end_day &&
           b->end_day >= a->begin_day;
}

static bool owner_is_beside(const struct import_work *w, const struct enrolment_facts *facts,
                            const struct owner *owner) {
    if (owner->taken && is_beside(facts, &w->rows[owner->row].facts)) return true;
    for (size_t k = 0; k < w->known_count && owner->pupil_id != 0; k++)
        if (w->known[k].pupil_id == owner->pupil_id && is_beside(facts, &w->known[k].facts))
            return true;
    return false;
}

static enum verdict compare_owner(const struct import_finding *f,
                                  const struct enrolment_facts *facts, const struct owner *owner,
                                  bool beside) {
    struct evidence e = {.number = NUMBER_SAME, .place = beside ? PLACE_BESIDE : PLACE_ELSEWHERE};
    const struct likeness said = row_likeness(f, facts);
    const struct likeness owned =
        likeness_of(f, owner->first_name, owner->last_name, owner->official.first_name,
                    owner->official.last_name, owner->official.birth_day);
    evidence_compare(&said, &owned, &e);
    return evidence_verdict(&e, NULL);
}

enum rc import_judge_owner(const struct import_finding *f, size_t row, struct owner *owner,
                           enum verdict *ret_verdict) {
    const struct import_work *w = f->w;
    const struct enrolment_facts *facts = &w->rows[row].facts;
    const struct holder *holder = w->people[row].holder;
    *ret_verdict = VERDICT_NONE;
    if (owner->pupil_id == 0 && !owner->taken) return RC_OK;
    *ret_verdict = VERDICT_SAME;
    if (holder != NULL && holder->pupil_id == owner->pupil_id) return RC_OK;
    bool beside = owner_is_beside(w, facts, owner);
    *ret_verdict = compare_owner(f, facts, owner, beside);
    if (*ret_verdict == VERDICT_SAME || owner->pupil_id == 0 || owner->first_name.len > 0)
        return RC_OK;
    struct sql_pupil_enrolled_names_row *names; /* only the official name differs */
    size_t count;
    TRY(sql_pupil_enrolled_names(w->tx, w->arena, owner->pupil_id, &names, &count));
    for (size_t i = 0; i < count && *ret_verdict != VERDICT_SAME; i++) {
        struct owner called = *owner;
        called.first_name = names[i].first_name;
        called.last_name = names[i].last_name;
        *ret_verdict = compare_owner(f, facts, &called, beside);
    }
    return RC_OK;
}

enum rc import_stated_elsewhere(const struct import_finding *f, int64_t pupil_id, int school,
                                bool *ret_elsewhere) {
    const struct import_work *w = f->w;
    struct sql_pupil_schools_row *rows;
    size_t count;
    *ret_elsewhere = false;
    if (school == 0 || school == w->school) return RC_OK;
    TRY(sql_pupil_schools(w->tx, w->arena, pupil_id, w->ask->today, &rows, &count));
    for (size_t i = 0; i < count; i++)
        *ret_elsewhere = *ret_elsewhere || rows[i].school_id == school;
    return RC_OK;
}

static enum rc ask_owners(struct import_finding *f, size_t from, size_t to) {
    struct str numbers[ASKED_AT_ONCE] = {{NULL, 0}};
    for (size_t i = from; i < to; i++) numbers[i - from] = f->owners[i].mac;
    struct sql_pupils_by_number_row *rows;
    size_t count;
    TRY(sql_pupils_by_number(f->w->tx, f->w->arena, numbers, &rows, &count));
    for (size_t r = 0; r < count; r++)
        for (size_t i = from; i < to; i++) {
            if (!str_eq(f->owners[i].mac, rows[r].national_mac)) continue;
            f->owners[i].pupil_id = rows[r].pupil_id;
            f->owners[i].official = (struct official){rows[r].official_first,
                                                      rows[r].official_last,
                                                      (int)rows[r].sex,
                                                      day_or_none(rows[r].birth_day),
                                                      (int)rows[r].official_school,
                                                      (enum number_kind)rows[r].number_kind};
        }
    return RC_OK;
}

enum rc import_known_owners(struct import_finding *f) {
    struct import_work *w = f->w;
    f->owners = ARENA_ARRAY(w->arena, struct owner, w->count);
    for (size_t i = 0; i < w->count; i++) {
        const struct roster_row *row = &w->rows[i];
        struct person *person = &w->people[i];
        if (row->has_number)
            TRY(service_number_mac(w->arena, w->ask->service,
                                   (struct str){row->number.digits, sizeof row->number.digits},
                                   &person->mac));
        find_holder(f, i);
        bool known = person->holder != NULL && str_eq(person->holder->mac, person->mac);
        if (row->has_number && !known)
            f->owners[f->owner_count++] = (struct owner){.mac = person->mac, .row = i};
    }
    qsort(f->owners, f->owner_count, sizeof *f->owners, compare_owners);
    for (size_t from = 0; from < f->owner_count; from += ASKED_AT_ONCE)
        TRY(ask_owners(f, from,
                       from + ASKED_AT_ONCE < f->owner_count ? from + ASKED_AT_ONCE
                                                             : f->owner_count));
    return RC_OK;
}
