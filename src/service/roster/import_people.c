#include "service/roster/import_people.h"

#include <stdlib.h>

#include "store/queries.h"

enum { ASKED_AT_ONCE = 32 };

/* What is known of a person whatever the school. */
struct official {
    struct str first_name, last_name;
    int sex;
    day_count birth_day;
};

/* The person last enrolled under a roll number. */
struct holder {
    int64_t roll_number, pupil_id;
    day_count end_day;
    struct str mac;
    struct str first_name, last_name;
    struct official official;
};

/* A national number and whose it is. */
struct owner {
    struct str mac;
    int64_t pupil_id; /* 0: nobody known has it */
    size_t row;       /* the first that says it, then the one that takes it */
    bool taken;       /* in this file, by that row */
    struct official official;
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

static const struct holder *holder_of(const struct finding *f, int64_t roll_number) {
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

static struct likeness likeness_of(const struct finding *f, struct str first_name,
                                   struct str last_name, day_count birth_day) {
    const struct text_rules *text = f->w->ask->service->text;
    return (struct likeness){text_fold(f->w->arena, text, first_name),
                             text_fold(f->w->arena, text, last_name), birth_day};
}

/* The holder of the row's roll number, if the row may be the same person. */
static const struct holder *holder_like(const struct finding *f,
                                        const struct enrolment_facts *facts) {
    const struct holder *holder = holder_of(f, facts->roll_number);
    bool same = holder != NULL && str_eq(holder->first_name, facts->first_name) &&
                str_eq(holder->last_name, facts->last_name);
    if (holder == NULL || (same && holder->official.birth_day == facts->birth_day)) return holder;
    const struct likeness row =
        likeness_of(f, facts->first_name, facts->last_name, facts->birth_day);
    const struct likeness held =
        likeness_of(f, holder->first_name, holder->last_name, holder->official.birth_day);
    return roster_may_be(&row, &held) ? holder : NULL;
}

static struct owner *owner_of(const struct finding *f, struct str mac) {
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

static enum rc ask_owners(struct finding *f, size_t from, size_t to) {
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

/* Whose numbers are these? Asked only where the roll number does not already say so; 32 at a time.
 */
static enum rc find_owners(struct finding *f) {
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

/* At the same time in this school under two roll numbers, with two first names: twins have the rest
 * in common. */
static bool beside(const struct finding *f, const struct enrolment_facts *a, struct str first_name,
                   const struct enrolment_facts *b) {
    if (a->roll_number == b->roll_number || b->begin_day > a->end_day || b->end_day < a->begin_day)
        return false;
    return !str_eq(first_name, text_fold(f->w->arena, f->w->ask->service->text, b->first_name));
}

/* May the number in this row be rightly there? */
static bool may_own(const struct finding *f, const struct person *person,
                    const struct enrolment_facts *facts, const struct owner *owner) {
    const struct import_work *w = f->w;
    if (owner->pupil_id == 0 && !owner->taken) return true;
    if (person->holder != NULL && person->holder->pupil_id == owner->pupil_id) return true;
    const struct likeness names =
        likeness_of(f, facts->first_name, facts->last_name, facts->birth_day);
    const struct likeness official =
        likeness_of(f, facts->official_first, facts->official_last, facts->birth_day);
    const struct likeness owned = likeness_of(f, owner->official.first_name,
                                              owner->official.last_name, owner->official.birth_day);
    if (!roster_may_own(&names, &owned) && !roster_may_own(&official, &owned)) return false;
    if (owner->taken && beside(f, facts, names.first_name, &w->rows[owner->row].facts))
        return false;
    for (size_t k = 0; k < w->known_count && owner->pupil_id != 0; k++)
        if (w->known[k].pupil_id == owner->pupil_id &&
            beside(f, facts, names.first_name, &w->known[k].facts))
            return false;
    return true;
}

static void take(const struct finding *f, struct owner *owner, size_t i, int64_t pupil) {
    const struct enrolment_facts *facts = &f->w->rows[i].facts;
    *owner = (struct owner){
        .mac = owner->mac,
        .pupil_id = pupil,
        .row = i,
        .taken = true,
        .official = {facts->first_name, facts->last_name, facts->sex, facts->birth_day}};
}

/* The row is handled as if it had no number. */
static void set_aside(struct person *person, enum roster_flaw clash, const struct owner *rival) {
    person->mac = (struct str){NULL, 0};
    person->clash = clash;
    person->rival = rival;
}

/* "": none. */
static enum rc account_of(const struct import_work *w, int64_t pupil, struct str *ret_username) {
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(w->tx, w->arena, pupil, &account);
    *ret_username = rc == RC_OK ? account.username : S("");
    return rc == RC_NONE ? RC_OK : rc;
}

/* From now on who `goes` is the other. */
static void merge(const struct finding *f, int64_t goes, int64_t stays) {
    struct import_work *w = f->w;
    for (size_t k = 0; k < w->known_count; k++)
        if (w->known[k].pupil_id == goes) w->known[k].pupil_id = stays;
    for (size_t h = 0; h < f->holder_count; h++)
        if (f->holders[h].pupil_id == goes) f->holders[h].pupil_id = stays;
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].pupil_id == goes) w->people[i].pupil_id = stays;
    for (size_t o = 0; o < f->owner_count; o++)
        if (f->owners[o].pupil_id == goes) f->owners[o].pupil_id = stays;
}

/* A national number arrives for somebody who is known by it elsewhere. Two accounts are a clash:
 * which one stays is for people. */
static enum rc join(const struct finding *f, struct person *person, const struct owner *owner) {
    struct import_work *w = f->w;
    int64_t by_number = owner->pupil_id, by_roll = person->holder->pupil_id;
    struct str of_number, of_roll;
    TRY(account_of(w, by_number, &of_number));
    TRY(account_of(w, by_roll, &of_roll));
    bool roll_stays = of_roll.len > 0;
    person->pupil_id = roll_stays ? by_roll : by_number;
    if (roll_stays && of_number.len > 0) {
        person->accounts = str_format(w->arena, "%.*s, %.*s", STR_ARG(of_roll), STR_ARG(of_number));
        set_aside(person, ROSTER_CLASH_ACCOUNTS, NULL);
        return RC_OK;
    }
    int64_t goes = roll_stays ? by_number : by_roll;
    w->joins[w->join_count++] =
        (struct join){person->pupil_id, goes, roll_stays ? person->mac : (struct str){NULL, 0}};
    merge(f, goes, person->pupil_id);
    return RC_OK;
}

static enum holder_knowledge knowledge_of(const struct holder *holder,
                                          const struct enrolment_facts *f) {
    if (holder == NULL || holder->mac.len == 0) return HOLDER_WITHOUT_NUMBER;
    bool sure = f->birth_day != DAY_NONE && f->birth_day == holder->official.birth_day &&
                str_eq(f->first_name, holder->first_name) &&
                str_eq(f->last_name, holder->last_name);
    return sure ? HOLDER_SURE : HOLDER_WITH_NUMBER;
}

static enum rc identify(const struct finding *f, size_t i) {
    const struct enrolment_facts *facts = &f->w->rows[i].facts;
    struct person *person = &f->w->people[i];
    int64_t by_roll = person->holder == NULL ? 0 : person->holder->pupil_id;
    enum holder_knowledge knowledge = knowledge_of(person->holder, facts);
    struct owner *owner = person->mac.len > 0 ? owner_of(f, person->mac) : NULL;
    bool two_here = owner != NULL && owner->taken && by_roll != 0 &&
                    by_roll != owner->pupil_id; /* both were known, and both learn it now */
    if (owner != NULL && (two_here || !may_own(f, person, facts, owner))) {
        set_aside(person, ROSTER_CLASH_OWNER, owner);
        owner = NULL;
    }
    int64_t by_number = owner != NULL ? owner->pupil_id : person->mac.len > 0 ? by_roll : 0;
    person->leader = i;
    switch (
        roster_identity(person->mac.len > 0, by_number, by_roll, knowledge, &person->pupil_id)) {
        case IDENTITY_KNOWN: return RC_OK;
        case IDENTITY_JOIN: return join(f, person, owner);
        case IDENTITY_CLASH: set_aside(person, ROSTER_CLASH_NUMBER, NULL); return RC_OK;
        case IDENTITY_NEW:
            person->is_new = true;
            if (owner != NULL && !owner->taken) take(f, owner, i, 0);
            return RC_OK;
        case IDENTITY_NUMBER:
            person->learns = true;
            if (owner != NULL) take(f, owner, i, by_roll);
            return RC_OK;
    }
    return RC_BUG;
}

/* Rows of one new person: the same number, or the same roll number unless both say different
 * numbers. */
static size_t leader_of(const struct finding *f, size_t i) {
    const struct import_work *w = f->w;
    const struct person *person = &w->people[i];
    const struct owner *owner = person->mac.len > 0 ? owner_of(f, person->mac) : NULL;
    if (owner != NULL && owner->row < i) return w->people[owner->row].leader;
    if (i == 0 || !w->people[i - 1].is_new ||
        w->rows[i - 1].facts.roll_number != w->rows[i].facts.roll_number)
        return i;
    const struct person *before = &w->people[w->people[i - 1].leader];
    return before->mac.len == 0 || person->mac.len == 0 ? w->people[i - 1].leader : i;
}

/* New pupils of a school get ids that lie together, so that a school is a few pages of each table
 * and not a thousand. */
static enum rc name_new(const struct finding *f) {
    struct import_work *w = f->w;
    struct service *service = w->ask->service;
    struct str near;
    TRY(number_mac(w->arena, service, str_format(w->arena, "school %06d", w->school), &near));
    for (size_t i = 0; i < w->count; i++) {
        struct person *person = &w->people[i];
        if (!person->is_new) continue;
        person->leader = leader_of(f, i);
        struct person *leader = &w->people[person->leader];
        if (person->leader == i)
            person->pupil_id = id_draw_near(&service->random, (unsigned char)near.ptr[0] << 8 |
                                                                  (unsigned char)near.ptr[1]);
        person->pupil_id = leader->pupil_id;
        if (leader->mac.len == 0) leader->mac = person->mac;
    }
    return RC_OK;
}

static void fill_unsaid(struct enrolment_facts *facts, const struct official *known) {
    if (facts->official_first.len == 0) facts->official_first = known->first_name;
    if (facts->official_last.len == 0) facts->official_last = known->last_name;
    if (facts->sex == 0) facts->sex = known->sex;
    if (facts->birth_day == DAY_NONE) facts->birth_day = known->birth_day;
}

/* What the file does not say of somebody known stays as it is; official names that were only those
 * of this enrolment follow them. Of a row whose number contradicts, nothing of the person is
 * believed. */
static void complete(const struct finding *f, size_t i) {
    const struct person *person = &f->w->people[i];
    struct enrolment_facts *facts = &f->w->rows[i].facts;
    const struct holder *holder = person->holder;
    const struct owner *owner = person->mac.len > 0 ? owner_of(f, person->mac) : NULL;
    if (person->clash == ROSTER_CLASH_NUMBER) {
        facts->first_name = holder->first_name;
        facts->last_name = holder->last_name;
        facts->official_first = facts->official_last = S("");
        facts->sex = 0;
        facts->birth_day = DAY_NONE;
        fill_unsaid(facts, &holder->official);
    }
    if (holder != NULL) {
        struct official known = holder->official;
        if (str_eq(known.first_name, holder->first_name)) known.first_name = facts->first_name;
        if (str_eq(known.last_name, holder->last_name)) known.last_name = facts->last_name;
        fill_unsaid(facts, &known);
    }
    if (owner != NULL && owner->pupil_id != 0) fill_unsaid(facts, &owner->official);
    const struct official as_enrolled = {facts->first_name, facts->last_name, 0, DAY_NONE};
    fill_unsaid(facts, &as_enrolled);
}

/* Another row of the file that has the number of this one; 0: none. */
static int line_of_rival(const struct import_work *w, size_t i, const struct owner *rival) {
    if (rival->taken) return w->rows[rival->row].line;
    for (size_t k = 0; k < w->count; k++)
        if (k != i && w->people[k].pupil_id == rival->pupil_id) return w->rows[k].line;
    return 0;
}

static void tell_clashes(const struct import_work *w) {
    struct roster_messages *warnings = w->ask->report->warnings;
    for (size_t i = 0; i < w->count; i++) {
        const struct person *person = &w->people[i];
        if (person->clash == 0) continue;
        bool again = i > 0 && w->people[i - 1].clash == person->clash &&
                     w->rows[i - 1].facts.roll_number == w->rows[i].facts.roll_number;
        if (again) continue; /* another enrolment of the same pupil */
        enum roster_flaw clash = person->clash;
        struct str detail =
            clash == ROSTER_CLASH_ACCOUNTS
                ? person->accounts
                : str_format(w->arena, "%lld", (long long)w->rows[i].facts.roll_number);
        int line = clash == ROSTER_CLASH_OWNER && warnings->count < ROSTER_MESSAGES_MAX
                       ? line_of_rival(w, i, person->rival)
                       : 0;
        if (line != 0) detail = str_format(w->arena, "%d", line);
        roster_message_add(warnings, line != 0 ? ROSTER_CLASH_ROWS : clash, w->rows[i].line, 1,
                           detail);
    }
}

/* Who is known by roll number first: a number that two rows say is theirs before a new pupil's. */
enum rc import_people(struct import_work *w) {
    struct finding f = {.w = w};
    w->people = ARENA_ARRAY(w->arena, struct person, w->count);
    TRY(read_school(&f));
    TRY(find_owners(&f));
    w->joins = ARENA_ARRAY(w->arena, struct join, w->count);
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].holder != NULL) TRY(identify(&f, i));
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].holder == NULL) TRY(identify(&f, i));
    TRY(name_new(&f));
    for (size_t i = 0; i < w->count; i++) complete(&f, i);
    tell_clashes(w);
    return RC_OK;
}
