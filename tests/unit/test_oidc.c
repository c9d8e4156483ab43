/*
 * Pure rules of OpenID Connect: URIs, requests, verdicts, claims, and the audience of an
 * application.
 */
#include "unit.h"

#include <arpa/inet.h>

#include "domain/application.h"
#include "domain/oidc_authorize.h"
#include "domain/oidc_uri.h"

#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
static const struct str redirects[] = {{"https://a.example/cb", 20}};

/* Parses "name=value&…", not encoded. */
static struct oidc_params params_of(const char *text) {
    struct oidc_params params = {0};
    struct str rest = str_of(text);
    while (rest.len > 0) {
        struct str pair = str_cut(&rest, '&', NULL), name = str_cut(&pair, '=', NULL);
        oidc_params_add(&params, name, pair);
    }
    return params;
}

#define GOOD "client_id=c&redirect_uri=https://a.example/cb&response_type=code&scope=openid&state=s"
static void reads_authorization_requests(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_public;
        enum oidc_page page;
        enum oidc_error error;
    } rows[] = {
        {GOOD, false, OIDC_PAGE_NONE, OIDC_FINE},
        {GOOD "&unknown=1&unknown=2", false, OIDC_PAGE_NONE, OIDC_FINE},
        {GOOD "&code_challenge=" CHALLENGE "&code_challenge_method=S256", true, OIDC_PAGE_NONE,
         OIDC_FINE},
        {GOOD "&response_mode=form_post&prompt=login consent&max_age=0", false, OIDC_PAGE_NONE,
         OIDC_FINE},
        {"client_id=c&redirect_uri=https://b.example/cb&response_type=code", false,
         OIDC_PAGE_REDIRECT, OIDC_FINE},
        {"client_id=c&response_type=code&scope=openid", false, OIDC_PAGE_REDIRECT, OIDC_FINE},
        {GOOD "&redirect_uri=https://a.example/cb", false, OIDC_PAGE_TWICE, OIDC_FINE},
        {GOOD "&client_id=c", false, OIDC_PAGE_TWICE, OIDC_FINE},
        {GOOD "&nonce=1&nonce=1", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&state=t", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {"client_id=c&redirect_uri=https://a.example/cb&response_type=token&scope=openid", false,
         OIDC_PAGE_NONE, OIDC_UNSUPPORTED_RESPONSE_TYPE},
        {"client_id=c&redirect_uri=https://a.example/cb&response_type=code id_token&scope=openid",
         false, OIDC_PAGE_NONE, OIDC_UNSUPPORTED_RESPONSE_TYPE},
        {"client_id=c&redirect_uri=https://a.example/cb&scope=openid", false, OIDC_PAGE_NONE,
         OIDC_INVALID_REQUEST},
        {"client_id=c&redirect_uri=https://a.example/cb&response_type=code&scope=profile", false,
         OIDC_PAGE_NONE, OIDC_INVALID_SCOPE},
        {"client_id=c&redirect_uri=https://a.example/cb&response_type=code&scope=", false,
         OIDC_PAGE_NONE, OIDC_INVALID_SCOPE},
        {GOOD "&response_mode=fragment", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&request=ey", false, OIDC_PAGE_NONE, OIDC_REQUEST_NOT_SUPPORTED},
        {GOOD "&request_uri=https://a.example/r", false, OIDC_PAGE_NONE,
         OIDC_REQUEST_URI_NOT_SUPPORTED},
        {GOOD, true, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&code_challenge=" CHALLENGE, false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&code_challenge=" CHALLENGE "&code_challenge_method=plain", false, OIDC_PAGE_NONE,
         OIDC_INVALID_REQUEST},
        {GOOD "&code_challenge=short&code_challenge_method=S256", false, OIDC_PAGE_NONE,
         OIDC_INVALID_REQUEST},
        {GOOD "&code_challenge=" CHALLENGE "+&code_challenge_method=S256", false, OIDC_PAGE_NONE,
         OIDC_INVALID_REQUEST},
        {GOOD "&code_challenge_method=S256", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&prompt=none login", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&prompt=create", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&max_age=-1", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&max_age=1e3", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
        {GOOD "&nonce=\x01", false, OIDC_PAGE_NONE, OIDC_INVALID_REQUEST},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct oidc_params params = params_of(rows[i].text);
        const struct oidc_client client = {.known = true,
                                           .is_public = rows[i].is_public,
                                           .redirect_uris = redirects,
                                           .redirect_count = 1};
        struct oidc_request request;
        oidc_request_read(&params, &client, &request);
        assert_row(rows[i].text, request.page == rows[i].page &&
                                     oidc_refusal(request.why)->error == rows[i].error);
    }
    struct oidc_params params = params_of(GOOD);
    const struct oidc_client nobody = {.redirect_uris = redirects, .redirect_count = 1};
    struct oidc_request request;
    oidc_request_read(&params, &nobody, &request);
    assert_int_equal(request.page, OIDC_PAGE_CLIENT);
}

static void shows_the_beginning_of_a_wrong_client_id(void **state) {
    (void)state;
    static const char long_one[] = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const struct {
        struct str given;
        const char *shown;
    } rows[] = {
        {S(""), ""},
        {S("x"), ""},
        {S("abc"), "a"},
        {S("your-client-id"), "your-cl"},
        {{long_one, sizeof long_one - 1}, "0f8fad5b"},
        {S("<client id> of ours"), "*client*"},
        {S("x\nevent=stop y z"), "x*event*"},
        {S("\"\\\x1b[31m..."), "****3"},
        {S("Zo\xc3\xab.Daems"), "Zo**."},
        {S("\0\xff\0\xff"), "**"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char buffer[OIDC_CLIENT_SHOWN_MAX];
        struct str shown = oidc_client_shown(rows[i].given, buffer);
        assert_row(rows[i].shown, str_eq(shown, str_of(rows[i].shown)));
    }
}

static void every_refusal_has_a_unique_word(void **state) {
    (void)state;
    for (int i = WHY_NONE + 1; i < OIDC_WHYS; i++) {
        const struct oidc_refusal *refusal = oidc_refusal((enum oidc_why)i);
        enum oidc_why why = WHY_NONE;
        assert_row(refusal->text, refusal->word != NULL && refusal->error != OIDC_FINE &&
                                      refusal->text[0] != '\0');
        assert_row(refusal->word, oidc_description_fits(str_of(refusal->text)));
        assert_row(refusal->word, oidc_why_read(str_of(refusal->word), &why) == RC_OK &&
                                      why == (enum oidc_why)i); /* words are unique */
    }
}

static void decides_requests(void **state) {
    (void)state;
    enum { NOW = 1000000 };
    static const struct {
        const char *name, *more;
        struct oidc_presence presence;
        enum oidc_verdict verdict;
        enum oidc_error error;
    } rows[] = {
        {"nobody", "", {.waits_since_ms = -1, .is_hinted = true}, OIDC_SAYS_SIGN_IN, OIDC_FINE},
        {"session",
         "",
         {.signed_in = true,
          .auth_ms = 1,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_CODE,
         OIDC_FINE},
        {"no access",
         "",
         {.signed_in = true, .is_hinted = true, .waits_since_ms = -1},
         OIDC_SAYS_NO_ACCESS,
         OIDC_ACCESS_DENIED},
        {"no access, no page",
         "&prompt=none",
         {.signed_in = true, .is_hinted = true, .waits_since_ms = -1},
         OIDC_SAYS_ERROR,
         OIDC_ACCESS_DENIED},
        {"silent, nobody",
         "&prompt=none",
         {.is_hinted = true, .waits_since_ms = -1},
         OIDC_SAYS_ERROR,
         OIDC_LOGIN_REQUIRED},
        {"silent",
         "&prompt=none",
         {.signed_in = true, .is_hinted = true, .has_access = true, .waits_since_ms = -1},
         OIDC_SAYS_CODE,
         OIDC_FINE},
        {"login asked",
         "&prompt=login",
         {.signed_in = true,
          .auth_ms = NOW,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"login done",
         "&prompt=login",
         {.signed_in = true,
          .auth_ms = 500,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = 400},
         OIDC_SAYS_CODE,
         OIDC_FINE},
        {"login not done",
         "&prompt=login",
         {.signed_in = true,
          .auth_ms = 300,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = 400},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"select",
         "&prompt=select_account",
         {.signed_in = true,
          .auth_ms = NOW,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"young enough",
         "&max_age=10",
         {.signed_in = true,
          .auth_ms = NOW - 10000,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_CODE,
         OIDC_FINE},
        {"too old",
         "&max_age=10",
         {.signed_in = true,
          .auth_ms = NOW - 10001,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"too old, silent",
         "&max_age=10&prompt=none",
         {.signed_in = true, .is_hinted = true, .has_access = true, .waits_since_ms = -1},
         OIDC_SAYS_ERROR,
         OIDC_LOGIN_REQUIRED},
        {"age 0",
         "&max_age=0",
         {.signed_in = true,
          .auth_ms = NOW,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = -1},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"age 0 done",
         "&max_age=0",
         {.signed_in = true,
          .auth_ms = 401,
          .is_hinted = true,
          .has_access = true,
          .waits_since_ms = 400},
         OIDC_SAYS_CODE,
         OIDC_FINE},
        {"another pupil",
         "",
         {.signed_in = true, .has_access = true, .waits_since_ms = -1},
         OIDC_SAYS_SIGN_IN,
         OIDC_FINE},
        {"another pupil, silent",
         "&prompt=none",
         {.signed_in = true, .has_access = true, .waits_since_ms = -1},
         OIDC_SAYS_ERROR,
         OIDC_LOGIN_REQUIRED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct oidc_params params =
            params_of(str_c(arena, str_format(arena, "%s%s", GOOD, rows[i].more)));
        const struct oidc_client client = {
            .known = true, .redirect_uris = redirects, .redirect_count = 1};
        struct oidc_request request;
        oidc_request_read(&params, &client, &request);
        enum oidc_verdict verdict = oidc_decide(&request, &rows[i].presence, NOW);
        assert_row(rows[i].name,
                   verdict == rows[i].verdict && oidc_refusal(request.why)->error == rows[i].error);
    }
}

static void claims_follow_released_data(void **state) {
    (void)state;
    unsigned profile = oidc_claims_of(SCOPE_PROFILE), school = oidc_claims_of(SCOPE_SCHOOL);
    assert_int_equal(profile & school, 0);
    assert_int_equal(oidc_claims_allowed(profile | school, 0), 0);
    assert_int_equal(oidc_claims_allowed(profile, DATA_FIRST_NAME),
                     1u << CLAIM_NAME | 1u << CLAIM_GIVEN_NAME | 1u << CLAIM_LOCALE);
    assert_int_equal(oidc_claims_allowed(school, DATA_CLASS) & 1u << CLAIM_ROLL_NUMBER, 0);
    assert_int_equal(oidc_scopes_read(S("email  openid nonsense openid")),
                     SCOPE_OPENID | SCOPE_EMAIL);
    assert_str(oidc_scopes_text(arena, SCOPE_OPENID | SCOPE_SCHOOL | SCOPE_OFFLINE),
               "openid school offline_access");
    for (int i = 0; i < OIDC_DATA; i++) {
        unsigned bit = 0;
        assert_rc(oidc_data_read(str_of(oidc_data_name(i)), &bit), RC_OK);
        assert_int_equal(bit, 1u << i);
    }
}

static void application_audience(void **state) {
    (void)state;
    static const struct application_switch switches[] = {{{1}, SWITCH_CLASS, {"4A", 2}},
                                                         {{2}, SWITCH_LEVEL, {"3", 1}},
                                                         {{3}, SWITCH_GROUP, {"OKAN", 4}},
                                                         {{4}, SWITCH_SCHOOL, {"", 0}}};
    static const struct {
        const char *name;
        struct application_place place;
        bool all, reached;
    } rows[] = {
        {"the class", {{1}, LEVEL_PRIMARY, {"g", 1}, {"4A", 2}}, false, true},
        {"another class", {{1}, LEVEL_PRIMARY, {"g", 1}, {"4B", 2}}, false, false},
        {"the class of another school", {{2}, LEVEL_PRIMARY, {"g", 1}, {"4A", 2}}, false, false},
        {"the level", {{2}, LEVEL_SECONDARY, {"g", 1}, {"", 0}}, false, true},
        {"the group", {{3}, LEVEL_SECONDARY, {"OKAN", 4}, {"", 0}}, false, true},
        {"another group", {{3}, LEVEL_SECONDARY, {"OKAN2", 5}, {"", 0}}, false, false},
        {"the school", {{4}, LEVEL_SECONDARY, {"g", 1}, {"x", 1}}, false, true},
        {"a level it is not made for", {{4}, LEVEL_PRE_PRIMARY, {"g", 1}, {"x", 1}}, false, false},
        {"not even everywhere", {{9}, LEVEL_PRE_PRIMARY, {"g", 1}, {"x", 1}}, true, false},
        {"everywhere", {{9}, LEVEL_PRIMARY, {"g", 1}, {"x", 1}}, true, true},
        {"no switch", {{9}, LEVEL_PRIMARY, {"g", 1}, {"x", 1}}, false, false},
        {"level unknown", {{4}, LEVEL_UNKNOWN, {"g", 1}, {"x", 1}}, false, true},
    };
    unsigned levels = 1u << LEVEL_PRIMARY | 1u << LEVEL_SECONDARY;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].name, application_reaches(levels, rows[i].all, switches, COUNT(switches),
                                                     &rows[i].place) == rows[i].reached);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_authorization_requests),
        cmocka_unit_test(shows_the_beginning_of_a_wrong_client_id),
        cmocka_unit_test(every_refusal_has_a_unique_word),
        cmocka_unit_test(decides_requests),
        cmocka_unit_test(claims_follow_released_data),
        cmocka_unit_test(application_audience),
    };
    return cmocka_run_group_tests_name("oidc", tests, unit_setup, unit_teardown);
}
