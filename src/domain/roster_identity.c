#include "domain/roster_identity.h"

/* Bit masks of a rule: the values of each kind of evidence that match. */
enum {
    ANY = 0xf,
    SAME = 1 << AGREE_SAME,
    OTHER = 1 << AGREE_OTHER,
    UNKNOWN = 1 << AGREE_UNKNOWN,
    N_NONE = 1 << NUMBER_UNKNOWN,
    N_SAME = 1 << NUMBER_SAME,
    N_OTHER = 1 << NUMBER_OTHER | 1 << NUMBER_REPLACES_BIS,
    N_BIS = 1 << NUMBER_REPLACES_BIS,
    ROLL = 1 << PLACE_ROLL,
    AFTER_GAP = 1 << PLACE_AFTER_GAP,
    BESIDE = 1 << PLACE_BESIDE,
};

/* Condition of a rule on the two first names of a row. */
enum first_names { FIRST_ANY, FIRST_ONE, FIRST_OFFICIAL, FIRST_CALL, FIRST_NEITHER };

struct rule {
    const char *name;
    unsigned number, birth_day;
    enum first_names first;
    unsigned last_name, place;
    enum verdict verdict;
};

/* The first matching rule decides; without a match it is another person. */
static const struct rule rules[] = {
    /* the same national number */
    {"same number, same roll number", N_SAME, SAME | UNKNOWN, FIRST_ANY, ANY, ROLL, VERDICT_SAME},
    {"birth day corrected, first name kept", N_SAME, OTHER, FIRST_ONE, ANY, ROLL, VERDICT_SAME},
    {"birth day corrected, last name kept", N_SAME, OTHER, FIRST_ANY, SAME, ROLL, VERDICT_SAME},
    {"twin or sibling here with a copied number", N_SAME, ANY, FIRST_NEITHER, ANY, BESIDE,
     VERDICT_OTHER},
    {"same official first name", N_SAME, SAME, FIRST_OFFICIAL, ANY, ANY, VERDICT_SAME},
    {"same call name", N_SAME, SAME, FIRST_CALL, ANY, ANY, VERDICT_SAME},
    {"twins, a pet name or a new legal name", N_SAME, SAME, FIRST_NEITHER, ANY, ANY, VERDICT_ASK},
    {"birth day unknown, same first name", N_SAME, UNKNOWN, FIRST_ONE, ANY, ANY, VERDICT_SAME},
    {"birth day unknown, sibling with a copied number", N_SAME, UNKNOWN, FIRST_NEITHER, ANY, ANY,
     VERDICT_OTHER},
    {"birth day corrected, both names kept", N_SAME, OTHER, FIRST_ONE, SAME, ANY, VERDICT_SAME},
    {"somebody else with a copied number", N_SAME, OTHER, FIRST_ANY, ANY, ANY, VERDICT_OTHER},
    /* another national number */
    {"bis number replaced, with the birth day", N_BIS, ANY, FIRST_ONE, SAME, ROLL, VERDICT_SAME},
    {"number corrected", N_OTHER, SAME, FIRST_ONE, SAME, ROLL | AFTER_GAP, VERDICT_SAME},
    {"another number and another name", N_OTHER, SAME, FIRST_ANY, ANY, ROLL, VERDICT_ASK},
    {"another number, birth day unknown, same first name", N_OTHER, UNKNOWN, FIRST_ONE, ANY, ROLL,
     VERDICT_ASK},
    {"another number, birth day unknown, same last name", N_OTHER, UNKNOWN, FIRST_ANY, SAME, ROLL,
     VERDICT_ASK},
    {"another number and another birth day, both names kept", N_OTHER, OTHER, FIRST_ONE, SAME, ROLL,
     VERDICT_ASK},
    {"another person with another number", N_OTHER, ANY, FIRST_ANY, ANY, ANY, VERDICT_OTHER},
    /* the roll number alone */
    {"same roll number and birth day", N_NONE, SAME, FIRST_ANY, ANY, ROLL, VERDICT_SAME},
    {"last name corrected", N_NONE, UNKNOWN, FIRST_ONE, ANY, ROLL, VERDICT_SAME},
    {"first name corrected", N_NONE, UNKNOWN, FIRST_ANY, SAME, ROLL, VERDICT_SAME},
    {"birth day corrected at this school", N_NONE, OTHER, FIRST_ONE, SAME, ROLL, VERDICT_SAME},
    {"roll number reused without a gap", N_NONE, ANY, FIRST_ANY, ANY, ROLL, VERDICT_OTHER},
    {"back after a gap, both names", N_NONE, ANY, FIRST_ONE, SAME, AFTER_GAP, VERDICT_SAME},
    {"back after a gap, birth day and first name", N_NONE, SAME, FIRST_ONE, ANY, AFTER_GAP,
     VERDICT_SAME},
    {"back after a gap, birth day and last name", N_NONE, SAME, FIRST_ANY, SAME, AFTER_GAP,
     VERDICT_SAME},
    {"roll number reused after a gap", N_NONE, ANY, FIRST_ANY, ANY, AFTER_GAP, VERDICT_OTHER},
};

static enum agreement compare_text(struct str row, struct str known, struct str also) {
    if (row.len == 0 || (known.len == 0 && also.len == 0)) return AGREE_UNKNOWN;
    return str_eq(row, known) || str_eq(row, also) ? AGREE_SAME : AGREE_OTHER;
}

void evidence_compare(const struct likeness *row, const struct likeness *known,
                      struct evidence *ret_evidence) {
    bool both_known = row->birth_day != DAY_NONE && known->birth_day != DAY_NONE;
    enum agreement enrolled = compare_text(row->last_name, known->last_name, known->official_last);
    enum agreement official =
        compare_text(row->official_last, known->official_last, known->last_name);
    ret_evidence->birth_day = !both_known                          ? AGREE_UNKNOWN
                              : row->birth_day == known->birth_day ? AGREE_SAME
                                                                   : AGREE_OTHER;
    ret_evidence->official_first =
        compare_text(row->official_first, known->official_first, known->first_name);
    ret_evidence->call_name =
        compare_text(row->first_name, known->first_name, known->official_first);
    ret_evidence->last_name = official == AGREE_SAME ? AGREE_SAME : enrolled;
}

static bool first_matches(enum first_names rule, const struct evidence *e) {
    bool official = e->official_first == AGREE_SAME, call = e->call_name == AGREE_SAME;
    switch (rule) {
        case FIRST_ANY: return true;
        case FIRST_ONE: return official || call;
        case FIRST_OFFICIAL: return official;
        case FIRST_CALL: return call;
        case FIRST_NEITHER: return !official && !call;
    }
    return false;
}

static bool has(unsigned bits, int value) {
    return (bits >> value & 1) != 0;
}

enum verdict evidence_verdict(const struct evidence *e, const char **ret_rule) {
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct rule *rule = &rules[i];
        if (!has(rule->number, (int)e->number) || !has(rule->birth_day, (int)e->birth_day) ||
            !first_matches(rule->first, e) || !has(rule->last_name, (int)e->last_name) ||
            !has(rule->place, (int)e->place))
            continue;
        if (ret_rule != NULL) *ret_rule = rule->name;
        return rule->verdict;
    }
    if (ret_rule != NULL) *ret_rule = "nothing in common";
    return VERDICT_OTHER;
}

size_t evidence_rule_count(void) {
    return COUNT(rules);
}

static const char *bits_text(unsigned bits) {
    switch (bits) {
        case ANY: return "any";
        case SAME: return "same";
        case OTHER: return "other";
        case UNKNOWN: return "unknown";
        case SAME | UNKNOWN: return "same or unknown";
        default: return "?";
    }
}

static const char *number_text(unsigned bits) {
    return bits == N_SAME   ? "same"
           : bits == N_BIS  ? "replaces bis"
           : bits == N_NONE ? "unknown"
                            : "other";
}

static const char *place_text(unsigned bits) {
    switch (bits) {
        case ROLL: return "roll number";
        case AFTER_GAP: return "after a gap";
        case ROLL | AFTER_GAP: return "roll number, gap or not";
        case BESIDE: return "beside";
        default: return "any";
    }
}

struct str evidence_rule_text(struct arena *arena, size_t at) {
    static const char *const firsts[] = {"any", "one same", "official same", "call name same",
                                         "neither same"};
    static const char *const verdicts[] = {"", "same", "ask", "other"};
    const struct rule *rule = &rules[at];
    return str_format(arena, "| %s | %s | %s | %s | %s | %s | %s |", rule->name,
                      number_text(rule->number), bits_text(rule->birth_day), firsts[rule->first],
                      bits_text(rule->last_name), place_text(rule->place), verdicts[rule->verdict]);
}

bool roster_has_gap(day_count last_day, day_count begin_day, day_count today) {
    day_count back = begin_day > today ? begin_day : today;
    if (back - last_day > 366) return true;
    for (day_count day = last_day + 1; day < back; day++) {
        int month = day_to_date(day).month;
        if (month != 7 && month != 8) return true;
    }
    return false;
}

enum identity roster_identity(const struct candidates *c) {
    bool holder = c->by_roll == VERDICT_SAME || c->by_roll == VERDICT_ASK;
    if (!c->row_has_number) return holder ? IDENTITY_BY_ROLL : IDENTITY_NEW;
    if (c->by_number == VERDICT_SAME) {
        if (!holder || c->one_person) return IDENTITY_BY_NUMBER;
        return c->holder_has_number ? IDENTITY_CLASH : IDENTITY_JOIN;
    }
    if (!holder) return IDENTITY_NEW;
    if (c->by_roll == VERDICT_ASK) return IDENTITY_CLASH;
    return c->number_is_same ? IDENTITY_BY_ROLL : IDENTITY_LEARNS;
}

enum settlement roster_settle(enum agreement row_agrees, enum agreement known_agrees,
                              bool of_other_school) {
    if (row_agrees == AGREE_SAME) return SETTLE_TAKE;
    if (row_agrees == AGREE_OTHER || known_agrees == AGREE_SAME) return SETTLE_KEEP;
    return of_other_school ? SETTLE_KEEP : SETTLE_TAKE;
}
