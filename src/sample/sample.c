#include "sample/sample.h"

#include "base/arena.h"
#include "sample/year.h"

/* Frequencies: once in so many pupils. */
enum { TWIN = 60, NAMESAKE = 150, SECOND_ENROLMENT = 250, STARTED_LATER = 30 };
enum { AGES = 24, ROLL_MODULUS = 99991 /* prime, so that a step visits each number once */ };

struct manual_pupil {
    const char *first, *last;
    int64_t roll_number;
    size_t group; /* index in plan_first_school() */
    int sex;
    const char *class_code;
    struct date born; /* year 0: generated as for others of the group */
};

/*
 * Names, roll numbers and groups are those of the manual. What it does not give (roll numbers of
 * the card examples, groups of the bulk example, class codes, most birthdays) is chosen here.
 */
static const struct manual_pupil manual_pupils[] = {
    {"Ivica", "Cauberghs", 945, 6, 1, "5WEWI", {2007, 3, 19}},
    {"Keshab", "Caubergs", 50105, 7, 1, "6MVT", {0}},
    {"Eben-Ezer", "Charneux", 77270, 8, 1, "3HT", {0}},
    {"Manao", "Colignon", 5695, 9, 1, "5LAWI", {0}},
    {"Franci", "Daeleman", 89914, 10, 2, "4WET", {0}},
    {"Borel", "Daelemans", 55602, 2, 1, "3A", {0}},
    {"Wilhelmina", "Daniëls", 3362, 9, 2, "5LAWI", {0}},
    {"Mac", "Daoust", 1961, 6, 1, "5WEWI", {0}},
    {"Süheda", "Carabin", 4412, 3, 2, "4A", {0}},
    {"Aurelian", "Appels", 61230, 11, 1, "6EIT", {0}},
    {"Abdulghani", "Bogdan", 7028, 5, 1, "6A", {0}},
};

/* A pupil who may get a second enrolment in another school. */
struct spare {
    struct person person;
    int school; /* number; 0 = none */
    bool newcomer;
};

struct generator {
    const struct sample_options *options;
    const struct sample_sink *sink;
    uint64_t state;
    struct random random;
    int school_year; /* the calendar year in which the school year begins */
    day_count begin_day, end_day;
    struct serials serials;
    struct spare spares[AGES]; /* by age */
    struct school_plan *plan;  /* of the current school, in the ring buffer of year */
    struct year year;
    uint32_t roll_step, roll_start, rolls; /* of the current school */
};

static bool once_in(struct generator *g, uint32_t n) {
    return random_below(&g->random, n) == 0;
}

static day_count day_at(int year, int month, int day) {
    day_count at = 0;
    return day_of_date((struct date){year, month, day}, &at) == RC_OK ? at : 0;
}

static uint64_t mixed(uint64_t seed, uint64_t number) {
    uint64_t state = seed ^ (number * 0xd1342543de82ef95u);
    struct random random = random_seeded(&state);
    return random_u64(&random);
}

/*
 * Returns the number of items before part i when total items are divided into count parts of about
 * 0.3 to 1.7 times the mean. It is computed directly for any i, and the parts add up to total.
 */
static int64_t part_start(int64_t total, int64_t count, int64_t i, uint64_t seed) {
    if (i <= 0) return 0;
    if (i >= count) return total;
    int64_t even = total * i / count;
    int64_t sway = total / count * 35 / 100;
    if (sway == 0) return even;
    return even + (int64_t)(mixed(seed, (uint64_t)i) % (uint64_t)(2 * sway + 1)) - sway;
}

static bool roll_of_manual(int64_t roll) {
    for (size_t i = 0; i < COUNT(manual_pupils); i++)
        if (manual_pupils[i].roll_number == roll) return true;
    return false;
}

static int64_t next_roll(struct generator *g) {
    int64_t roll;
    do {
        roll = 1 + (int64_t)(((uint64_t)g->roll_step * g->rolls++ + g->roll_start) % ROLL_MODULUS);
    } while (g->plan->number == 2 && roll_of_manual(roll));
    return roll;
}

static struct person_wish wish_of(const struct generator *g, const struct sample_group *group) {
    return year_wish(&g->random, g->plan, group, g->school_year);
}

static enum rc write_pupil(struct generator *g, struct sample_pupil *pupil) {
    pupil->school = g->plan;
    pupil->enrolled = true;
    pupil->begin_day = g->begin_day;
    pupil->end_day = g->end_day;
    if (once_in(g, STARTED_LATER))
        pupil->begin_day +=
            (day_count)random_below(&g->random, (uint32_t)(g->options->today - g->begin_day + 1));
    const struct sample_row row = sample_pupil_row(pupil);
    TRY(g->sink->row(g->sink->context, &row));
    return g->options->until > g->options->today ? year_simulate(&g->year, pupil) : RC_OK;
}

/* Returns the pupil of this age who can be enrolled in this second school, or NULL. */
static struct spare *spare_for(struct generator *g, const struct sample_group *group) {
    struct spare *spare = &g->spares[group->age_from];
    bool fits = spare->school != 0 && spare->school != g->plan->number &&
                spare->newcomer == group->newcomer && group->age_from == group->age_to;
    return fits && g->plan->number != 2 ? spare : NULL;
}

static bool keep_spare(struct generator *g, const struct sample_group *group,
                       const struct person *p) {
    struct spare *spare = &g->spares[group->age_from];
    if (!p->has_number || spare->school != 0 || group->age_from != group->age_to ||
        !once_in(g, SECOND_ENROLMENT))
        return false;
    *spare = (struct spare){.person = *p, .school = g->plan->number, .newcomer = group->newcomer};
    return true;
}

/* Pupils in two schools do not change during the year, so that both rows agree. */
static void draw_pupil(struct generator *g, const struct sample_group *group, int place,
                       const struct person *before, struct sample_pupil *pupil) {
    struct spare *spare = spare_for(g, group);
    struct person_wish wish = wish_of(g, group);
    if (spare != NULL) {
        pupil->person = spare->person;
        pupil->steady = pupil->second = true;
        spare->school = 0;
        return;
    }
    if (place > 0 && once_in(g, TWIN)) {
        person_twin(&g->random, &g->serials, before, &pupil->person);
        return;
    }
    if (place > 0 && once_in(g, NAMESAKE)) {
        person_namesake(&g->random, &g->serials, &wish, before, &pupil->person);
        return;
    }
    person_draw(&g->random, &g->serials, &wish, &pupil->person);
    pupil->steady = keep_spare(g, group, &pupil->person);
}

static enum rc generate_group(struct generator *g, const struct sample_group *group, int pupils) {
    struct person before = {.sex = 0};
    for (int place = 0; place < pupils; place++) {
        struct sample_pupil pupil = {.group = group};
        plan_class(group, place, pupils, pupil.class_code);
        draw_pupil(g, group, place, &before, &pupil);
        pupil.roll_number = next_roll(g);
        before = pupil.person;
        TRY(write_pupil(g, &pupil));
    }
    return RC_OK;
}

static enum rc generate_manual_pupils(struct generator *g) {
    for (size_t i = 0; i < COUNT(manual_pupils); i++) {
        const struct manual_pupil *m = &manual_pupils[i];
        struct sample_pupil pupil = {
            .group = &g->plan->groups[m->group], .roll_number = m->roll_number, .steady = true};
        struct person_wish wish = wish_of(g, pupil.group);
        struct person *p = &pupil.person;
        p->sex = m->sex;
        snprintf(p->first, sizeof p->first, "%s", m->first);
        snprintf(p->last, sizeof p->last, "%s", m->last);
        snprintf(p->official_first, sizeof p->official_first, "%s", m->first);
        snprintf(pupil.class_code, sizeof pupil.class_code, "%s", m->class_code);
        p->birth_day =
            wish.born_from +
            (day_count)random_below(&g->random, (uint32_t)(wish.born_to - wish.born_from + 1));
        if (m->born.year != 0) p->birth_day = day_at(m->born.year, m->born.month, m->born.day);
        person_number(&g->serials, false, p);
        TRY(write_pupil(g, &pupil));
    }
    return RC_OK;
}

static enum rc generate_school(struct generator *g, int index, int pupils) {
    bool first = index == 0;
    g->plan = &g->year.schools[index % YEAR_NEIGHBOURS];
    if (first) plan_first_school(g->plan);
    if (!first) plan_school(&g->random, index, pupils, g->plan);
    g->roll_step = 1 + random_below(&g->random, ROLL_MODULUS - 1);
    g->roll_start = random_below(&g->random, ROLL_MODULUS);
    g->rolls = 0;
    const struct sample_school school = {.id = {g->plan->number}, .name = str_of(g->plan->name)};
    if (g->sink->school != NULL) TRY(g->sink->school(g->sink->context, &school));
    if (first) TRY(generate_manual_pupils(g));
    int others = first ? pupils - (int)COUNT(manual_pupils) : pupils;
    uint64_t seed = random_u64(&g->random);
    for (size_t i = 0; i < g->plan->count; i++) {
        int64_t from = part_start(others, (int64_t)g->plan->count, (int64_t)i, seed),
                to = part_start(others, (int64_t)g->plan->count, (int64_t)i + 1, seed);
        g->plan->groups[i].pupils = (int)(to - from);
    }
    for (size_t i = 0; i < g->plan->count; i++)
        TRY(generate_group(g, &g->plan->groups[i], g->plan->groups[i].pupils));
    return RC_OK;
}

enum rc sample_check(const struct sample_options *o, struct fault *fault) {
    int64_t others = o->schools - 1, rest = o->pupils - SAMPLE_FIRST_SCHOOL_PUPILS;
    if (o->schools < 1 || o->schools > SAMPLE_SCHOOLS_MAX)
        return FAULT(fault, RC_INVALID, "schools: must be 1 to %d", SAMPLE_SCHOOLS_MAX);
    if (o->pupils > SAMPLE_PUPILS_MAX)
        return FAULT(fault, RC_INVALID, "pupils: at most %d", SAMPLE_PUPILS_MAX);
    if (others == 0 && rest != 0)
        return FAULT(fault, RC_INVALID,
                     "pupils: the first school has exactly 200; give 200, or more schools");
    if (rest < others)
        return FAULT(fault, RC_INVALID,
                     "pupils: 200 for the first school and at least 1 for each other");
    if (rest > others * SAMPLE_SCHOOL_PUPILS_MAX)
        return FAULT(fault, RC_INVALID, "pupils: at most %d per school", SAMPLE_SCHOOL_PUPILS_MAX);
    if (o->until > o->today && o->until - o->today > SAMPLE_DAYS_MAX)
        return FAULT(fault, RC_INVALID, "days: at most %d", SAMPLE_DAYS_MAX);
    return RC_OK;
}

enum rc sample_each(const struct sample_options *options, const struct sample_sink *sink,
                    struct fault *fault) {
    TRY(sample_check(options, fault));
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    struct generator *g = ARENA_NEW(arena, struct generator);
    struct date end = day_to_date(school_year_end(options->today));
    g->options = options;
    g->sink = sink;
    g->state = mixed(options->seed, 0);
    g->random = random_seeded(&g->state);
    g->school_year = end.year - 1;
    g->begin_day = day_at(g->school_year, 9, 1);
    g->end_day = day_at(end.year, 8, 31);
    g->serials =
        (struct serials){.first_year = g->school_year - PERSON_YEARS + 1, .to = SERIALS_ROSTER};
    g->year.serials = (struct serials){
        .first_year = g->serials.first_year, .from = SERIALS_ROSTER, .to = SERIALS};
    g->year.options = options;
    g->year.sink = sink;
    g->year.random = random_seeded(&g->year.state);
    TRY(generate_school(g, 0, SAMPLE_FIRST_SCHOOL_PUPILS));
    int64_t rest = options->pupils - SAMPLE_FIRST_SCHOOL_PUPILS;
    for (int i = 1; i < options->schools; i++) {
        int64_t from = part_start(rest, options->schools - 1, i - 1, options->seed),
                to = part_start(rest, options->schools - 1, i, options->seed);
        TRY(generate_school(g, i, (int)(to - from)));
    }
    return RC_OK;
}
