/* What is known before the rows of a school are looked at: its pupils by roll number, and whose the
 * national numbers are. */
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

enum rc import_known_read(struct import_finding *f) {
    struct import_work *w = f->w;
    struct sql_roster_known_row *rows;
    size_t count;
    TRY(sql_roster_known(w->tx, w->arena, w->school, &rows, &count));
    w->known = ARENA_ARRAY(w->arena, struct known_enrolment, count);
    f->holders = ARENA_ARRAY(w->arena, struct holder, count);
    for (size_t i = 0; i < count; i++) {
        const struct sql_roster_known_row *r = &rows[i];
        f->holders[f->holder_count++] = (struct holder){
            r->roll_number,
            r->pupil_id,
            (day_count)r->end_day,
            r->national_mac,
            r->first_name,
            r->last_name,
            {r->official_first, r->official_last, (int)r->sex, day_or_none(r->birth_day)}};
        if (r->end_day < w->ask->today) continue;
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
    return RC_OK;
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

struct likeness import_likeness(const struct import_finding *f, struct str first_name,
                                struct str last_name, day_count birth_day) {
    const struct text_rules *text = f->w->ask->service->text;
    return (struct likeness){text_fold(f->w->arena, text, first_name),
                             text_fold(f->w->arena, text, last_name), birth_day};
}

/* The holder of the row's roll number, if the row may be the same person. */
static const struct holder *holder_like(const struct import_finding *f,
                                        const struct enrolment_facts *facts) {
    const struct holder *holder = holder_of(f, facts->roll_number);
    bool same = holder != NULL && str_eq(holder->first_name, facts->first_name) &&
                str_eq(holder->last_name, facts->last_name);
    if (holder == NULL || (same && holder->official.birth_day == facts->birth_day)) return holder;
    const struct likeness row =
        import_likeness(f, facts->first_name, facts->last_name, facts->birth_day);
    const struct likeness held =
        import_likeness(f, holder->first_name, holder->last_name, holder->official.birth_day);
    return roster_may_be(&row, &held) ? holder : NULL;
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
            f->owners[i].official =
                (struct official){rows[r].official_first, rows[r].official_last, (int)rows[r].sex,
                                  day_or_none(rows[r].birth_day)};
        }
    return RC_OK;
}

enum rc import_known_owners(struct import_finding *f) {
    struct import_work *w = f->w;
    f->owners = ARENA_ARRAY(w->arena, struct owner, w->count);
    for (size_t i = 0; i < w->count; i++) {
        const struct roster_row *row = &w->rows[i];
        struct person *person = &w->people[i];
        person->holder = holder_like(f, &row->facts);
        if (!row->has_number) continue;
        TRY(number_mac(w->arena, w->ask->service,
                       (struct str){row->number.digits, sizeof row->number.digits}, &person->mac));
        bool known = person->holder != NULL && str_eq(person->holder->mac, person->mac);
        if (!known) f->owners[f->owner_count++] = (struct owner){.mac = person->mac, .row = i};
    }
    qsort(f->owners, f->owner_count, sizeof *f->owners, compare_owners);
    for (size_t from = 0; from < f->owner_count; from += ASKED_AT_ONCE)
        TRY(ask_owners(f, from,
                       from + ASKED_AT_ONCE < f->owner_count ? from + ASKED_AT_ONCE
                                                             : f->owner_count));
    return RC_OK;
}
