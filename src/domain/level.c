#include "domain/level.h"

static const struct {
    const char *word;
    enum level level;
} structure_words[] = {
    {"kleuter", LEVEL_PRE_PRIMARY},
    {"kleuters", LEVEL_PRE_PRIMARY},
    {"kleuteronderwijs", LEVEL_PRE_PRIMARY},
    {"ko", LEVEL_PRE_PRIMARY},
    {"gko", LEVEL_PRE_PRIMARY},
    {"buko", LEVEL_PRE_PRIMARY},
    {"bko", LEVEL_PRE_PRIMARY},
    {"gewoon kleuteronderwijs", LEVEL_PRE_PRIMARY},
    {"buitengewoon kleuteronderwijs", LEVEL_PRE_PRIMARY},
    {"lager", LEVEL_PRIMARY},
    {"lager onderwijs", LEVEL_PRIMARY},
    {"lo", LEVEL_PRIMARY},
    {"glo", LEVEL_PRIMARY},
    {"bulo", LEVEL_PRIMARY},
    {"blo", LEVEL_PRIMARY},
    {"gewoon lager onderwijs", LEVEL_PRIMARY},
    {"buitengewoon lager onderwijs", LEVEL_PRIMARY},
    {"secundair", LEVEL_SECONDARY},
    {"secundair onderwijs", LEVEL_SECONDARY},
    {"so", LEVEL_SECONDARY},
    {"gso", LEVEL_SECONDARY},
    {"vso", LEVEL_SECONDARY},
    {"buso", LEVEL_SECONDARY},
    {"bso", LEVEL_SECONDARY},
    {"dbso", LEVEL_SECONDARY},
    {"dso", LEVEL_SECONDARY},
    {"gewoon secundair onderwijs", LEVEL_SECONDARY},
    {"voltijds gewoon secundair onderwijs", LEVEL_SECONDARY},
    {"voltijds secundair onderwijs", LEVEL_SECONDARY},
    {"deeltijds beroepssecundair onderwijs", LEVEL_SECONDARY},
    {"buitengewoon secundair onderwijs", LEVEL_SECONDARY},
    {"hoger", LEVEL_HIGHER},
    {"hoger onderwijs", LEVEL_HIGHER},
    {"hbo5", LEVEL_HIGHER},
};

/* Returns the leading digits of a structure such as "311 - voltijds gewoon secundair onderwijs". */
static struct str leading_code(struct str folded) {
    size_t digits = 0;
    while (digits < folded.len && folded.ptr[digits] >= '0' && folded.ptr[digits] <= '9') digits++;
    if (digits == folded.len) return folded;
    bool ends = folded.ptr[digits] == ' ' || folded.ptr[digits] == '-' ||
                folded.ptr[digits] == ':' || folded.ptr[digits] == '.';
    return digits == 3 && ends ? str_sub(folded, 0, digits) : folded;
}

enum level level_of_structure(struct str folded) {
    int64_t code;
    if (str_to_i64(leading_code(folded), 1, 499, &code) == RC_OK) {
        int64_t first = code >= 100 ? code / 100 : code;
        return first >= 1 && first <= 4 ? (enum level)first : LEVEL_UNKNOWN;
    }
    for (size_t i = 0; i < COUNT(structure_words); i++)
        if (str_eq(folded, str_of(structure_words[i].word))) return structure_words[i].level;
    return LEVEL_UNKNOWN;
}

/* Returns the only level of a set; LEVEL_UNKNOWN when it has none or several. */
static enum level only(level_set levels) {
    for (int level = LEVEL_PRE_PRIMARY; level <= LEVEL_HIGHER; level++)
        if (levels == 1U << level) return (enum level)level;
    return LEVEL_UNKNOWN;
}

/* Children start primary school on 1 September of the year in which they turn six. */
static enum level basic_level(const struct level_evidence *e) {
    bool young = e->birth_year != 0 && e->birth_year > e->school_year - 6;
    return young ? LEVEL_PRE_PRIMARY : LEVEL_PRIMARY;
}

enum level level_decide(const struct level_evidence *e) {
    if (e->structure != LEVEL_UNKNOWN) return e->structure;
    if (e->by_number != LEVEL_UNKNOWN) return e->by_number;
    if (only(e->school) != LEVEL_UNKNOWN) return only(e->school);
    if (e->choice != LEVEL_UNKNOWN) return e->choice;
    if (only(e->by_name) != LEVEL_UNKNOWN) return only(e->by_name);
    bool basic =
        e->by_name == LEVELS_BASIC || (e->by_name == LEVELS_NONE && e->school == LEVELS_BASIC);
    return basic ? basic_level(e) : LEVEL_UNKNOWN;
}

/* Usual ages on 31 December of the year in which the school year begins. */
static const struct {
    int youngest, oldest;
} ages[] = {
    [LEVEL_PRE_PRIMARY] = {3, 5},
    [LEVEL_PRIMARY] = {6, 11},
    [LEVEL_SECONDARY] = {12, 18},
    [LEVEL_HIGHER] = {17, 120},
};

int level_years_off(enum level level, int birth_year, int school_year) {
    if (level == LEVEL_UNKNOWN || birth_year == 0) return 0;
    int age = school_year - birth_year;
    if (age < ages[level].youngest) return age - ages[level].youngest;
    return age > ages[level].oldest ? age - ages[level].oldest : 0;
}
