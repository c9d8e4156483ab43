#include "service/import_people.h"

#include <stdlib.h>

#include "store/queries.h"

enum { ASKED_AT_ONCE = 32 };

/* The person last enrolled under a roll number. */
struct holder {
    int64_t roll_number, pupil_id;
    day_count end_day;
    struct str mac;
    struct str first_name, last_name;
    day_count birth_day;
};

/* A national number and whose it is. */
struct owner {
    struct str mac;
    int64_t pupil_id;
    size_t row; /* the first row that says it */
};

struct finding {
    struct import_work *w;
    struct holder *holders; /* by roll number, the latest first */
    size_t holder_count;
    struct owner *owners; /* by number */
    size_t owner_count;
};

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

/* One query for the school: what is current, and who ever had which roll number. */
static enum rc read_school(struct finding *f) {
    struct import_work *w = f->w;
    struct sql_roster_known_row *rows;
    size_t count;
    TRY(sql_roster_known(w->tx, w->arena, w->school, &rows, &count));
    w->known = ARENA_ARRAY(w->arena, struct known_enrolment, count);
    f->holders = ARENA_ARRAY(w->arena, struct holder, count);
    for (size_t i = 0; i < count; i++) {
        const struct sql_roster_known_row *r = &rows[i];
        f->holders[f->holder_count++] = (struct holder){r->roll_number, r->pupil_id, (day_count)r->end_day, r->national_mac,
            r->first_name, r->last_name, day_or_none(r->birth_day)};
        if (r->end_day < w->ask->today) continue;
        w->known[w->known_count++] = (struct known_enrolment){.enrolment_id = r->enrolment_id, .pupil_id = r->pupil_id,
            .facts = {.roll_number = r->roll_number, .first_name = r->first_name, .last_name = r->last_name,
                      .official_first = r->official_first, .official_last = r->official_last, .sex = (int)r->sex,
                      .birth_day = day_or_none(r->birth_day), .group_number = r->group_number == SQL_NULL ? 0 : r->group_number,
                      .group_name = r->group_name, .class_code = r->class_code, .site = r->site,
                      .level = (enum level)r->level, .begin_day = (day_count)r->begin_day, .end_day = (day_count)r->end_day}};
    }
    qsort(f->holders, f->holder_count, sizeof *f->holders, compare_holders);
    return RC_OK;
}

static const struct holder *holder_of(const struct finding *f, int64_t roll_number) {
    size_t low = 0, high = f->holder_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->holders[middle].roll_number < roll_number) low = middle + 1;
        else high = middle;
    }
    return low < f->holder_count && f->holders[low].roll_number == roll_number ? &f->holders[low] : NULL;
}

static struct likeness likeness_of(const struct finding *f, struct str first_name, struct str last_name, day_count birth_day) {
    const struct text_rules *text = f->w->ask->service->text;
    return (struct likeness){text_fold(f->w->arena, text, first_name), text_fold(f->w->arena, text, last_name), birth_day};
}

/* The holder of the row's roll number, if the row may be the same person. */
static const struct holder *holder_like(const struct finding *f, const struct enrolment_facts *facts) {
    const struct holder *holder = holder_of(f, facts->roll_number);
    bool same = holder != NULL && str_eq(holder->first_name, facts->first_name) && str_eq(holder->last_name, facts->last_name);
    if (holder == NULL || (same && holder->birth_day == facts->birth_day)) return holder;
    const struct likeness row = likeness_of(f, facts->first_name, facts->last_name, facts->birth_day);
    const struct likeness held = likeness_of(f, holder->first_name, holder->last_name, holder->birth_day);
    return roster_may_be(&row, &held) ? holder : NULL;
}

static const struct owner *owner_of(const struct finding *f, struct str mac) {
    size_t low = 0, high = f->owner_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_cmp(f->owners[middle].mac, mac) < 0) low = middle + 1;
        else high = middle;
    }
    return low < f->owner_count && str_eq(f->owners[low].mac, mac) ? &f->owners[low] : NULL;
}

static enum rc ask_owners(struct finding *f, size_t from, size_t to) {
    struct str numbers[ASKED_AT_ONCE] = {{NULL, 0}};
    for (size_t i = from; i < to; i++) numbers[i - from] = f->owners[i].mac;
    struct sql_pupils_by_number_row *rows;
    size_t count;
    TRY(sql_pupils_by_number(f->w->tx, f->w->arena, numbers, &rows, &count));
    for (size_t r = 0; r < count; r++)
        for (size_t i = from; i < to; i++)
            if (str_eq(f->owners[i].mac, rows[r].national_mac)) f->owners[i].pupil_id = rows[r].pupil_id;
    return RC_OK;
}

/* Whose numbers are these? Asked only where the roll number does not already say so; 32 at a time. */
static enum rc find_owners(struct finding *f) {
    struct import_work *w = f->w;
    f->owners = ARENA_ARRAY(w->arena, struct owner, w->count);
    for (size_t i = 0; i < w->count; i++) {
        const struct roster_row *row = &w->rows[i];
        if (!row->has_number) continue;
        struct person *person = &w->people[i];
        person->mac = number_mac(w->arena, w->ask->service, (struct str){row->number.digits, sizeof row->number.digits});
        const struct holder *holder = holder_like(f, &row->facts);
        if (holder == NULL || !str_eq(holder->mac, person->mac)) f->owners[f->owner_count++] = (struct owner){person->mac, 0, i};
    }
    qsort(f->owners, f->owner_count, sizeof *f->owners, compare_owners);
    for (size_t from = 0; from < f->owner_count; from += ASKED_AT_ONCE)
        TRY(ask_owners(f, from, from + ASKED_AT_ONCE < f->owner_count ? from + ASKED_AT_ONCE : f->owner_count));
    return RC_OK;
}

static enum rc has_account(const struct import_work *w, int64_t pupil, bool *ret_has) {
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(w->tx, w->arena, pupil, &account);
    *ret_has = rc == RC_OK;
    return rc == RC_NONE ? RC_OK : rc;
}

static void tell_clash(const struct finding *f, const struct roster_row *row) {
    roster_message_add(f->w->ask->report->messages, ROSTER_CLASH, row->line, 1,
                       str_format(f->w->arena, "%lld", (long long)row->facts.roll_number));
}

/* A national number arrives for somebody who is known by it elsewhere. Two accounts are a clash: which one stays is for people. */
static enum rc join(const struct finding *f, size_t i, int64_t by_number, int64_t by_roll) {
    struct import_work *w = f->w;
    struct person *person = &w->people[i];
    bool number_has, roll_has;
    TRY(has_account(w, by_number, &number_has));
    TRY(has_account(w, by_roll, &roll_has));
    if (number_has && roll_has) {
        tell_clash(f, &w->rows[i]);
        return RC_OK;
    }
    person->pupil_id = roll_has ? by_roll : by_number;
    int64_t goes = roll_has ? by_number : by_roll;
    for (size_t k = 0; k < w->known_count; k++)
        if (w->known[k].pupil_id == goes) w->known[k].pupil_id = person->pupil_id;
    for (size_t k = 0; k < w->join_count; k++)
        if (w->joins[k].goes == goes) return RC_OK; /* another row of the same person */
    w->joins[w->join_count++] = (struct join){person->pupil_id, goes, roll_has ? person->mac : (struct str){NULL, 0}};
    return RC_OK;
}

static enum holder_knowledge knowledge_of(const struct holder *holder, const struct enrolment_facts *f) {
    if (holder == NULL || holder->mac.len == 0) return HOLDER_WITHOUT_NUMBER;
    bool sure = f->birth_day != DAY_NONE && f->birth_day == holder->birth_day && str_eq(f->first_name, holder->first_name) &&
                str_eq(f->last_name, holder->last_name);
    return sure ? HOLDER_SURE : HOLDER_WITH_NUMBER;
}

static enum rc identify(const struct finding *f, size_t i) {
    const struct roster_row *row = &f->w->rows[i];
    struct person *person = &f->w->people[i];
    const struct holder *holder = holder_like(f, &row->facts);
    int64_t by_roll = holder == NULL ? 0 : holder->pupil_id, by_number = 0;
    if (row->has_number) {
        const struct owner *owner = owner_of(f, person->mac);
        by_number = owner != NULL ? owner->pupil_id : by_roll;
    }
    enum identity identity = roster_identity(row->has_number, by_number, by_roll, knowledge_of(holder, &row->facts), &person->pupil_id);
    person->leader = i;
    person->is_new = identity == IDENTITY_NEW;
    person->learns = identity == IDENTITY_NUMBER;
    if (identity == IDENTITY_CLASH) tell_clash(f, row);
    return identity == IDENTITY_JOIN ? join(f, i, by_number, by_roll) : RC_OK;
}

/* Rows of one new person: the same number, or the same roll number unless both say different numbers. */
static size_t leader_of(const struct finding *f, size_t i) {
    const struct import_work *w = f->w;
    const struct person *person = &w->people[i];
    const struct owner *owner = person->mac.len > 0 ? owner_of(f, person->mac) : NULL;
    if (owner != NULL && owner->row < i) return w->people[owner->row].leader;
    if (i == 0 || !w->people[i - 1].is_new || w->rows[i - 1].facts.roll_number != w->rows[i].facts.roll_number) return i;
    const struct person *before = &w->people[w->people[i - 1].leader];
    return before->mac.len == 0 || person->mac.len == 0 ? w->people[i - 1].leader : i;
}

/* New pupils of a school get ids that lie together, so that a school is a few pages of each table and not a thousand. */
static void name_new(const struct finding *f) {
    struct import_work *w = f->w;
    struct service *service = w->ask->service;
    struct str near = number_mac(w->arena, service, str_format(w->arena, "school %06d", w->school));
    for (size_t i = 0; i < w->count; i++) {
        struct person *person = &w->people[i];
        if (!person->is_new) continue;
        person->leader = leader_of(f, i);
        struct person *leader = &w->people[person->leader];
        if (person->leader == i) person->pupil_id = id_draw_near(&service->random, (unsigned char)near.ptr[0] << 8 | (unsigned char)near.ptr[1]);
        person->pupil_id = leader->pupil_id;
        if (leader->mac.len == 0) leader->mac = person->mac;
    }
}

enum rc import_people(struct import_work *w) {
    struct finding f = {.w = w};
    w->people = ARENA_ARRAY(w->arena, struct person, w->count);
    TRY(read_school(&f));
    TRY(find_owners(&f));
    w->joins = ARENA_ARRAY(w->arena, struct join, w->count);
    for (size_t i = 0; i < w->count; i++) TRY(identify(&f, i));
    name_new(&f);
    return RC_OK;
}
