#include "service/roster/import_people.h"

#include "service/roster/import_known.h"
#include "store/queries.h"

/* Makes the person of the row the owner of the number. */
static void take_number(const struct import_finding *f, struct owner *owner, size_t i,
                        int64_t pupil) {
    const struct enrolment_facts *facts = &f->w->rows[i].facts;
    *owner = (struct owner){.mac = owner->mac,
                            .pupil_id = pupil,
                            .row = i,
                            .taken = true,
                            .first_name = facts->first_name,
                            .last_name = facts->last_name,
                            .official = {facts->official_first, facts->official_last, facts->sex,
                                         facts->birth_day, f->w->school, NUMBER_KIND_UNKNOWN}};
}

/* Ignores the number of the row. */
static void set_aside(struct person *person, enum roster_flaw clash, const struct owner *rival) {
    person->mac = (struct str){NULL, 0};
    person->clash = clash;
    person->rival = rival;
}

/* Returns the username of a pupil; "" without an account. */
static enum rc account_of(const struct import_work *w, int64_t pupil, struct str *ret_username) {
    struct sql_account_get_row account;
    enum rc rc = sql_account_get(w->tx, w->arena, pupil, &account);
    *ret_username = rc == RC_OK ? account.username : S("");
    return rc == RC_NONE ? RC_OK : rc;
}

/* Replaces a pupil by another one in all data loaded for this import. */
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

/* Merges two pupils who prove to be one person by a national number. When both have an account,
 * reports them instead, because staff must decide which account remains. */
static enum rc join(const struct import_finding *f, size_t i, const struct owner *owner) {
    struct import_work *w = f->w;
    struct person *person = &w->people[i];
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
        (struct join){person->pupil_id, goes, roll_stays ? person->mac : (struct str){NULL, 0},
                      national_number_facts(&w->rows[i].number).kind};
    merge(f, goes, person->pupil_id);
    return RC_OK;
}

static const struct question *question_about(const struct import_finding *f, int64_t pupil,
                                             int64_t other) {
    for (size_t q = 0; q < f->question_count; q++)
        if (f->questions[q].kind == QUESTION_PERSON && f->questions[q].pupil_id == pupil &&
            f->questions[q].other_id == other)
            return &f->questions[q];
    return NULL;
}

/*
 * Compares the row with the owner of its number. When the owner may be another person, ignores the
 * number and reports a copied number each time, or asks the question once.
 *   ret_owner  NULL: the number has no owner or is ignored
 */
static enum rc find_owner(struct import_finding *f, size_t i, struct owner **ret_owner) {
    struct person *person = &f->w->people[i];
    struct owner *owner = person->mac.len > 0 ? import_owner_of(f, person->mac) : NULL;
    *ret_owner = owner;
    if (owner == NULL) return RC_OK;
    int64_t by_roll = person->holder == NULL ? 0 : person->holder->pupil_id;
    bool two_here = owner->taken && by_roll != 0 && by_roll != owner->pupil_id;
    enum verdict verdict = VERDICT_OTHER; /* two known pupils; both get the number now */
    if (!two_here) TRY(import_judge_owner(f, i, owner, &verdict));
    if (verdict == VERDICT_NONE || verdict == VERDICT_SAME) return RC_OK;
    *ret_owner = NULL;
    const struct question *asked =
        by_roll == 0 ? NULL : question_about(f, by_roll, owner->pupil_id);
    if (asked != NULL && asked->answer == ANSWER_OTHER) {
        set_aside(person, ROSTER_CLASH_OWNER, owner);
        person->quiet = true;
    } else if (verdict == VERDICT_ASK) {
        struct str said = person->mac;
        set_aside(person, ROSTER_ASK_PERSON, owner);
        person->quiet = true; /* reported by the remark */
        bool told;
        return import_remark(f, i, QUESTION_PERSON, ROSTER_ASK_PERSON, owner, said, &told);
    } else {
        set_aside(person, ROSTER_CLASH_OWNER, owner);
    }
    return RC_OK;
}

/* Gives the number of the row to the holder of the roll number. Does nothing but report when
 * another school states a different number: the schools must agree first. */
static enum rc learn(struct import_finding *f, size_t i, struct owner *owner) {
    struct import_work *w = f->w;
    struct person *person = &w->people[i];
    const struct holder *holder = person->holder;
    bool elsewhere = false, bis = holder->official.number_kind == NUMBER_BIS;
    if (holder->mac.len > 0 && !bis)
        TRY(import_stated_elsewhere(f, holder->pupil_id, holder->official.school, &elsewhere));
    if (elsewhere) {
        struct str said = person->mac;
        set_aside(person, ROSTER_CLASH_NUMBER, NULL);
        person->quiet = true;
        bool told;
        return import_remark(f, i, QUESTION_NUMBER, ROSTER_OTHER_NUMBER, NULL, said, &told);
    }
    person->learns = true;
    if (owner != NULL) take_number(f, owner, i, holder->pupil_id);
    return RC_OK;
}

static enum rc identify(struct import_finding *f, size_t i) {
    struct person *person = &f->w->people[i];
    const struct holder *holder = person->holder;
    struct owner *owner;
    person->leader = i;
    TRY(find_owner(f, i, &owner));
    bool owned = owner != NULL && (owner->pupil_id != 0 || owner->taken);
    const struct candidates found = {
        .row_has_number = person->mac.len > 0,
        .by_number = owned ? VERDICT_SAME : VERDICT_NONE,
        .by_roll = person->by_roll,
        .one_person = owned && holder != NULL && holder->pupil_id == owner->pupil_id,
        .holder_has_number = holder != NULL && holder->mac.len > 0,
        .number_is_same = holder != NULL && str_eq(holder->mac, person->mac)};
    enum identity identity = roster_identity(&found);
    if (holder != NULL) person->pupil_id = holder->pupil_id;
    switch (identity) {
        case IDENTITY_BY_ROLL: return RC_OK;
        case IDENTITY_BY_NUMBER:
            person->pupil_id = owner->pupil_id;
            person->is_new = owner->pupil_id == 0; /* new person, also in an earlier row */
            return RC_OK;
        case IDENTITY_JOIN: return join(f, i, owner);
        case IDENTITY_CLASH: set_aside(person, ROSTER_CLASH_NUMBER, NULL); return RC_OK;
        case IDENTITY_LEARNS: return learn(f, i, owner);
        case IDENTITY_NEW:
            person->is_new = true;
            if (owner != NULL) take_number(f, owner, i, 0);
            return RC_OK;
    }
    return RC_BUG;
}

/* Returns the first row of the same new person: the same number, or the same roll number unless
 * both rows state different numbers. */
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

/* Draws the ids of new pupils of a school from one range, so that their rows share a few pages of
 * each table. */
static enum rc name_new(const struct import_finding *f) {
    struct import_work *w = f->w;
    struct service *service = w->ask->service;
    struct str near;
    TRY(service_number_mac(w->arena, service, str_format(w->arena, "school %06d", w->school),
                           &near));
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

int64_t import_other_of(const struct import_work *w, const struct remark *remark) {
    if (remark->other == NULL) return 0;
    return remark->other->taken ? w->people[remark->other->row].pupil_id : remark->other->pupil_id;
}

/* Returns the line of another row with the number of this one; 0: none. */
static int line_of_rival(const struct import_work *w, size_t i, const struct owner *rival) {
    if (rival->taken) return w->rows[rival->row].line;
    for (size_t k = 0; k < w->count; k++)
        if (k != i && w->people[k].pupil_id == rival->pupil_id) return w->rows[k].line;
    return 0;
}

static struct str roll_text(const struct import_work *w, size_t i) {
    return str_format(w->arena, "%lld", (long long)w->rows[i].facts.roll_number);
}

static void tell_clashes(const struct import_work *w) {
    struct roster_messages *warnings = w->ask->report->warnings;
    for (size_t i = 0; i < w->count; i++) {
        const struct person *person = &w->people[i];
        if (person->clash == 0 || person->quiet) continue;
        bool again = i > 0 && w->people[i - 1].clash == person->clash &&
                     w->rows[i - 1].facts.roll_number == w->rows[i].facts.roll_number;
        if (again) continue; /* another enrolment of the same pupil */
        enum roster_flaw clash = person->clash;
        struct str detail = clash == ROSTER_CLASH_ACCOUNTS ? person->accounts : roll_text(w, i);
        int line = clash == ROSTER_CLASH_OWNER && warnings->count < ROSTER_MESSAGES_MAX
                       ? line_of_rival(w, i, person->rival)
                       : 0;
        if (line != 0) detail = str_format(w->arena, "%d", line);
        roster_message_add(warnings, line != 0 ? ROSTER_CLASH_ROWS : clash, w->rows[i].line, 1,
                           detail);
    }
    for (size_t r = 0; r < w->remark_count; r++) {
        const struct remark *remark = &w->remarks[r];
        roster_message_add(warnings, remark->flaw, w->rows[remark->row].line, 1,
                           roll_text(w, remark->row));
    }
}

enum rc import_remark(struct import_finding *f, size_t row, enum question_kind kind,
                      enum roster_flaw flaw, const struct owner *other, struct str said,
                      bool *ret_told) {
    struct import_work *w = f->w;
    const struct person *person = &w->people[row];
    int64_t pupil = person->holder != NULL ? person->holder->pupil_id : person->pupil_id,
            other_id = other == NULL ? 0 : other->pupil_id;
    *ret_told = false;
    for (size_t q = 0; q < f->question_count; q++) {
        const struct question *asked = &f->questions[q];
        if (asked->kind == kind && asked->pupil_id == pupil && asked->other_id == other_id &&
            str_eq(asked->said, said))
            return RC_OK;
    }
    for (size_t r = 0; r < w->remark_count; r++)
        if (w->remarks[r].kind == kind &&
            w->rows[w->remarks[r].row].facts.roll_number == w->rows[row].facts.roll_number)
            return RC_OK; /* another enrolment of the same pupil */
    w->remarks[w->remark_count++] = (struct remark){row, kind, flaw, other, said};
    *ret_told = true;
    return RC_OK;
}

/* Handles rows with a known roll number first: they may claim a number before a new pupil does. */
enum rc import_people(struct import_work *w) {
    enum { REMARKS_OF_ROW = 4 };
    struct import_finding f = {.w = w};
    w->people = ARENA_ARRAY(w->arena, struct person, w->count);
    w->joins = ARENA_ARRAY(w->arena, struct join, w->count);
    w->remarks = ARENA_ARRAY(w->arena, struct remark, w->count * REMARKS_OF_ROW);
    TRY(import_known_read(&f));
    TRY(import_known_owners(&f));
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].holder != NULL) TRY(identify(&f, i));
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].holder == NULL) TRY(identify(&f, i));
    TRY(name_new(&f));
    TRY(import_official(&f));
    tell_clashes(w);
    return RC_OK;
}
