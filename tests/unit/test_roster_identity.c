/* Identifies the person of a roster row: tables of named rows. */
#include "unit.h"

#include <stdio.h>

#include "domain/national_number.h"
#include "domain/roster_identity.h"

/* Days of birth: 100 and 200; 0 is written for an unknown one. */
static struct likeness like(const char *first, const char *last, const char *official, int birth) {
    return (struct likeness){.first_name = str_of(first),
                             .last_name = str_of(last),
                             .official_first = str_of(official),
                             .official_last = str_of(last),
                             .birth_day = birth == 0 ? DAY_NONE : birth};
}

static const char *verdict_text(enum verdict verdict) {
    static const char *const texts[] = {"none", "same", "ask", "other"};
    return texts[verdict];
}

/* Each row names the rule that decides; together they reach every rule. */
static void decides_by_the_evidence(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        enum number_evidence number;
        enum place_evidence place;
        const char *first, *last, *official; /* of the row; official "": not in the file */
        int birth;
        const char *known_first, *known_last, *known_official;
        int known_birth;
        enum verdict verdict;
    } rows[] = {
        {"same number, same roll number", NUMBER_SAME, PLACE_ROLL, "Nour", "Apels", "", 100, "Noor",
         "Appels", "Noor", 100, VERDICT_SAME},
        {"same number, same roll number", NUMBER_SAME, PLACE_ROLL, "Nour", "Apels", "", 0, "Noor",
         "Appels", "Noor", 100, VERDICT_SAME},
        {"birth day corrected, first name kept", NUMBER_SAME, PLACE_ROLL, "Noor", "Apels", "", 200,
         "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"birth day corrected, last name kept", NUMBER_SAME, PLACE_ROLL, "Nour", "Appels", "", 200,
         "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"twin or sibling here with a copied number", NUMBER_SAME, PLACE_BESIDE, "Bart", "Peeters",
         "", 100, "Anna", "Peeters", "Anna", 100, VERDICT_OTHER},
        {"same call name", NUMBER_SAME, PLACE_BESIDE, "Anna", "Peeters", "", 100, "Anna", "Peeters",
         "Anna", 100, VERDICT_SAME},
        {"same official first name", NUMBER_SAME, PLACE_ELSEWHERE, "Bob", "Peeters", "Robert", 100,
         "Robbie", "Peeters", "Robert", 100, VERDICT_SAME},
        {"same call name", NUMBER_SAME, PLACE_ELSEWHERE, "Bob", "Peeters", "Robertus", 100, "Bob",
         "Peeters", "Robert", 100, VERDICT_SAME},
        {"same official first name", NUMBER_SAME, PLACE_ELSEWHERE, "Bob", "Peeters", "Robert", 100,
         "Robert", "Peeters", "", 100, VERDICT_SAME},
        {"twins, a pet name or a new legal name", NUMBER_SAME, PLACE_ELSEWHERE, "Tom", "Peeters",
         "", 100, "Jan", "Peeters", "Jan", 100, VERDICT_ASK},
        {"twins, a pet name or a new legal name", NUMBER_SAME, PLACE_ELSEWHERE, "Bob", "Peeters",
         "", 100, "Robert", "Peeters", "Robert", 100, VERDICT_ASK},
        {"birth day unknown, same first name", NUMBER_SAME, PLACE_ELSEWHERE, "Anna", "Peters", "",
         0, "Anna", "Peeters", "Anna", 100, VERDICT_SAME},
        {"birth day unknown, sibling with a copied number", NUMBER_SAME, PLACE_ELSEWHERE, "Bart",
         "Peeters", "", 200, "Anna", "Peeters", "Anna", 0, VERDICT_OTHER},
        {"birth day corrected, both names kept", NUMBER_SAME, PLACE_ELSEWHERE, "Anna", "Peeters",
         "", 101, "Anna", "Peeters", "Anna", 100, VERDICT_SAME},
        {"somebody else with a copied number", NUMBER_SAME, PLACE_ELSEWHERE, "Anna", "Wouters", "",
         200, "Anna", "Peeters", "Anna", 100, VERDICT_OTHER},
        {"bis number replaced, with the birth day", NUMBER_REPLACES_BIS, PLACE_ROLL, "Anna",
         "Peeters", "", 200, "Anna", "Peeters", "Anna", 100, VERDICT_SAME},
        {"number corrected", NUMBER_OTHER, PLACE_ROLL, "Anna", "Peeters", "", 100, "Anna",
         "Peeters", "Anna", 100, VERDICT_SAME},
        {"number corrected", NUMBER_OTHER, PLACE_AFTER_GAP, "Anna", "Peeters", "", 100, "Anna",
         "Peeters", "Anna", 100, VERDICT_SAME},
        {"another number and another name", NUMBER_OTHER, PLACE_ROLL, "Ans", "Peeters", "", 100,
         "Anna", "Peeters", "Anna", 100, VERDICT_ASK},
        {"another number, birth day unknown, same first name", NUMBER_OTHER, PLACE_ROLL, "Anna",
         "Peters", "", 0, "Anna", "Peeters", "Anna", 100, VERDICT_ASK},
        {"another number, birth day unknown, same last name", NUMBER_OTHER, PLACE_ROLL, "Ans",
         "Peeters", "", 0, "Anna", "Peeters", "Anna", 100, VERDICT_ASK},
        {"another number and another birth day, both names kept", NUMBER_OTHER, PLACE_ROLL, "Anna",
         "Peeters", "", 200, "Anna", "Peeters", "Anna", 100, VERDICT_ASK},
        {"another person with another number", NUMBER_OTHER, PLACE_ROLL, "Sem", "Wouters", "", 200,
         "Anna", "Peeters", "Anna", 100, VERDICT_OTHER},
        {"another person with another number", NUMBER_REPLACES_BIS, PLACE_AFTER_GAP, "Anna",
         "Peeters", "", 200, "Anna", "Peeters", "Anna", 100, VERDICT_OTHER},
        {"same roll number and birth day", NUMBER_UNKNOWN, PLACE_ROLL, "Nour", "Apels", "", 100,
         "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"last name corrected", NUMBER_UNKNOWN, PLACE_ROLL, "Noor", "Apels", "", 0, "Noor",
         "Appels", "Noor", 100, VERDICT_SAME},
        {"first name corrected", NUMBER_UNKNOWN, PLACE_ROLL, "Nour", "Appels", "", 0, "Noor",
         "Appels", "Noor", 100, VERDICT_SAME},
        {"birth day corrected at this school", NUMBER_UNKNOWN, PLACE_ROLL, "Noor", "Appels", "",
         101, "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"roll number reused without a gap", NUMBER_UNKNOWN, PLACE_ROLL, "Sem", "Appels", "", 200,
         "Noor", "Appels", "Noor", 100, VERDICT_OTHER},
        {"roll number reused without a gap", NUMBER_UNKNOWN, PLACE_ROLL, "Sem", "Wouters", "", 0,
         "Noor", "Appels", "Noor", 0, VERDICT_OTHER},
        {"back after a gap, both names", NUMBER_UNKNOWN, PLACE_AFTER_GAP, "Noor", "Appels", "", 0,
         "Noor", "Appels", "Noor", 0, VERDICT_SAME},
        {"back after a gap, birth day and first name", NUMBER_UNKNOWN, PLACE_AFTER_GAP, "Noor",
         "Apels", "", 100, "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"back after a gap, birth day and last name", NUMBER_UNKNOWN, PLACE_AFTER_GAP, "Nour",
         "Appels", "", 100, "Noor", "Appels", "Noor", 100, VERDICT_SAME},
        {"roll number reused after a gap", NUMBER_UNKNOWN, PLACE_AFTER_GAP, "Noor", "Wouters", "",
         0, "Noor", "Appels", "Noor", 0, VERDICT_OTHER},
        {"roll number reused after a gap", NUMBER_UNKNOWN, PLACE_AFTER_GAP, "Sem", "Wouters", "",
         100, "Noor", "Appels", "Noor", 100, VERDICT_OTHER},
        {"nothing in common", NUMBER_UNKNOWN, PLACE_ELSEWHERE, "Noor", "Appels", "", 100, "Noor",
         "Appels", "Noor", 100, VERDICT_OTHER},
    };
    bool *reached = ARENA_ARRAY(arena, bool, evidence_rule_count());
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct likeness row =
            like(rows[i].first, rows[i].last, rows[i].official, rows[i].birth);
        const struct likeness known = like(rows[i].known_first, rows[i].known_last,
                                           rows[i].known_official, rows[i].known_birth);
        struct evidence e = {.number = rows[i].number, .place = rows[i].place};
        const char *rule;
        evidence_compare(&row, &known, &e);
        enum verdict verdict = evidence_verdict(&e, &rule);
        if (verdict != rows[i].verdict || strcmp(rule, rows[i].rule) != 0)
            fail_msg("row %zu '%s': %s by '%s', want %s", i, rows[i].rule, verdict_text(verdict),
                     rule, verdict_text(rows[i].verdict));
        for (size_t r = 0; r < evidence_rule_count(); r++) {
            struct str text = evidence_rule_text(arena, r);
            bool named = str_starts(text, str_format(arena, "| %s |", rule));
            reached[r] = reached[r] || named;
        }
    }
    for (size_t r = 0; r < evidence_rule_count(); r++)
        if (!reached[r]) fail_msg("no row for %.*s", STR_ARG(evidence_rule_text(arena, r)));
    assert_true(evidence_rule_count() >= 20);
}

/* The table of the documentation is that of the program. */
static void documentation_has_the_rules(void **state) {
    (void)state;
    FILE *file = fopen(SOURCE_ROOT "/docs/develop/roster-identity.md", "r");
    assert_non_null(file);
    size_t at = 0;
    char line[400];
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (at < evidence_rule_count() && str_eq(str_of(line), evidence_rule_text(arena, at))) at++;
    }
    fclose(file);
    if (at < evidence_rule_count())
        fail_msg("the page lacks, in this order: %.*s", STR_ARG(evidence_rule_text(arena, at)));
}

static void identifies_the_person_of_a_row(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct candidates found;
        enum identity identity;
    } rows[] = {
        {"nobody, no number",
         {false, VERDICT_NONE, VERDICT_NONE, false, false, false},
         IDENTITY_NEW},
        {"nobody, with number",
         {true, VERDICT_NONE, VERDICT_NONE, false, false, false},
         IDENTITY_NEW},
        {"by roll number",
         {false, VERDICT_NONE, VERDICT_SAME, false, false, false},
         IDENTITY_BY_ROLL},
        {"another person had the roll number",
         {false, VERDICT_NONE, VERDICT_OTHER, false, true, false},
         IDENTITY_NEW},
        {"the file lost the number",
         {false, VERDICT_NONE, VERDICT_SAME, false, true, false},
         IDENTITY_BY_ROLL},
        {"the number is set aside, the roll number in doubt",
         {false, VERDICT_NONE, VERDICT_ASK, false, true, false},
         IDENTITY_BY_ROLL},
        {"by both", {true, VERDICT_SAME, VERDICT_SAME, true, true, true}, IDENTITY_BY_NUMBER},
        {"the number of the roll number",
         {true, VERDICT_NONE, VERDICT_SAME, false, true, true},
         IDENTITY_BY_ROLL},
        {"also in another school",
         {true, VERDICT_SAME, VERDICT_NONE, false, false, false},
         IDENTITY_BY_NUMBER},
        {"known elsewhere under a reused roll number",
         {true, VERDICT_SAME, VERDICT_OTHER, false, true, false},
         IDENTITY_BY_NUMBER},
        {"number arrives",
         {true, VERDICT_NONE, VERDICT_SAME, false, false, false},
         IDENTITY_LEARNS},
        {"number corrected",
         {true, VERDICT_NONE, VERDICT_SAME, false, true, false},
         IDENTITY_LEARNS},
        {"another number", {true, VERDICT_NONE, VERDICT_ASK, false, true, false}, IDENTITY_CLASH},
        {"another number of somebody new",
         {true, VERDICT_NONE, VERDICT_OTHER, false, true, false},
         IDENTITY_NEW},
        {"the number of somebody else",
         {true, VERDICT_SAME, VERDICT_SAME, false, true, false},
         IDENTITY_CLASH},
        {"a number arrives for somebody known elsewhere",
         {true, VERDICT_SAME, VERDICT_SAME, false, false, false},
         IDENTITY_JOIN},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, roster_identity(&rows[i].found) == rows[i].identity);
}

static void settles_what_two_statements_differ_in(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum agreement row, known;
        bool other_school;
        enum settlement settlement;
    } rows[] = {
        {"one school corrects", AGREE_UNKNOWN, AGREE_UNKNOWN, false, SETTLE_TAKE},
        {"two schools differ", AGREE_UNKNOWN, AGREE_UNKNOWN, true, SETTLE_KEEP},
        {"the other school agrees with the number", AGREE_OTHER, AGREE_SAME, true, SETTLE_KEEP},
        {"this school agrees with the number", AGREE_SAME, AGREE_OTHER, true, SETTLE_TAKE},
        {"a wrong correction at one school", AGREE_OTHER, AGREE_SAME, false, SETTLE_KEEP},
        {"neither agrees with the number", AGREE_OTHER, AGREE_OTHER, false, SETTLE_KEEP},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, roster_settle(rows[i].row, rows[i].known, rows[i].other_school) ==
                                     rows[i].settlement);
}

static void finds_gaps_outside_summer(void **state) {
    (void)state;
    day_count june = day_at(2027, 6, 30), august = day_at(2027, 8, 31),
              september = day_at(2027, 9, 1), october = day_at(2027, 10, 10);
    const struct {
        const char *name;
        day_count last, begin, today;
        bool gap;
    } rows[] = {
        {"from one school year to the next", august, september, september, false},
        {"until June, again from September", june, september, september, false},
        {"next year's list in June", june, september, june - 10, false},
        {"until the middle of June", june - 15, september, september, true},
        {"left a week ago, the file repeats 1 September", october, september, october + 8, true},
        {"left yesterday", october, september, october + 1, false},
        {"enrolled today", august, september - 365, october - 100, false},
        {"two years away", august - 730, september, september, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name,
                   roster_has_gap(rows[i].last, rows[i].begin, rows[i].today) == rows[i].gap);
}

static void reads_what_a_number_tells(void **state) {
    (void)state;
    static const struct {
        const char *digits;
        enum number_kind kind;
        int year, month, day, sex;
    } rows[] = {
        {"07031912386", NUMBER_NATIONAL, 2007, 3, 19, 1},
        {"09051897794", NUMBER_NATIONAL, 2009, 5, 18, 1},
        {"98472899765", NUMBER_BIS, 1998, 7, 28, 1},
        {"85073003328", NUMBER_NATIONAL, 1985, 7, 30, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct national_number number;
        assert_int_equal(
            national_number_read(str_of(rows[i].digits), day_at(2026, 11, 24), &number), RC_OK);
        struct number_facts facts = national_number_facts(&number);
        assert_row(rows[i].digits,
                   facts.kind == rows[i].kind && facts.sex == rows[i].sex &&
                       facts.birth_day == day_at(rows[i].year, rows[i].month, rows[i].day));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_by_the_evidence),
        cmocka_unit_test(documentation_has_the_rules),
        cmocka_unit_test(identifies_the_person_of_a_row),
        cmocka_unit_test(settles_what_two_statements_differ_in),
        cmocka_unit_test(finds_gaps_outside_summer),
        cmocka_unit_test(reads_what_a_number_tells),
    };
    return cmocka_run_group_tests_name("roster_identity", tests, unit_setup, unit_teardown);
}
