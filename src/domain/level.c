#include "domain/level.h"

static const struct {
    const char *word;
    enum level level;
} structure_words[] = {
    {"kleuter", LEVEL_PRE_PRIMARY},
    {"kleuteronderwijs", LEVEL_PRE_PRIMARY},
    {"ko", LEVEL_PRE_PRIMARY},
    {"lager", LEVEL_PRIMARY},
    {"lager onderwijs", LEVEL_PRIMARY},
    {"lo", LEVEL_PRIMARY},
    {"secundair", LEVEL_SECONDARY},
    {"secundair onderwijs", LEVEL_SECONDARY},
    {"so", LEVEL_SECONDARY},
    {"hoger", LEVEL_HIGHER},
    {"hoger onderwijs", LEVEL_HIGHER},
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

/*
 * Tried from top to bottom, most specific first: "1ste leerjaar van de 2de graad" is secondary
 * although it contains "leerjaar", and "Kleuterzorg BSO" although it contains "kleuter"; "1ste
 * graad lager" is primary.
 */
static const struct {
    const char *part;
    enum level level;
    bool begins_word; /* the part must start a word: "Slagerij" contains "lager" */
} group_parts[] = {
    {"secundair", LEVEL_SECONDARY, false},  {" aso", LEVEL_SECONDARY, false},
    {" tso", LEVEL_SECONDARY, false},       {" bso", LEVEL_SECONDARY, false},
    {" kso", LEVEL_SECONDARY, false},       {".tso", LEVEL_SECONDARY, false},
    {"buso", LEVEL_SECONDARY, false},       {"opleidingsvorm", LEVEL_SECONDARY, false},
    {"se-n-se", LEVEL_SECONDARY, false},    {"finaliteit", LEVEL_SECONDARY, false},
    {"duaal", LEVEL_SECONDARY, false},      {" gr ", LEVEL_SECONDARY, false},
    {" gr.", LEVEL_SECONDARY, false},       {"kleuter", LEVEL_PRE_PRIMARY, true},
    {"peuter", LEVEL_PRE_PRIMARY, true},    {"instapk", LEVEL_PRE_PRIMARY, true},
    {"lager", LEVEL_PRIMARY, true},         {"graad", LEVEL_SECONDARY, false},
    {"1e gr", LEVEL_SECONDARY, false},      {"1ste gr", LEVEL_SECONDARY, false},
    {"okan", LEVEL_SECONDARY, false},       {"onthaalonderwijs", LEVEL_SECONDARY, false},
    {"doorstroom", LEVEL_SECONDARY, false}, {"arbeidsmarkt", LEVEL_SECONDARY, false},
    {"7de jaar", LEVEL_SECONDARY, false},   {"1ste jaar", LEVEL_SECONDARY, false},
    {"7e jaar", LEVEL_SECONDARY, false},    {"stroom", LEVEL_SECONDARY, false},
    {"hbo5", LEVEL_HIGHER, false},          {"bachelor", LEVEL_HIGHER, false},
    {"leerjaar", LEVEL_PRIMARY, false},     {"leerj.", LEVEL_PRIMARY, false},
};

/* "leerjaar A" and "leerjaar B" are two variants of the first year of secondary education. */
static bool is_secondary_year(struct str folded) {
    return str_ends(folded, S("leerjaar a")) || str_ends(folded, S("leerjaar b")) ||
           str_contains(folded, S("leerjaar a ")) || str_contains(folded, S("leerjaar b "));
}

static bool begins_word(struct str folded, struct str part) {
    bool inside = false; /* inside a word */
    for (size_t i = 0; i + part.len <= folded.len; i++) {
        if (!inside && str_eq(str_sub(folded, i, part.len), part)) return true;
        inside = folded.ptr[i] >= 'a' && folded.ptr[i] <= 'z';
    }
    return false;
}

enum level level_of_group(struct str folded) {
    if (is_secondary_year(folded)) return LEVEL_SECONDARY;
    for (size_t i = 0; i < COUNT(group_parts); i++) {
        struct str part = str_of(group_parts[i].part);
        if (group_parts[i].begins_word ? begins_word(folded, part) : str_contains(folded, part))
            return group_parts[i].level;
    }
    return LEVEL_UNKNOWN;
}
