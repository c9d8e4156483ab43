/* Identifies the person of a roster row: tables of named rows. */
#include "unit.h"

#include "domain/roster_change.h"

static void identifies_the_person_of_a_row(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool row_has_number;
        int64_t by_number, by_roll;
        enum holder_knowledge holder;
        enum identity identity;
        int64_t pupil;
    } rows[] = {
        {"nobody, no number", false, 0, 0, HOLDER_WITHOUT_NUMBER, IDENTITY_NEW, 0},
        {"nobody, with number", true, 0, 0, HOLDER_WITHOUT_NUMBER, IDENTITY_NEW, 0},
        {"by roll number", false, 0, 5, HOLDER_WITHOUT_NUMBER, IDENTITY_KNOWN, 5},
        {"the file lost the number", false, 0, 5, HOLDER_WITH_NUMBER, IDENTITY_KNOWN, 5},
        {"by both", true, 5, 5, HOLDER_WITH_NUMBER, IDENTITY_KNOWN, 5},
        {"also in another school", true, 5, 0, HOLDER_WITHOUT_NUMBER, IDENTITY_KNOWN, 5},
        {"number arrives", true, 0, 5, HOLDER_WITHOUT_NUMBER, IDENTITY_NUMBER, 5},
        {"another number", true, 0, 5, HOLDER_WITH_NUMBER, IDENTITY_CLASH, 5},
        {"another number, all else the same", true, 0, 5, HOLDER_SURE, IDENTITY_NUMBER, 5},
        {"the number of somebody else, all else the same", true, 5, 6, HOLDER_SURE, IDENTITY_CLASH,
         6},
        {"two persons", true, 5, 6, HOLDER_WITH_NUMBER, IDENTITY_CLASH, 6},
        {"a number arrives for somebody known elsewhere", true, 5, 6, HOLDER_WITHOUT_NUMBER,
         IDENTITY_JOIN, 5},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got;
        assert_row(rows[i].name,
                   roster_identity(rows[i].row_has_number, rows[i].by_number, rows[i].by_roll,
                                   rows[i].holder, &got) == rows[i].identity);
        assert_row(rows[i].name, got == rows[i].pupil);
    }
}

static void recognises_a_reused_roll_number(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct likeness row, holder;
        bool same;
    } rows[] = {
        {"nothing changed", {S("noor"), S("appels"), 100}, {S("noor"), S("appels"), 100}, true},
        {"a name mended", {S("noor"), S("appels"), 100}, {S("nour"), S("apels"), 100}, true},
        {"a birth day mended", {S("noor"), S("appels"), 101}, {S("noor"), S("appels"), 100}, true},
        {"a birth day learned",
         {S("noor"), S("appels"), 100},
         {S("noor"), S("appels"), DAY_NONE},
         true},
        {"a last name mended, no birth day",
         {S("noor"), S("appels"), DAY_NONE},
         {S("noor"), S("apels"), DAY_NONE},
         true},
        {"somebody else", {S("sem"), S("wouters"), 200}, {S("noor"), S("appels"), 100}, false},
        {"somebody else, no birth day",
         {S("sem"), S("wouters"), DAY_NONE},
         {S("noor"), S("appels"), 100},
         false},
        {"a brother", {S("sem"), S("appels"), 200}, {S("noor"), S("appels"), 100}, false},
        {"a namesake by first name",
         {S("noor"), S("wouters"), 200},
         {S("noor"), S("appels"), 100},
         false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, roster_may_be(&rows[i].row, &rows[i].holder) == rows[i].same);
}

static void recognises_a_copied_national_number(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct likeness row, owner;
        bool may;
    } rows[] = {
        {"nothing changed", {S("anna"), S("peeters"), 100}, {S("anna"), S("peeters"), 100}, true},
        {"a brother with her number",
         {S("bart"), S("peeters"), 200},
         {S("anna"), S("peeters"), 100},
         false},
        {"a brother, no birth day in the file",
         {S("bart"), S("peeters"), DAY_NONE},
         {S("anna"), S("peeters"), 100},
         false},
        {"a brother, her birth day unknown",
         {S("bart"), S("peeters"), 200},
         {S("anna"), S("peeters"), DAY_NONE},
         false},
        {"the name she is called by",
         {S("ans"), S("peeters"), 100},
         {S("anna"), S("peeters"), 100},
         true},
        {"a last name mended, no birth day",
         {S("anna"), S("peters"), DAY_NONE},
         {S("anna"), S("peeters"), 100},
         true},
        {"a birth day mended",
         {S("anna"), S("peeters"), 101},
         {S("anna"), S("peeters"), 100},
         true},
        {"somebody else", {S("sem"), S("wouters"), 200}, {S("anna"), S("peeters"), 100}, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, roster_may_own(&rows[i].row, &rows[i].owner) == rows[i].may);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifies_the_person_of_a_row),
        cmocka_unit_test(recognises_a_reused_roll_number),
        cmocka_unit_test(recognises_a_copied_national_number),
    };
    return cmocka_run_group_tests_name("roster_identity", tests, unit_setup, unit_teardown);
}
