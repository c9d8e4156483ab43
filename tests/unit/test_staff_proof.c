/*
 * Second factors: who needs one and from when, and whose factors a manager may reset. Passkeys: a
 * registration and an assertion made here with OpenSSL, and malformed ones that are refused.
 */
#include "unit.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "crypto/passkey.h"
#include "domain/reveal_budget.h"
#include "domain/staff_factor.h"
#include "domain/staff_reset.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)
#define NOW ((int64_t)1780000000000)

static void a_factor_falls_due(void **state) {
    (void)state;
    static const struct staff_factors none = {0}, app = {.totp = true},
                                      codes = {.codes = 10, .codes_left = 0};
    const struct {
        const char *name;
        struct staff_factor_rule rule;
        const struct staff_factors *factors;
        bool must;
        int days;
    } rows[] = {
        {"https", {true, true, NOW + DAY_MS}, &none, true, -1},
        {"https, not set yet", {true, true, 0}, &none, true, -1},
        {"https, exempt", {true, true, FACTOR_NEVER_DUE}, &none, true, -1},
        {"https, viewer", {false, true, NOW}, &none, false, -1},
        {"https, app", {true, true, NOW}, &app, false, -1},
        {"https, only codes, all used", {true, true, NOW}, &codes, false, -1},
        {"http, not set yet", {true, false, 0}, &none, false, -1},
        {"http, 14 days", {true, false, NOW + 14 * DAY_MS}, &none, false, 14},
        {"http, the last hour", {true, false, NOW + 3600000}, &none, false, 0},
        {"http, past", {true, false, NOW}, &none, true, 0},
        {"http, past, viewer", {false, false, NOW}, &none, false, -1},
        {"http, past, app", {true, false, NOW}, &app, false, -1},
        {"http, exempt", {true, false, FACTOR_NEVER_DUE}, &none, false, -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(rows[i].name,
                   staff_factor_must_register(&rows[i].rule, rows[i].factors, NOW) == rows[i].must);
        assert_row(rows[i].name,
                   staff_factor_days_left(&rows[i].rule, rows[i].factors, NOW) == rows[i].days);
    }
    assert_int_equal(staff_factor_first_due(true, NOW), NOW);
    assert_int_equal(staff_factor_first_due(false, NOW), NOW + 14 * DAY_MS);
}

static void rights_of_a_colleague(void **state) {
    (void)state;
    const struct grant operator= {ROLE_OPERATOR, {0}, S("")};
    const struct grant manager = {ROLE_MANAGER, {1}, S("")}, other = {ROLE_MANAGER, {2}, S("")};
    const struct grant teacher = {ROLE_TEACHER, {1}, S("4A")}, all = {ROLE_TEACHER, {1}, S("")};
    const struct grant viewer = {ROLE_VIEWER, {1}, S("")};
    const struct grant both[] = {manager, other};
#define ONE(grant) (&(const struct staff_rights){&(grant), 1})
    const struct staff_rights two = {both, 2};
    assert_true(rights_cover(ONE(manager), ONE(manager)));
    assert_true(rights_cover(ONE(manager), ONE(teacher)));
    assert_true(rights_cover(ONE(all), ONE(teacher)));
    assert_true(rights_cover(ONE(operator), &two));
    assert_true(rights_cover(&two, ONE(other)));
    assert_false(rights_cover(ONE(manager), &two));
    assert_false(rights_cover(ONE(manager), ONE(operator)));
    assert_false(rights_cover(ONE(teacher), ONE(all)));
    assert_false(rights_cover(ONE(viewer), ONE(teacher)));
    assert_true(rights_sensitive(ONE(teacher)) && rights_sensitive(ONE(operator)));
    assert_false(rights_sensitive(ONE(viewer)));
}

static void a_provider_names_its_acr(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool sensitive;
        const char *named, *acr;
        bool passes;
    } rows[] = {
        {"named", true, "urn:a urn:b", "urn:b", true},
        {"the only one", true, "urn:a", "urn:a", true},
        {"another", true, "urn:a urn:b", "urn:c", false},
        {"the beginning of one", true, "urn:a:strong", "urn:a", false},
        {"more than one", true, "urn:a", "urn:a urn:b", false},
        {"other case", true, "urn:a", "URN:A", false},
        {"none in the token", true, "urn:a", "", false},
        {"none set, none in the token", true, "", "", false},
        {"two blanks, none in the token", true, "urn:a  urn:b", "", false},
        {"none set", true, "", "urn:a", false},
        {"viewer, another", false, "urn:a", "urn:c", true},
        {"viewer, none at all", false, "", "", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, staff_provider_passes(rows[i].sensitive, str_of(rows[i].named),
                                                       str_of(rows[i].acr)) == rows[i].passes);
}

static void a_place_is_new(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct staff_sign_in_place place;
        bool is_new;
    } rows[] = {
        {"the first sign-in", {false, false, false}, false},
        {"another browser, another network", {true, false, false}, true},
        {"another browser at school", {true, false, true}, false},
        {"the own laptop elsewhere", {true, true, false}, false},
        {"where one always is", {true, true, true}, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, staff_place_is_new(&rows[i].place) == rows[i].is_new);
}

static void resets_by_a_manager(void **state) {
    (void)state;
    static const struct grant manages[] = {{ROLE_MANAGER, {1}, {"", 0}}},
                              manages_two[] = {{ROLE_MANAGER, {1}, {"", 0}},
                                               {ROLE_MANAGER, {2}, {"", 0}}},
                              teaches[] = {{ROLE_TEACHER, {1}, {"4A", 2}}},
                              teaches_elsewhere[] = {{ROLE_TEACHER, {1}, {"4A", 2}},
                                                     {ROLE_VIEWER, {2}, {"", 0}}},
                              operates[] = {{ROLE_OPERATOR, {0}, {"", 0}}},
                              watches[] = {{ROLE_VIEWER, {1}, {"", 0}}};
#define RIGHTS_OF(list)                                                                            \
    { list, COUNT(list) }
    static const struct staff_rights manager = RIGHTS_OF(manages), two = RIGHTS_OF(manages_two),
                                     teacher = RIGHTS_OF(teaches),
                                     elsewhere = RIGHTS_OF(teaches_elsewhere),
                                     operator= RIGHTS_OF(operates), viewer = RIGHTS_OF(watches);
    static const struct {
        const char *name;
        enum staff_reset reset;
        struct reset_case of;
        enum reset_verdict verdict;
    } rows[] = {{"manager, teacher",
                 RESET_ACCESS,
                 {&manager, &teacher, .other_ms = RESET_NEVER},
                 RESET_ALLOWED},
                {"manager, manager",
                 RESET_ACCESS,
                 {&manager, &manager, .other_ms = RESET_NEVER},
                 RESET_ALLOWED},
                {"manager, factor of a teacher",
                 RESET_FACTOR,
                 {&manager, &teacher, .has_factor = true, .other_ms = RESET_NEVER},
                 RESET_ALLOWED},
                {"no factor there",
                 RESET_FACTOR,
                 {&manager, &teacher, .other_ms = RESET_NEVER},
                 RESET_NO_FACTOR},
                {"a role in another school too",
                 RESET_ACCESS,
                 {&manager, &elsewhere, .other_ms = RESET_NEVER},
                 RESET_BEYOND},
                {"manager of both schools",
                 RESET_ACCESS,
                 {&two, &elsewhere, .other_ms = RESET_NEVER},
                 RESET_ALLOWED},
                {"manager, one of two schools",
                 RESET_FACTOR,
                 {&manager, &two, .has_factor = true, .other_ms = RESET_NEVER},
                 RESET_BEYOND},
                {
                    "manager, operator",
                    RESET_ACCESS,
                    {&manager, &operator, .other_ms = RESET_NEVER }, RESET_BEYOND},
                    {"viewer, teacher",
                     RESET_ACCESS,
                     {&viewer, &teacher, .other_ms = RESET_NEVER},
                     RESET_BEYOND},
                    {"oneself",
                     RESET_ACCESS,
                     {&manager, &manager, .is_self = true, .other_ms = RESET_NEVER},
                     RESET_OWN},
                    {"provider",
                     RESET_ACCESS,
                     {&manager, &teacher, .is_outside = true, .other_ms = RESET_NEVER},
                     RESET_OUTSIDE},
                    {"disabled",
                     RESET_ACCESS,
                     {&manager, &teacher, .is_disabled = true, .other_ms = RESET_NEVER},
                     RESET_DISABLED},
                    {"both now",
                     RESET_FACTOR,
                     {&manager, &teacher, .has_factor = true, .other_ms = NOW},
                     RESET_BOTH},
                    {"both, a moment before a day",
                     RESET_ACCESS,
                     {&manager, &teacher, .other_ms = NOW - DAY_MS + 1},
                     RESET_BOTH},
                    {"both, a day apart",
                     RESET_ACCESS,
                     {&manager, &teacher, .other_ms = NOW - DAY_MS},
                     RESET_ALLOWED},
                    {"both, and the clock was set back",
                     RESET_ACCESS,
                     {&manager, &teacher, .other_ms = NOW + DAY_MS},
                     RESET_BOTH},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name,
                   staff_reset_judge(rows[i].reset, &rows[i].of, NOW) == rows[i].verdict);
}

static void the_budget_of_reveals(void **state) {
    (void)state;
    assert_int_equal(reveal_budget(day_at(2026, 8, 24)), 60);
    assert_int_equal(reveal_budget(day_at(2026, 8, 25)), 1000);
    assert_int_equal(reveal_budget(day_at(2026, 9, 8)), 1000);
    assert_int_equal(reveal_budget(day_at(2026, 9, 9)), 60);
}

/* An authenticator with one ES256 key. */
struct authenticator {
    EVP_PKEY *key;
    unsigned char data[300]; /* authenticator data */
    size_t data_len;
};
enum { RP_HASH = 32, FLAGS_AT = 32, COUNTER_AT = 33, ID_LEN = 16, POINT = 65 };

static void put(struct authenticator *a, const void *bytes, size_t len) {
    memcpy(a->data + a->data_len, bytes, len);
    a->data_len += len;
}

/* flags: 0x01 present, 0x04 verified, 0x40 holds the new key. */
static void make_data(struct authenticator *a, const char *site, unsigned flags, unsigned counter) {
    unsigned char hash[RP_HASH];
    const unsigned char head[] = {(unsigned char)flags, 0, 0, 0, (unsigned char)counter};
    crypto_hash_sha256(hash, (const unsigned char *)site, strlen(site));
    a->data_len = 0;
    put(a, hash, sizeof hash);
    put(a, head, sizeof head);
    if ((flags & 0x40) == 0) return;
    unsigned char point[POINT];
    size_t len;
    static const unsigned char zeros[16], id[ID_LEN] = "credential id 1",
                                          cose[] = {0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32};
    assert_int_equal(EVP_PKEY_get_octet_string_param(a->key, "pub", point, sizeof point, &len), 1);
    put(a, zeros, sizeof zeros);
    put(a, "\0\020", 2);
    put(a, id, sizeof id);
    put(a, cose, sizeof cose);
    put(a, point + 1, 32);
    put(a, "\x22\x58\x20", 3);
    put(a, point + 33, 32);
}

static size_t sign(const struct authenticator *a, struct str client, unsigned char signature[100]) {
    unsigned char signed_bytes[400];
    size_t len = 100;
    memcpy(signed_bytes, a->data, a->data_len);
    crypto_hash_sha256(signed_bytes + a->data_len, (const unsigned char *)client.ptr, client.len);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, a->key), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &len, signed_bytes, a->data_len + 32), 1);
    EVP_MD_CTX_free(context);
    return len;
}

static struct str data_of(const struct authenticator *a) {
    return (struct str){(const char *)a->data, a->data_len};
}

static void passkeys_are_checked(void **state) {
    (void)state;
    struct authenticator a = {.key = EVP_EC_gen("P-256")}, b = {.key = EVP_EC_gen("P-256")};
    struct passkey passkey, unused;
    const struct str site = S("loket.example"), client = S("{\"type\":\"webauthn.get\"}");
    make_data(&a, "loket.example", 0x45, 7);
    assert_rc(passkey_read(arena, site, data_of(&a), &passkey), RC_OK);
    assert_int_equal(passkey.id.len, ID_LEN);
    assert_int_equal(passkey.algorithm, -7);
    assert_int_equal(passkey.counter, 7);

    static const struct {
        const char *name, *site;
        unsigned flags;
        size_t cut;
    } registrations[] = {
        {"another site", "evil.example", 0x45, 0}, {"not verified", "loket.example", 0x41, 0},
        {"not present", "loket.example", 0x44, 0}, {"no key", "loket.example", 0x05, 0},
        {"cut short", "loket.example", 0x45, 20},  {"nothing", "loket.example", 0x45, 300},
    };
    for (size_t i = 0; i < COUNT(registrations); i++) {
        make_data(&a, registrations[i].site, registrations[i].flags, 7);
        struct str data = data_of(&a);
        data.len = registrations[i].cut > data.len ? 0 : data.len - registrations[i].cut;
        assert_row(registrations[i].name, passkey_read(arena, site, data, &unused) == RC_INVALID);
    }

    static const struct {
        const char *name, *site;
        unsigned flags, counter;
        bool other_key, other_client;
        enum rc rc;
    } assertions[] = {
        {"right", "loket.example", 0x05, 8, false, false, RC_OK},
        {"another site", "evil.example", 0x05, 8, false, false, RC_DENIED},
        {"not verified", "loket.example", 0x01, 8, false, false, RC_DENIED},
        {"not present", "loket.example", 0x04, 8, false, false, RC_DENIED},
        {"another key", "loket.example", 0x05, 8, true, false, RC_DENIED},
        {"other client data", "loket.example", 0x05, 8, false, true, RC_DENIED},
        {"the same counter", "loket.example", 0x05, 7, false, false, RC_CONFLICT},
        {"a smaller counter", "loket.example", 0x05, 1, false, false, RC_CONFLICT},
        {"no counter any more", "loket.example", 0x05, 0, false, false, RC_CONFLICT},
    };
    for (size_t i = 0; i < COUNT(assertions); i++) {
        unsigned char signature[100];
        int64_t counter = 0;
        struct authenticator *used = assertions[i].other_key ? &b : &a;
        make_data(used, assertions[i].site, assertions[i].flags, assertions[i].counter);
        size_t len = sign(used, client, signature);
        struct str sent = assertions[i].other_client ? S("{\"type\":\"webauthn.gEt\"}") : client;
        enum rc rc = passkey_check(arena, site, &passkey, sent, data_of(used),
                                   (struct str){(const char *)signature, len}, &counter);
        assert_row(assertions[i].name, rc == assertions[i].rc);
        assert_row(assertions[i].name, rc != RC_OK || counter == assertions[i].counter);
    }
    EVP_PKEY_free(a.key);
    EVP_PKEY_free(b.key);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_factor_falls_due),       cmocka_unit_test(rights_of_a_colleague),
        cmocka_unit_test(a_provider_names_its_acr), cmocka_unit_test(a_place_is_new),
        cmocka_unit_test(resets_by_a_manager),      cmocka_unit_test(the_budget_of_reveals),
        cmocka_unit_test(passkeys_are_checked),
    };
    return cmocka_run_group_tests(tests, unit_setup, unit_teardown);
}
