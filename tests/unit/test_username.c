/* Usernames: the manual's examples, many scripts, typed names, numbered variants. */
#include "unit.h"

#include "domain/bulk_plan.h"
#include "domain/username.h"

static void proposes_names(void **state) {
    (void)state;
    static const struct {
        const char *first, *last, *username;
    } rows[] = {
        {"Süheda", "Carabin", "suheda.carabin"}, /* from the manual */
        {"Wilhelmina", "Daniëls", "wilhelmina.daniels"},
        {"Eben-Ezer", "Charneux", "eben-ezer.charneux"},
        {"Mac", "Daoust", "mac.daoust"},
        {"Abdulghani", "Bogdannnn", "abdulghani.bogdannnn"},
        {"Lotte", "Van den Bossche", "lotte.vandenbossche"},
        {"D’Artagnan", "L'Heureux", "dartagnan.lheureux"},
        {"ʻOkina", "O`Brien", "okina.obrien"},
        {"Дмитрий", "Щербаков", "dmitrij.serbakov"},
        {"Γιώργος", "Παπαδόπουλος", "giorgos.papadopoulos"},
        {"محمد", "علي", "mhmd.ly"},
        {"小明", "王", "xiaoming.wang"},
        {"ნინო", "ბერიძე", "nino.beridze"},
        {"Nguyễn", "Văn Đức", "nguyen.vanduc"},
        {"İbrahim", "Yıldız", "ibrahim.yildiz"},
        {"Łukasz", "Żółć", "lukasz.zolc"},
        {"Þór", "Æsir", "thor.aesir"},
        {"Anne--Marie", "-x-", "anne-marie.x"},
        {"Jean_Luc", "O.Neil", "jeanluc.oneil"},
        {"Zoë 2", "Ann3", "zoe2.ann3"},
        {"-", "Peeters", "peeters"}, /* pupils with a single name */
        {"Amina", ".", "amina"},
        {"😀", "😀", "leerling"},
        {"1", "2", "leerling"},
        {"", "", "leerling"},
        {"-", "Kaart", "leerling.kaart"}, /* a path of the site itself */
        {"Help", "-", "leerling.help"},
        {"E-mail", "", "leerling.e-mail"},
        {"00000000000000000000000000000000000000000000000000", "Jan",
         "leerling"}, /* no letter within the limit */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got =
            username_propose(arena, rules, str_of(rows[i].first), str_of(rows[i].last));
        assert_str(got, rows[i].username);
        struct str again;
        assert_int_equal(username_read(arena, rules, got, &again),
                         USERNAME_FINE); /* every proposal is acceptable as typed */
        assert_str(again, rows[i].username);
    }
}

static void limits_to_fifty_characters(void **state) {
    (void)state;
    static const struct {
        const char *name;
        size_t first, last, len;
    } rows[] = {
        {"fits", 24, 25, 50},           {"one over", 25, 25, 50},   {"very long", 300, 300, 50},
        {"dot at the edge", 49, 5, 49}, {"first alone", 50, 1, 50},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got =
            username_propose(arena, rules, repeat('a', rows[i].first), repeat('b', rows[i].last));
        assert_row(rows[i].name, got.len == rows[i].len);
        assert_row(rows[i].name, got.ptr[got.len - 1] != '.');
    }
}

static void numbered_variants_fit_fifty_characters(void **state) {
    (void)state;
    assert_str(username_numbered(arena, S("jan.peeters"), 1), "jan.peeters");
    assert_str(username_numbered(arena, S("jan.peeters"), 2), "jan.peeters2");
    assert_str(username_numbered(arena, S("jan.peeters"), 99999), "jan.peeters99999");
    struct str full = repeat('a', 50);
    for (int n = 2; n < 99999; n = n * 3 + 1)
        assert_int_equal(username_numbered(arena, full, n).len, 50);
    struct str dot_before_end = str_format(arena, "%.*s.b", 48, full.ptr);
    assert_str(username_numbered(arena, dot_before_end, 2),
               str_c(arena, str_format(arena, "%.*s2", 48, full.ptr)));
}

static void parses_typed_usernames(void **state) {
    (void)state;
    static const struct {
        const char *typed;
        enum username_flaw flaw;
        const char *username;
    } rows[] = {
        {"wilhelmina.daniëls", USERNAME_FINE, "wilhelmina.daniels"},
        {"  Süheda.Carabin ", USERNAME_FINE, "suheda.carabin"},
        {"anna peeters", USERNAME_FINE, "annapeeters"},
        {"O’Brien", USERNAME_FINE, "obrien"},
        {"Дмитрий.x", USERNAME_FINE, "dmitrij.x"},
        {"ａｎｎａ", USERNAME_FINE, "anna"},
        {"jan", USERNAME_FINE, "jan"},
        {"jan-2.b", USERNAME_FINE, "jan-2.b"},
        {"", USERNAME_EMPTY, ""},
        {"   ", USERNAME_EMPTY, ""},
        {"jan@school.be", USERNAME_AT, "jan@school.be"},
        {"@", USERNAME_AT, "@"},
        {"jan＠school.be", USERNAME_AT, "jan@school.be"}, /* full-width @ */
        {"anna_p", USERNAME_SIGNS, "anna_p"},
        {"anna/../x", USERNAME_SIGNS, "anna/../x"},
        {"<b>", USERNAME_SIGNS, "<b>"},
        {"a\xe2\x80\xae"
         "b",
         USERNAME_SIGNS, ""},
        {"\xff", USERNAME_SIGNS, ""},
        {"😀", USERNAME_SIGNS, ""},
        {"a..b", USERNAME_SHAPE, "a..b"},
        {".ab", USERNAME_SHAPE, ".ab"},
        {"ab-", USERNAME_SHAPE, "ab-"},
        {"a.-b", USERNAME_SHAPE, "a.-b"},
        {"12.34", USERNAME_SHAPE, "12.34"},
        {"Admin", USERNAME_RESERVED, "admin"},
        {"api", USERNAME_RESERVED, "api"},
        {"healthz", USERNAME_RESERVED, "healthz"},
        {".well-known", USERNAME_RESERVED, ".well-known"},
        {"adminn", USERNAME_FINE, "adminn"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got;
        assert_row(rows[i].typed,
                   username_read(arena, rules, str_of(rows[i].typed), &got) == rows[i].flaw);
        assert_str(got, rows[i].username);
    }
    struct str got;
    assert_int_equal(username_read(arena, rules, repeat('a', 50), &got), USERNAME_FINE);
    assert_int_equal(username_read(arena, rules, repeat('a', 51), &got), USERNAME_LONG);
    assert_int_equal(username_read(arena, rules, repeat('a', 100000), &got), USERNAME_LONG);
}

/* A lookup in which the listed names belong to other people. */
struct book {
    const char *const *names;
    size_t count, asked;
    enum rc rc;
};

static enum rc is_taken(void *context, struct str username, int64_t pupil_id, bool *ret_taken) {
    struct book *book = context;
    (void)pupil_id;
    book->asked++;
    TRY(book->rc);
    *ret_taken = false;
    for (size_t i = 0; i < book->count; i++)
        *ret_taken = *ret_taken || str_eq(username, str_of(book->names[i]));
    return RC_OK;
}

static struct plan_row *plan(struct book *book, enum secret_kind basic,
                             const struct plan_pupil *pupils, size_t count) {
    uint64_t seed = 1;
    struct random random = random_seeded(&seed);
    const struct secret_policy policy = secret_policy_default();
    const struct name_book names = {is_taken, book};
    struct plan_row *rows = NULL;
    assert_rc(bulk_plan(arena, rules, &random, &policy, &names, basic, pupils, count, &rows),
              RC_OK);
    return rows;
}

static void plans_a_class(void **state) {
    (void)state;
    static const char *const taken[] = {"lien.maes", "lien.maes2", "lien.maes4"};
    struct book book = {taken, COUNT(taken), 0, RC_OK};
    const struct plan_pupil pupils[] = {
        {1, S("Borel"), S("Daelemans"), LEVEL_PRIMARY, 0, false, S("")},
        {2, S("Lien"), S("Maes"), LEVEL_SECONDARY, 0, false, S("")}, /* namesakes */
        {3, S("Liën"), S("Maes"), LEVEL_SECONDARY, 0, false, S("")},
        {4, S("Mac"), S("Daoust"), LEVEL_SECONDARY, 0, true, S("")}, /* has an account already */
        {5, S("Mac"), S("Daoust"), LEVEL_SECONDARY, ACCOUNT_BASIC, false, S("")},
        {6, S("Tom"), S("Aerts"), LEVEL_PRE_PRIMARY, ACCOUNT_ADVANCED, false, S("")},
        {7, S("Lien"), S("Maes"), LEVEL_SECONDARY, 0, true,
         S("lientje")}, /* upgraded: the name stays, the type changes */
    };
    const struct plan_row *rows = plan(&book, SECRET_WORD, pupils, COUNT(pupils));
    static const struct {
        const char *username, *wanted;
        enum account_type type;
        enum secret_kind kind;
    } expected[] = {
        {"borel.daelemans", "", ACCOUNT_BASIC, SECRET_WORD},
        {"lien.maes3", "lien.maes", ACCOUNT_ADVANCED, SECRET_TEMPORARY},
        {"lien.maes5", "lien.maes", ACCOUNT_ADVANCED, SECRET_TEMPORARY},
        {"", "", 0, 0},
        {"mac.daoust", "", ACCOUNT_BASIC, SECRET_WORD},
        {"tom.aerts", "", ACCOUNT_ADVANCED, SECRET_TEMPORARY},
        {"lientje", "", ACCOUNT_ADVANCED, SECRET_TEMPORARY},
    };
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(rows[i].pupil_id, pupils[i].pupil_id);
        assert_str(rows[i].username, expected[i].username);
        assert_str(rows[i].wanted, expected[i].wanted);
        assert_int_equal(rows[i].type, expected[i].type);
        assert_int_equal(rows[i].kind, expected[i].kind);
        assert_int_equal(rows[i].skipped, i == 3);
        assert_int_equal(rows[i].turns, i == 6);
        assert_int_equal(rows[i].secret.len == 0, rows[i].skipped);
    }
    const struct plan_row *again = plan(&book, SECRET_WORD, pupils, COUNT(pupils));
    assert_true(str_eq(again[1].secret,
                       rows[1].secret)); /* the same input and random numbers give the same plan */
}

static void plans_two_hundred_of_one_name(void **state) {
    (void)state;
    struct book book = {NULL, 0, 0, RC_OK};
    struct plan_pupil *pupils = ARENA_ARRAY(arena, struct plan_pupil, 200);
    for (int i = 0; i < 200; i++)
        pupils[i] =
            (struct plan_pupil){i + 1, S("Jan"), S("Peeters"), LEVEL_PRIMARY, 0, false, S("")};
    const struct plan_row *rows = plan(&book, SECRET_PICTURE, pupils, 200);
    for (int i = 1; i < 200; i++)
        assert_str(rows[i].username, str_c(arena, str_format(arena, "jan.peeters%d", i + 1)));
    assert_int_equal(book.asked, 200); /* names within the plan are not looked up in the database */
}

static void plan_returns_lookup_errors(void **state) {
    (void)state;
    struct book book = {NULL, 0, 0, RC_IO};
    const struct name_book names = {is_taken, &book};
    uint64_t seed = 1;
    struct random random = random_seeded(&seed);
    const struct secret_policy policy = secret_policy_default();
    const struct plan_pupil pupil = {1, S("Jan"), S("Peeters"), LEVEL_PRIMARY, 0, false, S("")};
    struct plan_row *rows = NULL;
    assert_rc(bulk_plan(arena, rules, &random, &policy, &names, SECRET_PICTURE, &pupil, 1, &rows),
              RC_IO);
    assert_null(rows);
    assert_rc(bulk_plan(arena, rules, &random, &policy, &names, SECRET_PICTURE, NULL, 0, &rows),
              RC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proposes_names),
        cmocka_unit_test(limits_to_fifty_characters),
        cmocka_unit_test(numbered_variants_fit_fifty_characters),
        cmocka_unit_test(parses_typed_usernames),
        cmocka_unit_test(plans_a_class),
        cmocka_unit_test(plans_two_hundred_of_one_name),
        cmocka_unit_test(plan_returns_lookup_errors),
    };
    return cmocka_run_group_tests_name("username", tests, unit_setup, unit_teardown);
}
