/* Secrets: generating, parsing, checking typed ones; pictures and their words. */
#include "unit.h"

#include <math.h>

#include "base/buf.h"
#include "domain/pictures.h"
#include "domain/secrets.h"

static void secrets_have_the_promised_bits(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct secret_policy policy;
        enum secret_kind kind;
        double bits;
    } rows[] = {
        {"word, default", {7, 4}, SECRET_WORD, 24.32},
        {"word, the manual's 3 digits", {7, 3}, SECRET_WORD, 21.0},
        {"7 pictures", {7, 4}, SECRET_PICTURE, 25.78},
        {"6 pictures", {6, 4}, SECRET_PICTURE, 22.46},
        {"5 pictures", {5, 4}, SECRET_PICTURE, 19.0},
        {"temporary", {7, 4}, SECRET_TEMPORARY, 46.66},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name,
                   fabs(secret_bits(&rows[i].policy, rows[i].kind) - rows[i].bits) < 0.01);
    const struct secret_policy policy = secret_policy_default();
    assert_true(secret_bits(&policy, SECRET_PICTURE) >= 24 &&
                secret_bits(&policy, SECRET_WORD) >= 24);
}

/* Every generated secret has the shape of its kind and parses to itself in all its spellings. */
static void generates_and_parses(void **state) {
    (void)state;
    uint64_t seed = 7;
    const struct random random = random_seeded(&seed);
    static const struct secret_policy policies[] = {{7, 4}, {6, 3}, {5, 4}};
    static const enum secret_kind kinds[] = {SECRET_PICTURE, SECRET_WORD, SECRET_TEMPORARY};
    for (int i = 0; i < 3000; i++) {
        const struct secret_policy *policy = &policies[i % 3];
        enum secret_kind kind = kinds[i / 3 % 3];
        struct str secret = secret_draw(arena, &random, policy, kind), read;
        assert_rc(secret_read(arena, rules, kind, secret, &read), RC_OK);
        assert_true(str_eq(read, secret));
        if (kind == SECRET_PICTURE) {
            unsigned char pictures[SECRET_PICTURES_MAX];
            int count;
            assert_rc(secret_pictures(secret, pictures, &count), RC_OK);
            assert_int_equal(count, policy->picture_count);
            for (int a = 0; a < count; a++)
                for (int b = 0; b < a; b++) assert_int_not_equal(pictures[a], pictures[b]);
            assert_true(str_eq(secret_of_pictures(arena, pictures, count), secret));
        }
        if (kind == SECRET_WORD) {
            int digits = 0;
            for (size_t c = 0; c < secret.len; c++) {
                bool digit = secret.ptr[c] >= '2' && secret.ptr[c] <= '9';
                assert_true(digit || (secret.ptr[c] >= 'a' && secret.ptr[c] <= 'z'));
                digits += digit;
            }
            assert_int_equal(digits, policy->word_digits);
        }
        if (kind == SECRET_TEMPORARY) {
            assert_int_equal(secret.len, 8);
            for (size_t c = 0; c < 8; c++) assert_null(memchr("0O1lI", secret.ptr[c], 5));
        }
    }
}

/*
 * Each of 16 pictures is equally likely in first place, and each of 5 splits of digits is equally
 * likely.
 */
static void generation_is_uniform(void **state) {
    (void)state;
    uint64_t seed = 11;
    const struct random random = random_seeded(&seed);
    const struct secret_policy policy = secret_policy_default();
    int first[PICTURES] = {0}, split[5] = {0};
    for (int i = 0; i < 16000; i++) {
        struct arena_mark mark = arena_mark(arena);
        unsigned char pictures[SECRET_PICTURES_MAX];
        int count;
        assert_rc(
            secret_pictures(secret_draw(arena, &random, &policy, SECRET_PICTURE), pictures, &count),
            RC_OK);
        first[pictures[0]]++;
        struct str word = secret_draw(arena, &random, &policy, SECRET_WORD);
        size_t before = 0;
        while (word.ptr[before] <= '9') before++;
        split[before]++;
        (void)!arena_rewind(arena, mark);
    }
    for (int i = 0; i < PICTURES; i++) assert_in_range(first[i], 850, 1150);
    for (int i = 0; i < 5; i++) assert_in_range(split[i], 3000, 3400);
}

static void parses_typed_secrets(void **state) {
    (void)state;
    static const struct {
        enum secret_kind kind;
        const char *typed, *secret; /* NULL: rejected */
    } rows[] = {
        {SECRET_WORD, "29ban9", "29ban9"}, /* from the manual */
        {SECRET_WORD, " 29 BAN 9 ", "29ban9"},
        {SECRET_WORD, "Zal 659", "zal659"},
        {SECRET_WORD, "", NULL},
        {SECRET_WORD, "\u0384`", NULL}, /* an accent without a letter */
        {SECRET_WORD, "29\u0384ban9", "29ban9"},
        {SECRET_TEMPORARY, "pgu9J7Zn", "pgu9J7Zn"},
        {SECRET_TEMPORARY, " pgu9 J7Zn", "pgu9J7Zn"},
        {SECRET_OWN, "mijn  zin ", "mijn zin"},
        {SECRET_OWN, "cafe\xcc\x81", "café"},
        {SECRET_OWN, "a\0b", "a"},
        {SECRET_PICTURE, "hond-politie-banaan-robot-deur-fototoestel-rugzak",
         "hond-politie-banaan-robot-deur-fototoestel-rugzak"},
        {SECRET_PICTURE, "HOND  politie, banaan robot deur fototoestel rugzak",
         "hond-politie-banaan-robot-deur-fototoestel-rugzak"},
        {SECRET_PICTURE, "chien police banane robot porte appareil photo sac à dos",
         "hond-politie-banaan-robot-deur-fototoestel-rugzak"},
        {SECRET_PICTURE, "dog police ice cream", "hond-politie-ijsje"},
        {SECRET_PICTURE, "Hund Tür Fotoapparat", "hond-deur-fototoestel"},
        {SECRET_PICTURE, "sac-à-dos", "rugzak"},
        {SECRET_PICTURE, "hond olifant", NULL},
        {SECRET_PICTURE, "-", NULL},
        {SECRET_PICTURE, "hond hond hond hond hond hond hond hond", NULL}, /* eight pictures */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got = S("");
        enum rc rc = secret_read(arena, rules, rows[i].kind, str_of(rows[i].typed), &got);
        assert_row(rows[i].typed, rc == (rows[i].secret == NULL ? RC_INVALID : RC_OK));
        if (rows[i].secret != NULL) assert_str(got, rows[i].secret);
    }
    struct str got;
    assert_rc(secret_read(arena, rules, SECRET_OWN, (struct str){"a\0b", 3}, &got), RC_INVALID);
    assert_rc(secret_read(arena, rules, SECRET_OWN, repeat('a', 128), &got), RC_OK);
    assert_rc(secret_read(arena, rules, SECRET_OWN, repeat('a', 129), &got), RC_INVALID);
    unsigned char pictures[SECRET_PICTURES_MAX];
    int count;
    assert_rc(secret_pictures(S(""), pictures, &count), RC_INVALID);
    assert_rc(secret_pictures(S("hond-"), pictures, &count), RC_INVALID);
    assert_rc(secret_pictures(S("hond-vis-eend-bal-deur-zon-auto-boom"), pictures, &count),
              RC_INVALID);
}

static void checks_secrets_typed_by_staff(void **state) {
    (void)state;
    static const struct {
        const char *typed, *first, *last;
        double guesses;
        enum typed_flaw flaw;
    } rows[] = {
        {"tulpenbol47", "Süheda", "Carabin", 1e9, TYPED_FINE},
        {"tulpen7", "Süheda", "Carabin", 1e9, TYPED_SHORT},
        {"tülpen7é", "Süheda", "Carabin", 1e9, TYPED_FINE}, /* counted in characters, not bytes */
        {"tulpen bol47", "Süheda", "Carabin", 1e9, TYPED_BLANKS},
        {"suheda2026x", "Süheda", "Carabin", 1e9, TYPED_HAS_NAME},
        {"xxCÁRABINxx", "Süheda", "Carabin", 1e9, TYPED_HAS_NAME},
        {"bossche2026", "Lotte", "Van den Bossche", 1e9, TYPED_HAS_NAME},
        {"charneuxjes", "Eben-Ezer", "Charneux", 1e9, TYPED_HAS_NAME},
        {"xezer99kip", "Eben-Ezer", "Charneux", 1e9, TYPED_HAS_NAME}, /* half of a double name */
        {"xeben-ezer", "Eben-Ezer", "Charneux", 1e9, TYPED_HAS_NAME},
        {"obrien2026", "Sean", "O'Brien", 1e9, TYPED_HAS_NAME},
        {"lilalampje", "Li", "Xu", 1e9, TYPED_FINE}, /* two letters occur in too many words */
        {"wachtwoord", "Süheda", "Carabin", 1e9,
         TYPED_GUESSABLE}, /* the library knows English only */
        {"Welkom2026!", "Süheda", "Carabin", 1e9, TYPED_GUESSABLE},
        {"007azerty", "Süheda", "Carabin", 1e9, TYPED_GUESSABLE},
        {"wachtwoordtulp", "Süheda", "Carabin", 1e9, TYPED_FINE},
        {"4738295016", "Süheda", "Carabin", 1e9, TYPED_FINE},
        {"tulpenbol47", "Süheda", "Carabin", 999999, TYPED_GUESSABLE},
        {"tulpenbol47", "Süheda", "Carabin", 1e6, TYPED_FINE},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].typed,
                   secret_typed_flaw(arena, rules, str_of(rows[i].typed), str_of(rows[i].first),
                                     str_of(rows[i].last), rows[i].guesses) == rows[i].flaw);
    assert_int_equal(secret_typed_flaw(arena, rules, repeat('x', 41), S("A"), S("B"), 1e9),
                     TYPED_LONG);
    assert_int_equal(secret_typed_flaw(arena, rules, repeat('x', 40), S("A"), S("B"), 1e9),
                     TYPED_FINE);
}

static void kinds_match_account_types(void **state) {
    (void)state;
    static const struct {
        enum secret_kind kind;
        bool basic, advanced;
    } rows[] = {{SECRET_PICTURE, true, false},
                {SECRET_WORD, true, false},
                {SECRET_TEMPORARY, false, true},
                {SECRET_OWN, false, true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(secret_kind_fits(ACCOUNT_BASIC, rows[i].kind), rows[i].basic);
        assert_int_equal(secret_kind_fits(ACCOUNT_ADVANCED, rows[i].kind), rows[i].advanced);
    }
    assert_int_equal(secret_kind_default(ACCOUNT_BASIC), SECRET_PICTURE);
    assert_int_equal(secret_kind_default(ACCOUNT_ADVANCED), SECRET_TEMPORARY);
}

static void pictures_have_words(void **state) {
    (void)state;
    static const char *const dutch[PICTURES] = {
        "hond",    "vis",   "eend", "vlinder", "banaan", "appel",       "ijsje",  "boom",
        "politie", "robot", "zon",  "auto",    "deur",   "fototoestel", "rugzak", "bal"};
    for (int i = 0; i < PICTURES; i++) {
        assert_string_equal(picture_name(i, LANGUAGE_NL), dutch[i]);
        for (int l = 0; l < LANGUAGES; l++) {
            struct str read;
            assert_rc(secret_read(arena, rules, SECRET_PICTURE,
                                  str_of(picture_name(i, (enum language)l)), &read),
                      RC_OK);
            assert_str(read, dutch[i]);
        }
    }
    assert_int_equal(picture_by_word(S("")), -1);
    assert_int_equal(picture_by_word(S("olifant")), -1);
}

static void words_are_short_and_different(void **state) {
    (void)state;
    assert_int_equal(word_count(), 1024);
    for (size_t i = 0; i < word_count(); i++) {
        struct str word = str_of(word_at(i));
        assert_in_range(word.len, 3, 6);
        for (size_t c = 0; c < word.len; c++) assert_in_range(word.ptr[c], 'a', 'z');
        if (i > 0)
            assert_true(str_cmp(str_of(word_at(i - 1)), word) <
                        0); /* sorted, so none occurs twice */
        for (int p = 0; p < PICTURES; p++)
            assert_false(str_eq(word, str_of(picture_name(p, LANGUAGE_NL))));
    }
}

/*
 * Phonetic form: au equals ou, ij equals ei, and so on; final consonants are voiceless; double
 * letters are single.
 */
static struct str as_heard(struct str word) {
    static const char *const pairs[][2] = {{"ij", "ei"}, {"au", "ou"}, {"ch", "g"}, {"th", "t"},
                                           {"qu", "kw"}, {"c", "k"},   {"y", "i"}};
    struct buf out = buf_make(arena, 32);
    for (size_t at = 0, step; at < word.len; at += step) {
        struct str rest = str_sub(word, at, word.len - at);
        const char *sound = NULL;
        step = 1;
        for (size_t i = 0; i < COUNT(pairs) && sound == NULL; i++)
            if (str_starts(rest, str_of(pairs[i][0])))
                sound = pairs[i][1], step = strlen(pairs[i][0]);
        bool last = at + step == word.len;
        if (sound == NULL && last && rest.ptr[0] == 'd') sound = "t";
        if (sound == NULL && last && rest.ptr[0] == 'b') sound = "p";
        if (sound != NULL)
            buf_c(&out, sound);
        else
            buf_char(&out, rest.ptr[0]);
    }
    return buf_view(&out);
}

/*
 * Words that must not be printed next to a child's name because they scold, hurt, shame or describe
 * the card. Each of them was in the list or nearly.
 */
static void words_are_suitable_for_a_card(void **state) {
    (void)state;
    static const char *const unfit[] = {
        "aap",    "arm",    "baby",   "bang", "beest",  "big",   "blind",  "boer",   "boksen",
        "buik",   "buis",   "clown",  "dom",  "dood",   "drop",  "dweil",  "ezel",   "fluit",
        "gans",   "geheim", "graven", "ham",  "hangen", "harig", "kalf",   "kameel", "kist",
        "klap",   "klein",  "klop",   "koe",  "kus",    "kwal",  "lam",    "luier",  "mes",
        "mossel", "mummie", "muts",   "naam", "nat",    "oud",   "pinda",  "plas",   "poes",
        "rund",   "schop",  "skelet", "slok", "spook",  "tank",  "varken", "vet",    "wip",
        "wijn",   "woord",  "zaad",   "zoen", "zwaar",  "zwart", "zwijn",
    };
    for (size_t i = 0; i < word_count(); i++)
        for (size_t u = 0; u < COUNT(unfit); u++) assert_string_not_equal(word_at(i), unfit[u]);
    struct str *heard = ARENA_ARRAY(arena, struct str, word_count());
    for (size_t i = 0; i < word_count(); i++) heard[i] = as_heard(str_of(word_at(i)));
    for (size_t i = 0; i < word_count(); i++)
        for (size_t other = i + 1; other < word_count(); other++)
            if (str_eq(heard[i], heard[other]))
                fail_msg("%s and %s sound alike", word_at(i), word_at(other));
}

static void a_temporary_secret_expires_at_the_end_of_a_day(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int month, day, hours, days;
        int end_month, end_day; /* the day on the card: valid until its end in Brussels */
    } rows[] = {
        {"in the afternoon, summer time ends in between", 9, 2, 16, 90, 12, 1},
        {"just after midnight", 9, 2, 0, 1, 9, 3},
        {"the last hour of a day", 9, 2, 23, 1, 9, 3},
        {"a year", 2, 28, 12, 365, 2, 28},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t now = day_start_ms(day_at(2026, rows[i].month, rows[i].day)) +
                      rows[i].hours * INT64_C(3600000);
        int64_t end = secret_end_ms(now, rows[i].days);
        day_count last =
            day_at(rows[i].days == 365 ? 2027 : 2026, rows[i].end_month, rows[i].end_day);
        assert_row(rows[i].name, day_of_ms(end) == last && end + 1 == day_start_ms(last + 1));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_have_the_promised_bits),
        cmocka_unit_test(generates_and_parses),
        cmocka_unit_test(generation_is_uniform),
        cmocka_unit_test(parses_typed_secrets),
        cmocka_unit_test(checks_secrets_typed_by_staff),
        cmocka_unit_test(kinds_match_account_types),
        cmocka_unit_test(pictures_have_words),
        cmocka_unit_test(words_are_short_and_different),
        cmocka_unit_test(words_are_suitable_for_a_card),
        cmocka_unit_test(a_temporary_secret_expires_at_the_end_of_a_day),
    };
    return cmocka_run_group_tests_name("secrets", tests, unit_setup, unit_teardown);
}
