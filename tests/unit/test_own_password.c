/*
 * Password strength: what a classmate can guess is weak, what a child may reasonably choose is
 * strong.
 */
#include "unit.h"

#include <math.h>

#include "crypto/token.h"
#include "domain/dutch.h"
#include "domain/own_password.h"

static double bits_of(struct arena *scratch, struct str text) {
    return log2(token_guesses(scratch, text, NULL, 0));
}

enum { NAMED = 1 << OWN_PART_NAME, COMMON = 1 << OWN_PART_COMMON, WORD = 1 << OWN_PART_DICTIONARY };

static void passwords_are_weak_or_strong(void **state) {
    (void)state;
    static const struct {
        const char *password;
        bool strong;
        unsigned holds; /* of a weak one: at least one of these */
    } rows[] = {
        /* names of the pupil and the school */
        {"basisschool2026", false, NAMED},
        {"deregenboog2024", false, NAMED},
        {"DeRegenboog2024!", false, NAMED},
        {"De Regenboog 2024", false, NAMED},
        {"regenboogregenboog", false, NAMED},
        {"regenboogaalst", false, NAMED},
        {"aalst12345", false, NAMED},
        {"Suheda2012!", false, NAMED},
        {"suhedacarabin", false, NAMED},
        {"carabin123456", false, NAMED},
        {"suheda.carabin", false, NAMED},
        {"r3g3nb00g2024", false, NAMED},
        {"Süheda2012?", false, NAMED},
        {"5latijn5latijn", false, NAMED | WORD},
        /* one word and little else */
        {"paswoord123", false, WORD},
        {"Paswoord123!", false, WORD},
        {"p4sw00rd123", false, WORD},
        {"voetbalveld", false, WORD},
        {"voetbal2024", false, COMMON},
        {"zwembroeken", false, WORD},
        {"wachtwoord123", false, COMMON},
        {"Zomer2026!!", false, COMMON},
        {"winter20262026", false, 0},
        {"mijn fiets", false, COMMON},
        {"groenefiets", false, COMMON},
        {"konijnkonijn", false, COMMON},
        {"verjaardag1", false, COMMON},
        {"chocolademelk", false, WORD},
        {"fortnite2013", false, COMMON},
        {"schatje1234", false, COMMON},
        {"speelplaats", false, WORD},
        {"sinterklaas!", false, COMMON},
        {"anderlecht1908", false, COMMON},
        /* keyboard sequences, well-known passwords */
        {"azertyuiop", false, 0},
        {"azertyuiop123", false, 0},
        {"qsdfghjklm", false, 0},
        {"wxcvbnwxcvbn", false, 0},
        {"1234567890", false, 0},
        {"aaaaaaaaaaaa", false, 0},
        {"password123", false, 0},
        {"qwertyuiop1", false, 0},
        {"0101201301012013", false, 0},
        {"abcdefghijk", false, 0},
        /* reasonable choices of a child */
        {"kaas fietst naar mars", true, 0},
        {"zes stille fietsen in de regen", true, 0},
        {"vier blauwe fietsen", true, 0},
        {"mijn hond blaft hard", true, 0},
        {"zwaan kiwi fluit goot", true, 0},
        {"paarse olifant danst", true, 0},
        {"kikkerlampbrood", true, 0},
        {"giraf-pizza-trein", true, 0},
        {"Ik lust 7 wafels", true, 0},
        {"oma bakt frietjes op dinsdag", true, 0},
        {"ik hou van blauwe bessen", true, 0},
        {"zeven gele eendjes", true, 0},
        {"le chat mange du papier", true, 0},
        {"my dog eats homework", true, 0},
        {"R7#kq9!vZp2m", true, 0},
        {"mEv8-wq31-pLz", true, 0},
        {"xk4tbqz9wp", true, 0},
        {"regenboog danst met kikker", true, 0},
        {"de juf eet groene soep", true, 0},
        {"tomaat wolk gitaar", true, 0},
        {"Ανάγνωση βιβλίου", true, 0},
        {"trottinet banaan 8", true, 0},
        {"groene fiets 2026", true, 0},
    };
    const struct str names[] = {S("Sühedâ"), S("Carabin"), S("suheda.carabin"), S("5LAT"),
                                S("Basisschool De Regenboog - Aalst (2)")};
    bool failed = false;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct own_strength s = own_password_strength(arena, rules, str_of(rows[i].password), names,
                                                      COUNT(names), bits_of);
        unsigned holds = 0;
        for (unsigned part = 0; part < OWN_PARTS; part++) holds |= (unsigned)s.holds[part] << part;
        bool named = rows[i].holds == 0 || (holds & rows[i].holds) != 0;
        if ((s.bits >= log2(1e8)) != rows[i].strong || !named)
            print_error("row '%s': %.1f bits, holds %u\n", rows[i].password, s.bits, holds);
        failed = failed || (s.bits >= log2(1e8)) != rows[i].strong || !named;
    }
    assert_false(failed);
}

static void dictionary_contains_common_words(void **state) {
    (void)state;
    static const char *const words[] = {"paswoord", "voetbal", "konijn", "reeen", "speelplaats"},
                             *const others[] = {"xkqzw", "", "abc", "voetbal2"};
    for (size_t i = 0; i < COUNT(words); i++) assert_row(words[i], dutch_word(str_of(words[i])));
    for (size_t i = 0; i < COUNT(others); i++)
        assert_row(others[i], !dutch_word(str_of(others[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_weak_or_strong),
        cmocka_unit_test(dictionary_contains_common_words),
    };
    return cmocka_run_group_tests_name("own_password", tests, unit_setup, unit_teardown);
}
