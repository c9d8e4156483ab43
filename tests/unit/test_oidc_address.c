/* Addresses of applications: which may be registered, which are the same, and which may be called.
 * Tables of named rows. */
#include "unit.h"

#include <arpa/inet.h>

#include "domain/application.h"
#include "domain/oidc_uri.h"

static void checks_uris(void **state) {
    (void)state;
    static const struct {
        const char *uri;
        bool is_public;
        enum uri_flaw flaw;
    } rows[] = {
        {"https://app.example/cb", false, URI_FINE},
        {"https://app.example/cb?a=1&b=2", false, URI_FINE},
        {"https://app.example:8443/cb", false, URI_FINE},
        {"https://app.example", false, URI_FINE},
        {"http://localhost:3000/cb", false, URI_FINE},
        {"http://127.0.0.1/cb", false, URI_FINE},
        {"http://[::1]:99/cb", false, URI_FINE},
        {"be.school.app:/klaar", true, URI_FINE},
        {"be.school.app:/klaar", false, URI_SCHEME},
        {"app:/klaar", true, URI_SCHEME},
        {"javascript:alert(1)", true, URI_SCHEME},
        {"data:text/html,x", true, URI_SCHEME},
        {"http://app.example/cb", false, URI_SCHEME},
        {"http://localhost.evil.example/cb", false, URI_SCHEME},
        {"http://127.0.0.1.evil.example/cb", false, URI_SCHEME},
        {"https://app.example/cb#x", false, URI_FRAGMENT},
        {"https://app.example/*", false, URI_WILDCARD},
        {"https://*.example/cb", false, URI_WILDCARD},
        {"https://user@app.example/cb", false, URI_SHAPE},
        {"https://localhost@evil.example/cb", false, URI_SHAPE},
        {"https://app.example\\@evil.example/", false, URI_SHAPE},
        {"https://app.example/a b", false, URI_SHAPE},
        {"https://app.example/\xc3\xab", false, URI_SHAPE},
        {"https://app.example:0/cb", false, URI_SHAPE},
        {"https://app.example:99999/cb", false, URI_SHAPE},
        {"https:app.example/cb", false, URI_SHAPE},
        {"https://", false, URI_SHAPE},
        {"//app.example/cb", false, URI_SHAPE},
        {"/cb", false, URI_SHAPE},
        {"", false, URI_SHAPE},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].uri, uri_judge(str_of(rows[i].uri), rows[i].is_public) == rows[i].flaw);
    assert_int_equal(uri_judge(repeat('a', URI_MAX + 1), true), URI_LONG);
}

static void compares_uris(void **state) {
    (void)state;
    static const struct {
        const char *registered, *asked;
        bool is_public, same;
    } rows[] = {
        {"https://a.example/cb", "https://a.example/cb", false, true},
        {"https://a.example/cb", "https://a.example/cb/", false, false},
        {"https://a.example/cb", "https://a.example/cb?x=1", false, false},
        {"https://a.example/cb", "https://A.example/cb", false, false},
        {"https://a.example/cb", "https://a.example/c%62", false, false},
        {"https://a.example/cb", "https://a.example:443/cb", false, false},
        {"https://a.example/cb", "https://a.example/x/../cb", false, false},
        {"https://a.example/cb", "", false, false},
        {"http://127.0.0.1/cb", "http://127.0.0.1:5123/cb", true, true},
        {"http://[::1]/cb", "http://[::1]:5123/cb", true, true},
        {"http://127.0.0.1/cb", "http://127.0.0.1:5123/cb", false, false},
        {"http://127.0.0.1/cb", "http://127.0.0.1:5123/other", true, false},
        {"http://127.0.0.1/cb", "http://127.0.0.1:x/cb", true, false},
        {"http://127.0.0.1/cb", "http://127.0.0.1@evil.example/cb", true, false},
        {"http://localhost/cb", "http://localhost:5123/cb", true, false},
        {"https://127.0.0.1/cb", "https://127.0.0.1:5123/cb", true, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_row(rows[i].asked, uri_same(str_of(rows[i].registered), str_of(rows[i].asked),
                                           rows[i].is_public) == rows[i].same);
}

/* The sector of pairwise subjects: two ports of one machine are one host. */
static void names_hosts_without_port(void **state) {
    (void)state;
    static const struct {
        const char *uri, *host;
    } rows[] = {
        {"https://school.example/a", "school.example"},
        {"https://school.example:8443/a", "school.example"},
        {"http://127.0.0.1:8080/cb", "127.0.0.1"},
        {"http://[::1]/cb", "[::1]"},
        {"http://[::1]:8080/cb", "[::1]"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(uri_host_name(str_of(rows[i].uri)), rows[i].host);
}

static void addresses_that_may_be_called(void **state) {
    (void)state;
    static const struct {
        const char *address;
        bool from_outside, own; /* may be reached from an external host name; may be reached when
                                   the URI names loopback */
    } rows[] = {
        {"93.184.216.34", true, false},
        {"10.0.0.5", true, false},
        {"192.168.1.9", true, false},
        {"223.255.255.255", true, false},
        {"127.0.0.1", false, true},
        {"127.9.9.9", false, true},
        {"0.0.0.0", false, false},
        {"0.1.2.3", false, false},
        {"169.254.169.254", false, false},
        {"224.0.0.1", false, false},
        {"240.0.0.1", false, false},
        {"255.255.255.255", false, false},
        {"2001:db8::5", true, false},
        {"fd00::5", true, false},
        {"::1", false, true},
        {"::", false, false},
        {"fe80::1", false, false},
        {"febf::1", false, false},
        {"ff02::1", false, false},
        {"::ffff:127.0.0.1", false, true},
        {"::ffff:169.254.169.254", false, false},
        {"::ffff:93.184.216.34", true, false},
        {"::127.0.0.1", false, true},
        {"64:ff9b::7f00:1", false, true},
        {"64:ff9b::a9fe:a9fe", false, false},
        {"64:ff9b::5db8:d822", true, false},
        {"2002:7f00:1::1", false, true},
        {"2002:a9fe:a9fe::", false, false},
        {"2002:5db8:d822::1", true, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char octets[16];
        bool v4 = inet_pton(AF_INET, rows[i].address, octets) == 1;
        assert_row(rows[i].address, v4 || inet_pton(AF_INET6, rows[i].address, octets) == 1);
        assert_row(rows[i].address,
                   uri_may_be_called(octets, v4 ? 4 : 16, false) == rows[i].from_outside);
        assert_row(rows[i].address, uri_may_be_called(octets, v4 ? 4 : 16, true) == rows[i].own);
    }
    assert_false(uri_may_be_called((const unsigned char *)"", 0, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_uris),
        cmocka_unit_test(compares_uris),
        cmocka_unit_test(names_hosts_without_port),
        cmocka_unit_test(addresses_that_may_be_called),
    };
    return cmocka_run_group_tests_name("oidc_address", tests, unit_setup, unit_teardown);
}
