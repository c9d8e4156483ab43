/* Official data of the persons in the rows of a school. Values that the file does not state stay as
 * they are; contradicting values are settled (docs/develop/roster-identity.md). */
#include "service/roster/import_known.h"
#include "store/queries.h"

static void fill_unsaid(struct enrolment_facts *facts, const struct official *known) {
    if (facts->official_first.len == 0) facts->official_first = known->first_name;
    if (facts->official_last.len == 0) facts->official_last = known->last_name;
    if (facts->sex == 0) facts->sex = known->sex;
    if (facts->birth_day == DAY_NONE) facts->birth_day = known->birth_day;
}

static enum agreement agree(int64_t carried, int64_t none, int64_t value) {
    if (carried == none) return AGREE_UNKNOWN;
    return carried == value ? AGREE_SAME : AGREE_OTHER;
}

/* A row whose person is known. */
struct settling {
    struct import_finding *f;
    size_t row;
    struct enrolment_facts *facts;
    const struct official *known;
    struct number_facts number; /* from the row's national number; all unknown without one */
    bool elsewhere;             /* the stored data come from another school */
};

/* Adds a remark about a statement of the school, unless the same was reported before. */
static enum rc remark_once(const struct settling *s, enum question_kind kind, enum roster_flaw flaw,
                           struct str stated) {
    const struct import_work *w = s->f->w;
    struct str said;
    bool told;
    TRY(service_number_mac(w->arena, w->ask->service,
                           str_format(w->arena, "stated %d %.*s", kind, STR_ARG(stated)), &said));
    return import_remark(s->f, s->row, kind, flaw, NULL, said, &told);
}

static enum rc settle_birth_day(const struct settling *s) {
    struct enrolment_facts *facts = s->facts;
    day_count known = s->known->birth_day;
    if (facts->birth_day == known || known == DAY_NONE || facts->birth_day == DAY_NONE)
        return RC_OK;
    enum agreement row_agrees = agree(s->number.birth_day, DAY_NONE, facts->birth_day);
    if (roster_settle(row_agrees, agree(s->number.birth_day, DAY_NONE, known), s->elsewhere) ==
        SETTLE_TAKE)
        return RC_OK;
    struct str stated = str_format(s->f->w->arena, "%d", facts->birth_day);
    facts->birth_day = known;
    return remark_once(s, QUESTION_BIRTH_DAY,
                       row_agrees == AGREE_OTHER ? ROSTER_NUMBER_DATE : ROSTER_OTHER_BIRTH_DAY,
                       stated);
}

static enum rc settle_sex(const struct settling *s) {
    struct enrolment_facts *facts = s->facts;
    int known = s->known->sex;
    if (facts->sex == known || facts->sex == 0 || known == 0) return RC_OK;
    enum settlement settled = facts->sex == 3 || known == 3 /* the number does not encode sex X */
                                  ? roster_settle(AGREE_UNKNOWN, AGREE_UNKNOWN, s->elsewhere)
                                  : roster_settle(agree(s->number.sex, 0, facts->sex),
                                                  agree(s->number.sex, 0, known), s->elsewhere);
    /* Within one school the latest value wins, because a registered sex can change. */
    if (settled == SETTLE_TAKE || !s->elsewhere) return RC_OK;
    struct str stated = str_format(s->f->w->arena, "%d", facts->sex);
    facts->sex = known;
    return remark_once(s, QUESTION_SEX, ROSTER_OTHER_SEX, stated);
}

/* Tells whether no school has stated official names yet, so that the stored ones are copied from an
 * enrolment, while this row does state official names. */
static enum rc are_only_enrolled(const struct settling *s, bool *ret_only) {
    const struct import_work *w = s->f->w;
    const struct enrolment_facts *facts = s->facts;
    struct sql_pupil_enrolled_names_row *names;
    size_t count;
    *ret_only = false;
    if (str_eq(facts->official_first, facts->first_name) &&
        str_eq(facts->official_last, facts->last_name))
        return RC_OK;
    TRY(sql_pupil_enrolled_names(w->tx, w->arena, w->people[s->row].pupil_id, &names, &count));
    for (size_t i = 0; i < count; i++)
        *ret_only = *ret_only || (str_eq(names[i].first_name, s->known->first_name) &&
                                  str_eq(names[i].last_name, s->known->last_name));
    return RC_OK;
}

static enum rc settle_names(const struct settling *s) {
    struct enrolment_facts *facts = s->facts;
    const struct official *known = s->known;
    bool first = facts->official_first.len > 0 && known->first_name.len > 0 &&
                 !str_eq(facts->official_first, known->first_name),
         last = facts->official_last.len > 0 && known->last_name.len > 0 &&
                !str_eq(facts->official_last, known->last_name);
    bool only_enrolled;
    if (!s->elsewhere || (!first && !last)) return RC_OK;
    TRY(are_only_enrolled(s, &only_enrolled));
    if (only_enrolled) return RC_OK;
    struct str stated = str_format(s->f->w->arena, "%.*s\n%.*s", STR_ARG(facts->official_first),
                                   STR_ARG(facts->official_last));
    facts->official_first = known->first_name;
    facts->official_last = known->last_name;
    return remark_once(s, QUESTION_NAMES, ROSTER_OTHER_NAMES, stated);
}

static bool differs(const struct enrolment_facts *facts, const struct official *known) {
    return (facts->official_first.len > 0 && !str_eq(facts->official_first, known->first_name)) ||
           (facts->official_last.len > 0 && !str_eq(facts->official_last, known->last_name)) ||
           (facts->sex != 0 && facts->sex != known->sex) ||
           (facts->birth_day != DAY_NONE && facts->birth_day != known->birth_day);
}

static enum rc settle(struct import_finding *f, size_t i, const struct official *known) {
    const struct import_work *w = f->w;
    const struct person *person = &w->people[i];
    struct settling s = {.f = f,
                         .row = i,
                         .facts = &w->rows[i].facts,
                         .known = known,
                         .number = {.birth_day = DAY_NONE}};
    if (!differs(s.facts, known)) return RC_OK;
    if (person->mac.len > 0) s.number = national_number_facts(&w->rows[i].number);
    TRY(import_stated_elsewhere(f, person->pupil_id, known->school, &s.elsewhere));
    TRY(settle_birth_day(&s));
    TRY(settle_sex(&s));
    return settle_names(&s);
}

/* Reports a national number whose date contradicts the birth day, in the file that brings both. */
static enum rc check_date(struct import_finding *f, size_t i) {
    const struct import_work *w = f->w;
    const struct person *person = &w->people[i];
    const struct enrolment_facts *facts = &w->rows[i].facts;
    if (person->mac.len == 0 || !(person->is_new || person->learns)) return RC_OK;
    struct number_facts number = national_number_facts(&w->rows[i].number);
    if (number.birth_day == DAY_NONE || facts->birth_day == DAY_NONE ||
        number.birth_day == facts->birth_day)
        return RC_OK;
    const struct settling s = {.f = f, .row = i};
    return remark_once(&s, QUESTION_BIRTH_DAY, ROSTER_NUMBER_DATE,
                       str_format(w->arena, "%d", facts->birth_day));
}

/* Replaces the personal data of a row by the stored ones, because the row is not trusted. */
static void disbelieve(struct enrolment_facts *facts, const struct holder *holder) {
    facts->first_name = holder->first_name;
    facts->last_name = holder->last_name;
    facts->official_first = facts->official_last = S("");
    facts->sex = 0;
    facts->birth_day = DAY_NONE;
}

static enum rc complete(struct import_finding *f, size_t i) {
    struct person *person = &f->w->people[i];
    struct enrolment_facts *facts = &f->w->rows[i].facts;
    const struct holder *holder = person->holder;
    const struct owner *owner = person->mac.len > 0 ? import_owner_of(f, person->mac) : NULL;
    bool owned = owner != NULL && owner->pupil_id != 0 && !owner->taken;
    if (person->clash == ROSTER_CLASH_NUMBER) disbelieve(facts, holder);
    TRY(check_date(f, i));
    if (holder != NULL) TRY(settle(f, i, &holder->official));
    if (owned) TRY(settle(f, i, &owner->official));
    if (holder != NULL) {
        /* Stored official names that were copied from this enrolment change with it. */
        struct official known = holder->official;
        if (str_eq(known.first_name, holder->first_name)) known.first_name = facts->first_name;
        if (str_eq(known.last_name, holder->last_name)) known.last_name = facts->last_name;
        fill_unsaid(facts, &known);
    }
    if (owned) fill_unsaid(facts, &owner->official);
    const struct official as_enrolled = {
        .first_name = facts->first_name, .last_name = facts->last_name, .birth_day = DAY_NONE};
    fill_unsaid(facts, &as_enrolled);
    person->restates = (holder != NULL && differs(facts, &holder->official)) ||
                       (owned && differs(facts, &owner->official));
    return RC_OK;
}

enum rc import_official(struct import_finding *f) {
    for (size_t i = 0; i < f->w->count; i++) TRY(complete(f, i));
    return RC_OK;
}
