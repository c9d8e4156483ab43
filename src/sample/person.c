#include "sample/person.h"

enum { BIS_MONTH = 40 };

/* Returns true once in n draws on average. */
static bool once_in(const struct random *random, uint32_t n) {
    return random_below(random, n) == 0;
}

static const char *pick(const struct random *random, struct name_list list) {
    return list.names[random_below(random, (uint32_t)list.count)];
}

static const struct origin *draw_origin(const struct random *random, bool newcomer) {
    uint32_t total = 0;
    for (size_t i = 0; i < origin_count(); i++)
        if (!newcomer || origin_at(i)->newcomer) total += (uint32_t)origin_at(i)->weight;
    uint32_t at = random_below(random, total);
    for (size_t i = 0; i < origin_count(); i++) {
        if (newcomer && !origin_at(i)->newcomer) continue;
        if (at < (uint32_t)origin_at(i)->weight) return origin_at(i);
        at -= (uint32_t)origin_at(i)->weight;
    }
    return origin_at(ORIGIN_FLEMISH);
}

static struct name_list families_of(const struct origin *origin, int sex) {
    return sex == 2 && origin->families_of_girls.count > 0 ? origin->families_of_girls
                                                           : origin->families;
}

bool person_in_manual_stretch(const char *last) {
    static const char *const starts[] = {"C", "c", "Ç", "ç", "D'", "d'", "Da", "da", "Dą", "Đ"};
    for (size_t i = 0; i < COUNT(starts); i++)
        if (strncmp(last, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

static const char *draw_family(const struct random *random, const struct origin *origin,
                               const struct person_wish *wish, int sex) {
    const char *family = pick(random, families_of(origin, sex));
    while (wish->first_school && person_in_manual_stretch(family))
        family = pick(random, families_of(origin, sex));
    return family;
}

/* One in thirty has the names of both parents, who may have different origins. */
static void draw_last(const struct random *random, const struct person_wish *wish,
                      struct person *p) {
    const char *family = draw_family(random, p->origin, wish, p->sex);
    if (!once_in(random, 30)) {
        snprintf(p->last, sizeof p->last, "%s", family);
        return;
    }
    const struct origin *other =
        once_in(random, 3) ? draw_origin(random, wish->newcomer) : p->origin;
    const char *joint = once_in(random, 4) ? "-" : " ";
    snprintf(p->last, sizeof p->last, "%s%s%s", family, joint,
             draw_family(random, other, wish, p->sex));
}

static struct name_list given_names(const struct random *random, const struct person *p) {
    const struct origin *of =
        p->origin->mixes && once_in(random, 3) ? origin_at(ORIGIN_FLEMISH) : p->origin;
    return p->sex == 2 ? of->girls : of->boys;
}

/* The register often has more given names than the school uses. */
static void draw_first(const struct random *random, struct person *p) {
    struct name_list names = given_names(random, p);
    const char *first = pick(random, names);
    snprintf(p->first, sizeof p->first, "%s", first);
    const char *second = pick(random, names);
    bool more = once_in(random, 10) && second != first;
    snprintf(p->official_first, sizeof p->official_first, more ? "%s %s" : "%s", first, second);
}

static void number_digits(int64_t number, int digits, char *ret_text) {
    for (int i = digits - 1; i >= 0; i--, number /= 10) ret_text[i] = (char)('0' + number % 10);
}

void person_number(struct serials *serials, bool bis, struct person *person) {
    struct date born = day_to_date(person->birth_day);
    int year = born.year - serials->first_year;
    person->has_number = false;
    if (year < 0 || year >= PERSON_YEARS) return;
    int of_year = (born.month - 1) * 31 + born.day - 1; /* 0..371, with gaps */
    uint16_t *used = &serials->used[year * PERSON_DAYS + of_year][person->sex == 2];
    if (serials->from + *used >= serials->to) return;
    /* 499 is prime, so this visits each serial once, and consecutive ones are not adjacent. */
    int place = ((serials->from + (*used)++) * 211 + of_year * 7) % SERIALS;
    int serial = 2 * place + (person->sex == 2 ? 2 : 1);
    int64_t nine = ((int64_t)(born.year % 100) * 10000 +
                    (born.month + (bis ? BIS_MONTH : 0)) * 100 + born.day) *
                       1000 +
                   serial;
    int64_t checked = born.year >= 2000 ? 2000000000 + nine : nine;
    number_digits(nine, 9, person->number.digits);
    number_digits(97 - checked % 97, 2, person->number.digits + 9);
    person->has_number = true;
}

/* Newcomers may have no number yet, or a bis number. */
static void draw_number(const struct random *random, struct serials *serials, bool newcomer,
                        struct person *p) {
    p->has_number = false;
    bool without = once_in(random, newcomer ? 3 : 60);
    bool bis = once_in(random, newcomer ? 4 : 100);
    if (!without) person_number(serials, bis, p);
}

static void draw_birth(const struct random *random, const struct person_wish *wish,
                       struct person *p) {
    p->birth_day = wish->born_from +
                   (day_count)random_below(random, (uint32_t)(wish->born_to - wish->born_from + 1));
    p->sex = 1 + (int)random_below(random, 2);
}

void person_draw(const struct random *random, struct serials *serials,
                 const struct person_wish *wish, struct person *ret_person) {
    ret_person->origin = draw_origin(random, wish->newcomer);
    draw_birth(random, wish, ret_person);
    draw_last(random, wish, ret_person);
    draw_first(random, ret_person);
    draw_number(random, serials, wish->newcomer, ret_person);
}

void person_twin(const struct random *random, struct serials *serials, const struct person *of,
                 struct person *ret_person) {
    *ret_person = *of;
    bool by_sex = of->origin->families_of_girls.count >
                  0; /* the family name depends on the sex, so both have the same */
    ret_person->sex = by_sex ? of->sex : 1 + (int)random_below(random, 2);
    for (int tries = 0; tries < 20 && strcmp(ret_person->first, of->first) == 0; tries++)
        draw_first(random, ret_person);
    draw_number(random, serials, !of->has_number, ret_person);
}

void person_rename(const struct random *random, const struct person_wish *wish,
                   struct person *person) {
    char before[2 * PERSON_TEXT];
    snprintf(before, sizeof before, "%s %s", person->first, person->last);
    bool family = once_in(random, 2);
    for (int tries = 0; tries < 20; tries++) {
        char now[2 * PERSON_TEXT];
        if (family) draw_last(random, wish, person);
        if (!family) draw_first(random, person);
        snprintf(now, sizeof now, "%s %s", person->first, person->last);
        if (strcmp(now, before) != 0) return;
    }
}

void person_namesake(const struct random *random, struct serials *serials,
                     const struct person_wish *wish, const struct person *of,
                     struct person *ret_person) {
    *ret_person = *of;
    draw_birth(random, wish, ret_person);
    ret_person->sex = of->sex;
    draw_number(random, serials, wish->newcomer, ret_person);
}
