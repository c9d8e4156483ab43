#include "sample/plan.h"

#include "base/rc.h"
#include "sample/sample.h"

enum {
    CLASS_SIZE = 24,
    SMALL_CLASS_SIZE = 9,
    SPECIAL_CLASS_SIZE = 10,
    UNDIVIDED = 200,
    GROUP_SIZE = 14,
    STUDIES_A_YEAR_MAX = 8
};

struct fixed_group {
    const char *name;
    int number, structure;
    enum level level;
    int age_from, age_to;
    const char *class_stem;
};

static const struct fixed_group elementary[] = {
    {"Peuterklas", 110010, 111, LEVEL_PRE_PRIMARY, 2, 2, "P"},
    {"1ste kleuterklas", 110011, 111, LEVEL_PRE_PRIMARY, 3, 3, "K1"},
    {"2de kleuterklas", 110012, 111, LEVEL_PRE_PRIMARY, 4, 4, "K2"},
    {"3de kleuterklas", 110013, 111, LEVEL_PRE_PRIMARY, 5, 5, "K3"},
    {"1ste leerjaar", 210021, 211, LEVEL_PRIMARY, 6, 6, "1"},
    {"2de leerjaar", 210022, 211, LEVEL_PRIMARY, 7, 7, "2"},
    {"3de leerjaar", 210023, 211, LEVEL_PRIMARY, 8, 8, "3"},
    {"4de leerjaar", 210024, 211, LEVEL_PRIMARY, 9, 9, "4"},
    {"5de leerjaar", 210025, 211, LEVEL_PRIMARY, 10, 10, "5"},
    {"6de leerjaar", 210026, 211, LEVEL_PRIMARY, 11, 11, "6"},
};
enum { KLEUTER_GROUPS = 4, FIRST_YEAR_AGE = 12, RECEPTION_NUMBER = 310900 };

static const struct fixed_group special_elementary[] = {
    {"Type 2 kleuteronderwijs", 120032, 121, LEVEL_PRE_PRIMARY, 3, 6, "KT2"},
    {"Type basisaanbod lager onderwijs", 220041, 221, LEVEL_PRIMARY, 6, 12, "BA"},
    {"Type 3 lager onderwijs", 220043, 221, LEVEL_PRIMARY, 6, 12, "T3"},
    {"Type 9 lager onderwijs", 220049, 221, LEVEL_PRIMARY, 6, 12, "T9"},
    {"Type 2 lager onderwijs", 220042, 221, LEVEL_PRIMARY, 6, 13, "LT2"},
};

static const struct fixed_group special_secondary[] = {
    {"BuSO OV1 type 2", 320051, 321, LEVEL_SECONDARY, 13, 20, "OV1"},
    {"BuSO OV2 type 2", 320052, 321, LEVEL_SECONDARY, 13, 20, "OV2"},
    {"BuSO OV3 observatiejaar", 320060, 321, LEVEL_SECONDARY, 12, 14, "OB"},
    {"BuSO OV3 opleidingsfase Grootkeuken", 320061, 321, LEVEL_SECONDARY, 14, 17, "GK"},
    {"BuSO OV3 kwalificatiefase Logistiek assistent", 320062, 321, LEVEL_SECONDARY, 16, 19, "LA"},
    {"BuSO OV4 1e lj 2e gr Bedrijf en organisatie", 320071, 321, LEVEL_SECONDARY, 14, 15, "4BO"},
};

/*
 * A study as the manual writes it after "1e lj 3e gr "; the form (ASO, TSO …) is part of the title.
 */
struct study {
    const char *title, *code;
};
static const struct study first_year[] = {{"1e leerjaar A", "A"}, {"1e leerjaar B", "B"}};
static const struct study second_year[] = {{"2e leerjaar A Moderne talen en wetenschappen", "MTW"},
                                           {"2e leerjaar B Maatschappij en welzijn", "MWB"},
                                           {"2e leerjaar A Klassieke talen", "KLT"},
                                           {"2e leerjaar A STEM-technieken", "STT"},
                                           {"2e leerjaar A Economie en organisatie", "ECO"},
                                           {"2e leerjaar A Maatschappij en welzijn", "MWA"}};
static const struct study second_grade[] = {{"Wetenschappen ASO", "WET"},
                                            {"Houttechnieken TSO", "HT"},
                                            {"Latijn ASO", "LAT"},
                                            {"Handel TSO", "HA"},
                                            {"Verzorging-voeding BSO", "VV"},
                                            {"Economie ASO", "ECO"},
                                            {"Elektromechanica TSO", "EM"},
                                            {"Humane wetenschappen ASO", "HW"},
                                            {"Artistieke opleiding KSO", "AO"},
                                            {"Basismechanica BSO", "BM"},
                                            {"Grieks-Latijn ASO", "GL"},
                                            {"Sociale en technische wetensch. TSO", "STW"}};
static const struct study third_grade[] = {{"Wetenschappen-wiskunde ASO", "WEWI"},
                                           {"Mechan. vormgevingstech. TSO", "MVT"},
                                           {"Latijn-wiskunde ASO", "LAWI"},
                                           {"Kantoor BSO", "KA"},
                                           {"Elektri.installatietechn.TSO", "EIT"},
                                           {"Economie-moderne talen ASO", "ECMT"},
                                           {"Verzorging BSO", "VZ"},
                                           {"Humane wetenschappen ASO", "HW"},
                                           {"Boekhouden-informatica TSO", "BI"},
                                           {"Vrije beeldende kunst KSO", "VBK"},
                                           {"Grieks-Latijn ASO", "GRLA"},
                                           {"Houtbewerking BSO", "HB"},
                                           {"Sociale en technische wetensch. TSO", "STW"},
                                           {"Moderne talen-wetenschappen ASO", "MTWE"}};
static const struct study seventh_year[] = {{"Kantooradministratie en gegev.beheer BSO", "KAG"},
                                            {"Kinderzorg BSO", "KZ"},
                                            {"Thuis- en bejaardenzorg BSO", "TBZ"},
                                            {"Industriële houtbewerking BSO", "IHB"}};

/*
 * The years of secondary school: how a group is written and which studies it has. grade 0: the
 * title is complete.
 */
static const struct study_year {
    int grade, year;
    const struct study *studies;
    size_t count;
} study_years[] = {
    {0, 1, first_year, COUNT(first_year)},     {0, 2, second_year, COUNT(second_year)},
    {2, 1, second_grade, COUNT(second_grade)}, {2, 2, second_grade, COUNT(second_grade)},
    {3, 1, third_grade, COUNT(third_grade)},   {3, 2, third_grade, COUNT(third_grade)},
    {3, 3, seventh_year, COUNT(seventh_year)},
};

static struct sample_group *add_group(struct school_plan *plan) {
    struct sample_group *g = &plan->groups[plan->count++];
    *g = (struct sample_group){.class_size = CLASS_SIZE};
    return g;
}

static void add_fixed(struct school_plan *plan, const struct fixed_group *from, size_t count,
                      int class_size) {
    for (size_t i = 0; i < count; i++) {
        struct sample_group *g = add_group(plan);
        snprintf(g->name, sizeof g->name, "%s", from[i].name);
        snprintf(g->class_stem, sizeof g->class_stem, "%s", from[i].class_stem);
        g->number = from[i].number;
        g->structure = from[i].structure;
        g->level = from[i].level;
        g->age_from = from[i].age_from;
        g->age_to = from[i].age_to;
        g->lettered = true;
        g->class_size = class_size;
    }
}

/* year: 0 = first year of secondary school … 6 = seventh. */
static void add_study(struct school_plan *plan, int year, size_t study) {
    const struct study_year *of = &study_years[year];
    const struct study *s = &of->studies[study % of->count];
    struct sample_group *g = add_group(plan);
    g->number = 310000 + year * 100 + (int)(study % of->count) + 1;
    g->structure = 311;
    g->level = LEVEL_SECONDARY;
    g->age_from = g->age_to = FIRST_YEAR_AGE + year;
    if (of->grade == 0) snprintf(g->name, sizeof g->name, "%s", s->title);
    if (of->grade > 0)
        snprintf(g->name, sizeof g->name, "%de lj %de gr %s", of->year, of->grade, s->title);
    snprintf(g->class_stem, sizeof g->class_stem, "%d%s", year + 1, s->code);
}

static void add_reception(struct school_plan *plan) {
    struct sample_group *g = add_group(plan);
    snprintf(g->name, sizeof g->name, "Onthaalklas voor anderstalige nieuwkomers (OKAN)");
    snprintf(g->class_stem, sizeof g->class_stem, "OKAN");
    g->number = RECEPTION_NUMBER;
    g->structure = 311;
    g->level = LEVEL_SECONDARY;
    g->age_from = FIRST_YEAR_AGE;
    g->age_to = 17;
    g->newcomer = true;
    g->class_size = 14;
}

static void add_years(const struct random *random, struct school_plan *plan, int pupils, int from,
                      int to) {
    size_t a_year = (size_t)(pupils / ((to - from + 1) * GROUP_SIZE));
    a_year = a_year < 1 ? 1 : a_year > STUDIES_A_YEAR_MAX ? STUDIES_A_YEAR_MAX : a_year;
    size_t middle = random_below(random, COUNT(second_grade)),
           upper = random_below(random, COUNT(third_grade));
    for (int year = from; year <= to; year++) {
        size_t first = year < 2   ? 0
                       : year < 4 ? middle
                                  : upper; /* a study continues over both years of a grade */
        for (size_t i = 0; i < a_year && i < study_years[year].count; i++)
            add_study(plan, year, first + i);
    }
    if (a_year >= 3 && to == 5) add_study(plan, 6, upper);
}

enum kind {
    PRE_PRIMARY_ONLY,
    PRIMARY_ONLY,
    ELEMENTARY,
    SECONDARY,
    RECEPTION,
    LOWER_SECONDARY,
    UPPER_SECONDARY,
    SPECIAL_ELEMENTARY,
    SPECIAL_SECONDARY
};

/*
 * The kinds of each twenty schools after the first: about the Flemish distribution, with every kind
 * among the first nine.
 */
static const enum kind kinds[] = {
    ELEMENTARY,       RECEPTION,    SPECIAL_ELEMENTARY, SPECIAL_SECONDARY, SECONDARY,
    PRE_PRIMARY_ONLY, PRIMARY_ONLY, LOWER_SECONDARY,    UPPER_SECONDARY,   ELEMENTARY,
    ELEMENTARY,       ELEMENTARY,   ELEMENTARY,         SECONDARY,         ELEMENTARY,
    ELEMENTARY,       ELEMENTARY,   ELEMENTARY,         ELEMENTARY,        ELEMENTARY,
};

static const char *const kind_names[] = {
    [PRE_PRIMARY_ONLY] = "Kleuterschool",
    [PRIMARY_ONLY] = "Lagere school",
    [ELEMENTARY] = "Basisschool",
    [SECONDARY] = "Instituut",
    [RECEPTION] = "Atheneum",
    [LOWER_SECONDARY] = "Middenschool",
    [UPPER_SECONDARY] = "Technisch instituut",
    [SPECIAL_ELEMENTARY] = "Basisschool buitengewoon",
    [SPECIAL_SECONDARY] = "BuSO",
};

static const char *const towns[] = {
    "AALST",        "ANTWERPEN",   "BERINGEN",       "BILZEN",    "BRUGGE",    "BRUSSEL-STAD",
    "DEINZE",       "DENDERMONDE", "DIEST",          "DILBEEK",   "EEKLO",     "GEEL",
    "GENK",         "GENT",        "GERAARDSBERGEN", "HALLE",     "HASSELT",   "HEIST-OP-DEN-BERG",
    "HERENTALS",    "IEPER",       "KNOKKE-HEIST",   "KORTRIJK",  "LEUVEN",    "LIER",
    "LOKEREN",      "LOMMEL",      "MECHELEN",       "MENEN",     "MOLENBEEK", "NINOVE",
    "OOSTENDE",     "OUDENAARDE",  "POPERINGE",      "ROESELARE", "RONSE",     "SINT-NIKLAAS",
    "SINT-TRUIDEN", "TIENEN",      "TIELT",          "TONGEREN",  "TURNHOUT",  "VEURNE",
    "VILVOORDE",    "WAREGEM",     "WETTEREN",       "ZAVENTEM",  "ZOTTEGEM",  "ZWIJNDRECHT"};

static const char *const school_names[] = {
    "De Vlieger",     "De Sleutelbloem", "Het Kompas",     "De Waterval",  "Ten Eiken",
    "De Zandloper",   "Het Molentje",    "Sterrenwacht",   "De Toverboom", "'t Veerhuis",
    "De Wegwijzer",   "Het Laar",        "Klavertje Vier", "De Notelaar",  "Ter Linde",
    "De Springplank", "Zonnedauw",       "De Horizon",     "Het Anker",    "De Boomgaard",
    "Windekind",      "De Brug",         "Hoogveld",       "De Ark"};

static void add_groups(const struct random *random, enum kind kind, int pupils,
                       struct school_plan *plan) {
    size_t without = random_below(random, 3) >
                     0; /* one school in three has a class for children of two and a half */
    switch (kind) {
        case PRE_PRIMARY_ONLY:
            add_fixed(plan, elementary + without, KLEUTER_GROUPS - without, CLASS_SIZE);
            return;
        case PRIMARY_ONLY:
            add_fixed(plan, elementary + KLEUTER_GROUPS, COUNT(elementary) - KLEUTER_GROUPS,
                      CLASS_SIZE);
            return;
        case ELEMENTARY:
            add_fixed(plan, elementary + without, COUNT(elementary) - without, CLASS_SIZE);
            return;
        case SPECIAL_ELEMENTARY:
            add_fixed(plan, special_elementary, COUNT(special_elementary), SPECIAL_CLASS_SIZE);
            return;
        case SPECIAL_SECONDARY:
            add_fixed(plan, special_secondary, COUNT(special_secondary), SPECIAL_CLASS_SIZE);
            return;
        case LOWER_SECONDARY: add_years(random, plan, pupils, 0, 1); return;
        case UPPER_SECONDARY: add_years(random, plan, pupils, 2, 5); return;
        case SECONDARY: add_years(random, plan, pupils, 0, 5); return;
        case RECEPTION:
            add_years(random, plan, pupils, 0, 5);
            add_reception(plan);
            return;
    }
}

void plan_school(const struct random *random, int index, int pupils, struct school_plan *ret_plan) {
    enum kind kind = kinds[(size_t)(index - 1) % COUNT(kinds)];
    ret_plan->count = 0;
    ret_plan->late = 0;
    ret_plan->number = 700003 + 7 * index;
    const char *town = towns[random_below(random, COUNT(towns))];
    snprintf(ret_plan->name, sizeof ret_plan->name, "%s - %s %s (%d)", town, kind_names[kind],
             school_names[random_below(random, COUNT(school_names))], ret_plan->number);
    add_groups(random, kind, pupils, ret_plan);
}

void plan_first_school(struct school_plan *ret_plan) {
    /* year and study of the manual's groups, in its order */
    static const struct {
        int year;
        size_t study;
    } manual[] = {{4, 0}, {5, 1}, {2, 1}, {4, 2}, {3, 0}, {5, 4}};
    ret_plan->count = 0;
    ret_plan->late = 0;
    ret_plan->number = 2;
    snprintf(ret_plan->name, sizeof ret_plan->name, "BRUSSEL-STAD - TEST School 2 (2)");
    add_fixed(ret_plan, elementary + KLEUTER_GROUPS, COUNT(elementary) - KLEUTER_GROUPS,
              SMALL_CLASS_SIZE);
    for (size_t i = 0; i < COUNT(manual); i++) {
        add_study(ret_plan, manual[i].year, manual[i].study);
        ret_plan->groups[ret_plan->count - 1].class_size = UNDIVIDED;
    }
}

/* Letters: A, B … Z, A2, B2 … */
void plan_class(const struct sample_group *group, int place, int count, char text[24]) {
    int classes = (count + group->class_size - 1) / group->class_size;
    int number = (int)((int64_t)place * classes / count);
    char letter = (char)((group->lettered ? 'A' : 'a') + number % 26);
    snprintf(text, 24, "%s%.*s", group->class_stem, group->lettered || classes > 1 ? 1 : 0,
             &letter);
    size_t len = strlen(text);
    if (number >= 26) snprintf(text + len, 24 - len, "%d", number / 26 + 1);
}
