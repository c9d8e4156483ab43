#include "sample/year.h"

#include "base/rc.h"

enum {
    EVENTS_MAX = 16,
    AWAY_LEAST = 14,
    AWAY_SPREAD = 120,
    LAST_YEAR_AGE = 17,
    FIRST_LATE_ROLL = 100000
};
/* Frequencies: once in so many. */
enum { REPEATS_A_YEAR = 12, SEVENTH_YEAR = 6, COMES_BACK = 3, TWIN = 60 };

enum kind {
    OTHER_CLASS,
    OTHER_GROUP,
    OTHER_SCHOOL,
    LEAVES,
    NAMES_CORRECTED,
    NUMBER_CORRECTED,
    KINDS,
    COMES_AGAIN,
    NEW_YEAR
};

/* Per 10,000 pupils in 365 days. */
static const int rates[KINDS] = {
    [OTHER_CLASS] = 300, [OTHER_GROUP] = 200,    [OTHER_SCHOOL] = 300,
    [LEAVES] = 90,       [NAMES_CORRECTED] = 60, [NUMBER_CORRECTED] = 20};
enum { RATE_NEWCOMERS = 150, RATE_NUMBER_ARRIVES = 5000, RATE_OF = 10000, DAYS_OF_RATE = 365 };

struct pupil_event {
    day_count day;
    enum kind kind;
};

static bool once_in(const struct year *y, uint32_t n) {
    return random_below(&y->random, n) == 0;
}

static bool is_new_year(struct date date) {
    return date.month == 9 && date.day == 1;
}

/*
 * Schools write changes on working days. In July and August, and on 1 September apart from the new
 * year, nothing else changes.
 */
static bool is_working_day(day_count day) {
    struct date date = day_to_date(day);
    return day_of_week(day) < 5 && date.month != 7 && date.month != 8 && !is_new_year(date);
}

struct sample_row sample_pupil_row(const struct sample_pupil *l) {
    const struct person *p = &l->person;
    const struct enrolment_facts facts = {
        .roll_number = l->roll_number,
        .first_name = str_of(p->first),
        .last_name = str_of(p->last),
        .official_first = str_of(p->official_first),
        .official_last = str_of(p->last),
        .sex = p->sex,
        .birth_day = p->birth_day,
        .group_number = l->group->number,
        .group_name = str_of(l->group->name),
        .class_code = str_of(l->class_code),
        .level = l->group->level,
        .begin_day = l->begin_day,
        .end_day = l->end_day,
    };
    return (struct sample_row){.school = {l->school->number},
                               .facts = facts,
                               .structure = l->group->structure,
                               .has_number = p->has_number,
                               .number = p->number};
}

static enum rc write_change(const struct year *y, day_count day, const struct sample_pupil *l) {
    const struct sample_row row = sample_pupil_row(l);
    return y->sink->change(y->sink->context, day, &row);
}

struct person_wish year_wish(const struct random *random, const struct school_plan *school,
                             const struct sample_group *group, int school_year) {
    int span = group->age_to - group->age_from + 1;
    int age = group->age_from + (int)random_below(random, (uint32_t)span);
    bool repeats = age > 2 && random_below(random, REPEATS_A_YEAR) == 0;
    int year = school_year - age - (repeats ? 1 : 0);
    day_count from = 0, to = 0;
    /* The youngest, of 2, must be two and a half when school begins. */
    const struct date last = age == 2 ? (struct date){year, 2, 28} : (struct date){year, 12, 31};
    if (day_of_date((struct date){year, 1, 1}, &from) != RC_OK || day_of_date(last, &to) != RC_OK)
        from = to = 0;
    return (struct person_wish){.newcomer = group->newcomer,
                                .first_school = school->number == 2,
                                .born_from = from,
                                .born_to = to};
}

static void draw_class(const struct year *y, struct sample_pupil *l) {
    int pupils = l->group->pupils > 0 ? l->group->pupils : 1;
    plan_class(l->group, (int)random_below(&y->random, (uint32_t)pupils), pupils, l->class_code);
}

static enum rc enrol(const struct year *y, struct sample_pupil *l, struct school_plan *school,
                     const struct sample_group *group, day_count day) {
    if (l->school != school || l->roll_number == 0)
        l->roll_number = FIRST_LATE_ROLL + school->late++;
    bool stays = l->school == school && l->group == group && l->class_code[0] != '\0';
    l->school = school;
    l->group = group;
    l->begin_day = day;
    l->end_day = school_year_end(day);
    l->enrolled = true;
    if (!stays) draw_class(y, l);
    return write_change(y, day, l);
}

/* Ends the enrolment; the row contains the last day. */
static enum rc leave(const struct year *y, struct sample_pupil *l, day_count last, day_count day) {
    l->end_day = last;
    l->enrolled = false;
    return write_change(y, day, l);
}

static int kind_of(const struct sample_group *group) {
    return group->structure / 10 % 10; /* ordinary or special education */
}

/*
 * Finds a group for the age in the same kind of education, preferring one that continues the same
 * study. Returns NULL when there is none.
 */
static const struct sample_group *group_for(const struct year *y, const struct school_plan *school,
                                            const struct sample_group *from, int age) {
    const struct sample_group *found = NULL;
    uint32_t met = 0;
    for (size_t i = 0; i < school->count; i++) {
        const struct sample_group *g = &school->groups[i];
        if (g->newcomer || kind_of(g) != kind_of(from) || age < g->age_from || age > g->age_to ||
            g->pupils == 0)
            continue;
        if (strcmp(g->class_stem + 1, from->class_stem + 1) == 0) return g;
        if (random_below(&y->random, ++met) == 0) found = g;
    }
    return found;
}

/* A pupil whose name sorts between the manual's pupils may not move to their school. */
static bool may_move_to(const struct school_plan *school, const struct sample_pupil *l) {
    return school->number != 0 && school != l->school &&
           (school->number != 2 || !person_in_manual_stretch(l->person.last));
}

static enum rc move_school(struct year *y, struct sample_pupil *l, int age, day_count day) {
    uint32_t start = random_below(&y->random, YEAR_NEIGHBOURS);
    for (uint32_t i = 0; i < YEAR_NEIGHBOURS; i++) {
        struct school_plan *school = &y->schools[(start + i) % YEAR_NEIGHBOURS];
        if (!may_move_to(school, l)) continue;
        const struct sample_group *group = group_for(y, school, l->group, age);
        if (group == NULL) continue;
        if (l->enrolled) TRY(leave(y, l, day - 1, day));
        return enrol(y, l, school, group, day);
    }
    return RC_OK; /* no destination: an enrolled pupil stays, another one leaves */
}

/* Half of the schools also write the old enrolment with its end date. */
static enum rc change_place(struct year *y, struct sample_pupil *l,
                            const struct sample_group *group, const char *class_code,
                            day_count day) {
    struct sample_pupil old = *l;
    if (l->school->number % 2 == 0) TRY(leave(y, &old, day - 1, day));
    l->group = group;
    l->begin_day = day;
    snprintf(l->class_code, sizeof l->class_code, "%s", class_code);
    return write_change(y, day, l);
}

static enum rc change_class(struct year *y, struct sample_pupil *l, day_count day) {
    struct sample_pupil other = *l;
    draw_class(y, &other);
    return strcmp(other.class_code, l->class_code) == 0
               ? RC_OK
               : change_place(y, l, l->group, other.class_code, day);
}

static enum rc change_group(struct year *y, struct sample_pupil *l, day_count day) {
    struct sample_pupil other = *l;
    size_t start = random_below(&y->random, (uint32_t)l->school->count);
    for (size_t i = 0; i < l->school->count; i++) {
        other.group = &l->school->groups[(start + i) % l->school->count];
        bool fits = other.group != l->group && other.group->pupils > 0 && !other.group->newcomer &&
                    kind_of(other.group) == kind_of(l->group) &&
                    other.group->age_from == l->group->age_from &&
                    other.group->age_to == l->group->age_to;
        if (!fits) continue;
        draw_class(y, &other);
        return change_place(y, l, other.group, other.class_code, day);
    }
    return RC_OK;
}

/* Sets a missing national number, or replaces a wrong or temporary one. */
static enum rc correct_number(struct year *y, struct sample_pupil *l, day_count day) {
    struct person corrected = l->person;
    person_number(&y->serials, false, &corrected);
    if (!corrected.has_number) return RC_OK;
    l->person = corrected;
    return write_change(y, day, l);
}

static enum rc correct_names(struct year *y, struct sample_pupil *l, day_count day) {
    const struct person_wish wish = {.first_school = l->school->number == 2};
    person_rename(&y->random, &wish, &l->person);
    return write_change(y, day, l);
}

/*
 * On 1 September the pupil moves up in the same school, moves to another school when that has no
 * group, or has finished.
 */
static enum rc begin_year(struct year *y, struct sample_pupil *l, day_count day) {
    bool goes_on = l->enrolled && !l->second;
    l->enrolled = false; /* the previous school year ended */
    if (!goes_on) return RC_OK;
    int age = day_to_date(day).year - day_to_date(l->person.birth_day).year;
    bool ranged = l->group->age_from != l->group->age_to;
    if (ranged && !l->group->newcomer && age <= l->group->age_to)
        return enrol(y, l, l->school, l->group, day);
    int wanted = ranged ? age : l->group->age_from + (once_in(y, REPEATS_A_YEAR) ? 0 : 1);
    if (wanted > LAST_YEAR_AGE && !ranged && !once_in(y, SEVENTH_YEAR)) return RC_OK;
    const struct sample_group *group = group_for(y, l->school, l->group, wanted);
    return group != NULL ? enrol(y, l, l->school, group, day) : move_school(y, l, wanted, day);
}

static enum rc apply_event(struct year *y, struct sample_pupil *l, const struct pupil_event *m) {
    if (m->kind == NEW_YEAR) return begin_year(y, l, m->day);
    if (m->kind == COMES_AGAIN)
        return l->enrolled ? RC_OK : enrol(y, l, l->school, l->group, m->day);
    if (!l->enrolled || m->day <= l->begin_day) return RC_OK;
    int age =
        l->group->age_from == l->group->age_to
            ? l->group->age_from
            : day_to_date(school_year_end(m->day)).year - 1 - day_to_date(l->person.birth_day).year;
    switch (m->kind) {
        case OTHER_CLASS: return change_class(y, l, m->day);
        case OTHER_GROUP: return change_group(y, l, m->day);
        case OTHER_SCHOOL: return move_school(y, l, age, m->day);
        case LEAVES: return leave(y, l, m->day, m->day);
        case NAMES_CORRECTED: return correct_names(y, l, m->day);
        case NUMBER_CORRECTED: return correct_number(y, l, m->day);
        case KINDS:
        case COMES_AGAIN:
        case NEW_YEAR: break;
    }
    return RC_BUG;
}

/* Changes of Saturday and Sunday are written on Monday. */
static day_count written_on(day_count day) {
    return day_of_week(day) < 5 ? day : day + 7 - day_of_week(day);
}

/*
 * Draws the day of an event with the given rate between two days; DAY_NONE when it does not
 * happen.
 */
static day_count draw_day(const struct year *y, int rate, day_count after, day_count until) {
    int64_t days = until - after;
    if (days <= 0 || random_below(&y->random, RATE_OF * DAYS_OF_RATE) >= (uint32_t)(rate * days))
        return DAY_NONE;
    day_count day = written_on(after + 1 + (day_count)random_below(&y->random, (uint32_t)days));
    return is_working_day(day) && day <= until ? day : DAY_NONE;
}

static size_t add_event(struct pupil_event *events, size_t count, day_count day, enum kind kind) {
    if (day == DAY_NONE || count == EVENTS_MAX) return count;
    size_t at = count;
    for (; at > 0 && events[at - 1].day > day; at--) events[at] = events[at - 1];
    events[at] = (struct pupil_event){day, kind};
    return count + 1;
}

/*
 * Pupils return only before the new school year, because afterwards they would be in another group.
 */
static day_count day_of_return(const struct year *y, day_count left) {
    day_count day =
        written_on(left + AWAY_LEAST + (day_count)random_below(&y->random, AWAY_SPREAD));
    return is_working_day(day) && day <= y->options->until && day <= school_year_end(left)
               ? day
               : DAY_NONE;
}

static size_t draw_events(const struct year *y, const struct sample_pupil *l, day_count after,
                          struct pupil_event events[EVENTS_MAX]) {
    size_t count = 0;
    for (day_count day = school_year_end(after) + 1; day <= y->options->until;
         day = school_year_end(day) + 1)
        count = add_event(events, count, day, NEW_YEAR);
    for (int kind = 0; kind < KINDS && !l->steady; kind++) {
        bool arrives = kind == NUMBER_CORRECTED &&
                       (!l->person.has_number || l->person.number.digits[2] >= '4');
        day_count day =
            draw_day(y, arrives ? RATE_NUMBER_ARRIVES : rates[kind], after, y->options->until);
        count = add_event(events, count, day, (enum kind)kind);
        if (kind == LEAVES && day != DAY_NONE && once_in(y, COMES_BACK))
            count = add_event(events, count, day_of_return(y, day), COMES_AGAIN);
    }
    return count;
}

static enum rc simulate(struct year *y, struct sample_pupil *l, day_count after) {
    struct pupil_event events[EVENTS_MAX];
    size_t count = draw_events(y, l, after, events);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || events[i].day > events[i - 1].day) TRY(apply_event(y, l, &events[i]));
    if (l->end_day < y->options->until) return RC_OK;
    const struct sample_row row = sample_pupil_row(l);
    return y->sink->last(y->sink->context, &row);
}

/* Adds a new pupil to the group, sometimes with a twin. */
static enum rc arrive(struct year *y, struct school_plan *school, const struct sample_group *group,
                      day_count day) {
    const struct person_wish wish =
        year_wish(&y->random, school, group, day_to_date(school_year_end(day)).year - 1);
    struct sample_pupil pupil = {.school = school};
    person_draw(&y->random, &y->serials, &wish, &pupil.person);
    struct sample_pupil twin = pupil;
    bool twins = once_in(y, TWIN);
    if (twins) person_twin(&y->random, &y->serials, &pupil.person, &twin.person);
    TRY(enrol(y, &pupil, school, group, day));
    TRY(simulate(y, &pupil, day));
    if (!twins) return RC_OK;
    TRY(enrol(y, &twin, school, group, day));
    return simulate(y, &twin, day);
}

enum rc year_simulate(struct year *y, struct sample_pupil *pupil) {
    struct school_plan *school = pupil->school;
    const struct sample_group *group = pupil->group;
    day_count after = y->options->today, until = y->options->until;
    y->state = y->options->seed * 0x9e3779b97f4a7c15u ^ (++y->lives * 0xd1342543de82ef95u);
    bool steady = pupil->steady;
    TRY(simulate(y, pupil, after));
    day_count day = draw_day(y, RATE_NEWCOMERS, after, until);
    if (day != DAY_NONE && !steady) TRY(arrive(y, school, group, day));
    bool youngest = group == &school->groups[0] && group->age_from <= 3;
    for (day = school_year_end(after) + 1; youngest && day <= until; day = school_year_end(day) + 1)
        TRY(arrive(y, school, group, day));
    return RC_OK;
}
