/* What roles may do, where, and how long a session lasts. Tables of named rows. */
#include "unit.h"

#include "domain/rights.h"
#include "domain/session_life.h"

/* The permissions of all roles; a change of permissions must change this text. */
static void roles_have_rights(void **state) {
    (void)state;
    static const struct {
        enum role role;
        const char *name, *rights; /* see create print reset edit configure platform */
    } rows[] = {
        {ROLE_OPERATOR, "operator", "------P"},
        {ROLE_MANAGER, "manager", "SCPREO-"},
        {ROLE_TEACHER, "teacher", "S-PR---"},
        {ROLE_VIEWER, "viewer", "S------"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum role role = 0;
        assert_string_equal(role_name(rows[i].role), rows[i].name);
        assert_rc(role_by_name(str_of(rows[i].name), &role), RC_OK);
        assert_int_equal(role, rows[i].role);
        for (int right = 0; right < RIGHTS; right++)
            assert_row(rows[i].name,
                       role_has(rows[i].role, (enum right)right) == (rows[i].rights[right] != '-'));
    }
    enum role role;
    assert_rc(role_by_name(S("Manager"), &role), RC_INVALID);
    assert_rc(role_by_name(S(""), &role), RC_INVALID);
    for (int right = 0; right < RIGHTS; right++) {
        assert_false(role_has((enum role)0, (enum right)right));
        assert_false(role_has((enum role)5, (enum right)right));
    }
}

static void rights_are_limited_to_school_and_class(void **state) {
    (void)state;
    const struct grant grants[] = {
        {ROLE_MANAGER, {1}, S("")}, {ROLE_TEACHER, {2}, S("4A")}, {ROLE_TEACHER, {2}, S("5B")},
        {ROLE_VIEWER, {3}, S("")},  {ROLE_OPERATOR, {0}, S("")},
    };
    const struct staff_rights rights = {grants, COUNT(grants)};
    static const struct {
        const char *name;
        enum right right;
        int school;
        const char *class_code;
        bool pupil, school_wide;
    } rows[] = {
        {"manager prints", RIGHT_PRINT, 1, "4A", true, true},
        {"manager, no class", RIGHT_EDIT, 1, "", true, true},
        {"teacher, own class", RIGHT_PRINT, 2, "4A", true, true},
        {"teacher, other own class", RIGHT_RESET, 2, "5B", true, true},
        {"teacher, foreign class", RIGHT_PRINT, 2, "4B", false, false},
        {"teacher, class in capitals only", RIGHT_PRINT, 2, "4a", false, false},
        {"teacher, pupil without class", RIGHT_SEE_PUPILS, 2, "", false,
         true}, /* may open the list */
        {"teacher prints school", RIGHT_PRINT, 2, "", false, false},
        {"teacher creates", RIGHT_CREATE, 2, "4A", false, false},
        {"viewer sees", RIGHT_SEE_PUPILS, 3, "1C", true, true},
        {"viewer prints", RIGHT_PRINT, 3, "1C", false, false},
        {"foreign school", RIGHT_SEE_PUPILS, 4, "", false, false},
        {"operator sees no pupils", RIGHT_SEE_PUPILS, 0, "", false, false},
        {"operator everywhere", RIGHT_PLATFORM, 77, "", true, true},
        {"manager is no operator elsewhere", RIGHT_CONFIGURE, 2, "", false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct school_id school = {rows[i].school};
        assert_row(rows[i].name, rights_over_pupil(&rights, rows[i].right, school,
                                                   str_of(rows[i].class_code)) == rows[i].pupil);
        assert_row(rows[i].name, rights_allow(&rights, rows[i].right, school,
                                              str_of(rows[i].class_code)) == rows[i].school_wide);
    }
    assert_false(rights_by_class(&rights, (struct school_id){1}));
    assert_true(rights_by_class(&rights, (struct school_id){2}));
    assert_false(rights_by_class(&rights, (struct school_id){3}));
    const struct staff_rights none = {NULL, 0};
    for (int right = 0; right < RIGHTS; right++)
        assert_false(rights_allow(&none, (enum right)right, (struct school_id){1}, S("")));
}

static void sessions_expire(void **state) {
    (void)state;
    static const struct session_rule rule = {30 * 60000, 12 * 3600000};
    static const struct {
        const char *name;
        int64_t created_min, seen_min; /* before now */
        bool lives;
    } rows[] = {
        {"new", 0, 0, true},
        {"at the edge", 40, 30, true},
        {"idle", 40, 31, false},
        {"busy for twelve hours", 720, 1, true},
        {"busy for longer", 721, 1, false},
        {"the clock went back an hour", -60, -60, true},
        {"and a session from before", 20, -30, true},
        {"the clock ran a year ahead for a while", -525600, -525600, false},
        {"a session that was seen then", 20, -525600, false},
        {"the clock ran five hours ahead for a while", -300, -300, false},
    };
    const int64_t now = INT64_C(1700000000000);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name,
                   session_lives(&rule, now - rows[i].created_min * 60000,
                                 now - rows[i].seen_min * 60000, now) == rows[i].lives);
    assert_true(session_within(now, 1000, now) && session_within(now - 1000, 1000, now) &&
                session_within(now + 60000, 1000, now));
    assert_false(session_within(now - 1001, 1000, now) || session_within(now + 60001, 1000, now));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_have_rights),
        cmocka_unit_test(rights_are_limited_to_school_and_class),
        cmocka_unit_test(sessions_expire),
    };
    return cmocka_run_group_tests_name("rights", tests, unit_setup, unit_teardown);
}
