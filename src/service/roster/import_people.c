#include "service/roster/import_people.h"

#include "service/roster/import_known.h"
#include "store/queries.h"

/* At the same time in this school under two roll numbers, with two first names: twins have the rest
 * in common. */
static bool beside(const struct import_finding *f, const struct enrolment_facts *a,
                   struct str first_name, const struct enrolment_facts *b) {
    if (a->roll_number == b->roll_number || b->begin_day > a->end_day || b->end_day < a->begin_day)
        return false;
    return !str_eq(first_name, text_fold(f->w->arena, f->w->ask->service->text, b->first_name));
}

/* May the number in this row be rightly there? */
static bool may_own(const struct import_finding *f, const struct person *person,
                    const struct enrolment_facts *facts, const struct owner *owner) {
    const struct import_work *w = f->w;
    if (owner->pupil_id == 0 && !owner->taken) return true;
    if (person->holder != NULL && person->holder->pupil_id == owner->pupil_id) return true;
    const struct likeness names =
        import_likeness(f, facts->first_name, facts->last_name, facts->birth_day);
    const struct likeness official =
        import_likeness(f, facts->official_first, facts->official_last, facts->birth_day);
    const struct likeness owned = import_likeness(
        f, owner->official.first_name, owner->official.last_name, owner->official.birth_day);
    if (!roster_may_own(&names, &owned) && !roster_may_own(&official, &owned)) return false;
    if (owner->taken && beside(f, facts, names.first_name, &w->rows[owner->row].facts))
        return false;
    for (size_t k = 0; k < w->known_count && owner->pupil_id != 0; k++)
        if (w->known[k].pupil_id == owner->pupil_id &&
            beside(f, facts, names.first_name, &w->known[k].facts))
            return false;
    return true;
}

static void take(const struct import_finding *f, struct owner *owner, size_t i, int64_t pupil) {
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
static void merge(const struct import_finding *f, int64_t goes, int64_t stays) {
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
static enum rc join(const struct import_finding *f, struct person *person,
                    const struct owner *owner) {
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

static enum rc identify(const struct import_finding *f, size_t i) {
    const struct enrolment_facts *facts = &f->w->rows[i].facts;
    struct person *person = &f->w->people[i];
    int64_t by_roll = person->holder == NULL ? 0 : person->holder->pupil_id;
    enum holder_knowledge knowledge = knowledge_of(person->holder, facts);
    struct owner *owner = person->mac.len > 0 ? import_owner_of(f, person->mac) : NULL;
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
static size_t leader_of(const struct import_finding *f, size_t i) {
    const struct import_work *w = f->w;
    const struct person *person = &w->people[i];
    const struct owner *owner = person->mac.len > 0 ? import_owner_of(f, person->mac) : NULL;
    if (owner != NULL && owner->row < i) return w->people[owner->row].leader;
    if (i == 0 || !w->people[i - 1].is_new ||
        w->rows[i - 1].facts.roll_number != w->rows[i].facts.roll_number)
        return i;
    const struct person *before = &w->people[w->people[i - 1].leader];
    return before->mac.len == 0 || person->mac.len == 0 ? w->people[i - 1].leader : i;
}

/* New pupils of a school get ids that lie together, so that a school is a few pages of each table
 * and not a thousand. */
static enum rc name_new(const struct import_finding *f) {
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
static void complete(const struct import_finding *f, size_t i) {
    const struct person *person = &f->w->people[i];
    struct enrolment_facts *facts = &f->w->rows[i].facts;
    const struct holder *holder = person->holder;
    const struct owner *owner = person->mac.len > 0 ? import_owner_of(f, person->mac) : NULL;
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
    struct import_finding f = {.w = w};
    w->people = ARENA_ARRAY(w->arena, struct person, w->count);
    TRY(import_known_read(&f));
    TRY(import_known_owners(&f));
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
