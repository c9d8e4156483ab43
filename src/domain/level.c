#include "domain/level.h"

static const struct {
    const char *word;
    enum level level;
} structure_words[] = {
    {"kleuter", LEVEL_PRE_PRIMARY},  {"kleuteronderwijs", LEVEL_PRE_PRIMARY}, {"ko", LEVEL_PRE_PRIMARY},
    {"lager", LEVEL_PRIMARY},        {"lager onderwijs", LEVEL_PRIMARY},      {"lo", LEVEL_PRIMARY},
    {"secundair", LEVEL_SECONDARY},  {"secundair onderwijs", LEVEL_SECONDARY}, {"so", LEVEL_SECONDARY},
    {"hoger", LEVEL_HIGHER},         {"hoger onderwijs", LEVEL_HIGHER},
};

enum level level_of_structure(struct str folded) {
    int64_t code;
    if (str_to_i64(folded, 1, 499, &code) == RC_OK) {
        int64_t first = code >= 100 ? code / 100 : code;
        return first >= 1 && first <= 4 ? (enum level)first : LEVEL_UNKNOWN;
    }
    for (size_t i = 0; i < COUNT(structure_words); i++)
        if (str_eq(folded, str_of(structure_words[i].word))) return structure_words[i].level;
    return LEVEL_UNKNOWN;
}

/* Tried from top to bottom: what tells most stands first. "1ste leerjaar van de 2de graad" is secondary though it says leerjaar. */
static const struct {
    const char *part;
    enum level level;
} group_parts[] = {
    {"secundair", LEVEL_SECONDARY}, {"kleuter", LEVEL_PRE_PRIMARY}, {"peuter", LEVEL_PRE_PRIMARY},
    {"instapklas", LEVEL_PRE_PRIMARY}, {"lager", LEVEL_PRIMARY},    {"1e gr", LEVEL_SECONDARY},
    {"1ste gr", LEVEL_SECONDARY},   {" gr ", LEVEL_SECONDARY},      {" gr.", LEVEL_SECONDARY},
    {"graad", LEVEL_SECONDARY},
    {" aso", LEVEL_SECONDARY},      {" tso", LEVEL_SECONDARY},      {" bso", LEVEL_SECONDARY},
    {" kso", LEVEL_SECONDARY},      {".tso", LEVEL_SECONDARY},      {"okan", LEVEL_SECONDARY},
    {"onthaalonderwijs", LEVEL_SECONDARY}, {"buso", LEVEL_SECONDARY}, {"opleidingsvorm", LEVEL_SECONDARY},
    {"se-n-se", LEVEL_SECONDARY},   {"doorstroom", LEVEL_SECONDARY}, {"arbeidsmarkt", LEVEL_SECONDARY},
    {"finaliteit", LEVEL_SECONDARY}, {"duaal", LEVEL_SECONDARY},    {"7de jaar", LEVEL_SECONDARY},
    {"1ste jaar", LEVEL_SECONDARY}, {"7e jaar", LEVEL_SECONDARY},   {"stroom", LEVEL_SECONDARY},
    {"hbo5", LEVEL_HIGHER},         {"bachelor", LEVEL_HIGHER},     {"leerjaar", LEVEL_PRIMARY},
    {"leerj.", LEVEL_PRIMARY},
};

/* "leerjaar A" and "leerjaar B" are the two years of the first degree of secondary education. */
static bool is_secondary_year(struct str folded) {
    return str_ends(folded, S("leerjaar a")) || str_ends(folded, S("leerjaar b")) || str_contains(folded, S("leerjaar a ")) ||
           str_contains(folded, S("leerjaar b "));
}

enum level level_of_group(struct str folded) {
    if (is_secondary_year(folded)) return LEVEL_SECONDARY;
    for (size_t i = 0; i < COUNT(group_parts); i++)
        if (str_contains(folded, str_of(group_parts[i].part))) return group_parts[i].level;
    return LEVEL_UNKNOWN;
}
