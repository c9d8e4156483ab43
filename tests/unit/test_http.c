/* Request gate, router, trusted proxies: which requests are accepted. Tables of named rows. */
#include "unit.h"

#include "http/gate.h"
#include "http/peer.h"

/* ---- request gate ---- */

enum { ROW_HEADERS = 4 };

static int gate(const char *method, const char *target, const char *version,
                const char *const headers[][2], struct gate_pass *pass) {
    static struct http_field rows[ROW_HEADERS];
    size_t count = 0;
    for (; count < ROW_HEADERS && headers[count][0] != NULL; count++)
        rows[count] = (struct http_field){.name = str_of(headers[count][0]),
                                          .value = str_of(headers[count][1])};
    struct gate_head head = {.method = str_of(method),
                             .target = str_of(target),
                             .version = str_of(version),
                             .headers = {rows, count},
                             .bytes = 200,
                             .exact = true};
    return gate_check(arena, &head, pass);
}

static void gate_checks_targets(void **state) {
    (void)state;
    static const char *const host[ROW_HEADERS][2] = {{"Host", "localhost"}};
    static const struct {
        const char *target;
        int status;
        const char *path, *query;
    } rows[] = {
        {"/", 0, "/", ""},
        {"/a/b", 0, "/a/b", ""},
        {"/a?b=1?c", 0, "/a", "b=1?c"},
        {"/a?", 0, "/a", ""},
        {"/caf%C3%A9", 0, "/café", ""},
        {"/a%20b", 0, "/a b", ""},
        {"/a/", 0, "/a/", ""},
        {"/.well-known/x", 0, "/.well-known/x", ""},
        {"/...", 0, "/...", ""},
        {"", 400, "", ""},
        {"*", 400, "", ""},
        {"a", 400, "", ""},
        {"http://localhost/a", 0, "/a", ""},
        {"HTTPS://LOKET.example.be:8443/a?b=1", 0, "/a", "b=1"},
        {"http://localhost", 0, "/", ""},
        {"http://localhost?a=/b", 0, "/", "a=/b"},
        {"http://[::1]:80/a", 0, "/a", ""},
        {"http://u@localhost/a", 400, "", ""},
        {"http:///a", 400, "", ""},
        {"http://a b/", 400, "", ""},
        {"http:/a", 400, "", ""},
        {"ftp://localhost/a", 400, "", ""},
        {"http://localhost//a", 400, "", ""},
        {"//", 400, "", ""},
        {"/a//b", 400, "", ""},
        {"/a/../b", 400, "", ""},
        {"/a/..", 400, "", ""},
        {"/./a", 400, "", ""},
        {"/%2e%2e/a", 400, "", ""},
        {"/a%2Fb", 400, "", ""},
        {"/a%5Cb", 400, "", ""},
        {"/a\\b", 400, "", ""},
        {"/a%", 400, "", ""},
        {"/a%4", 400, "", ""},
        {"/a%zz", 400, "", ""},
        {"/a%00b", 400, "", ""},
        {"/a%0Ab", 400, "", ""},
        {"/a%7F", 400, "", ""},
        {"/a\x01", 400, "", ""},
        {"/a b", 400, "", ""},
        {"/a\tb", 400, "", ""},
        {"/caf\xC3\xA9", 400, "", ""},
        {"/a%C3", 400, "", ""},
        {"/a%ED%A0%80", 400, "", ""},
        {"/a%E2%80%AE", 400, "", ""},
        {"/a#b", 400, "", ""},
        {"/a?b#c", 400, "/a", "b"},
        {"/a?b\x01", 400, "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct gate_pass pass;
        int status = gate("GET", rows[i].target, "HTTP/1.1", host, &pass);
        if (status != rows[i].status) print_error("target %zu: %s\n", i, rows[i].target);
        assert_int_equal(status, rows[i].status);
        if (status != 0) continue;
        assert_str(pass.path, rows[i].path);
        assert_str(pass.query, rows[i].query);
    }
}

static void gate_checks_headers(void **state) {
    (void)state;
    static const struct {
        const char *name, *version;
        const char *headers[ROW_HEADERS][2];
        int status;
    } rows[] = {
        {"plain", "HTTP/1.1", {{"Host", "LOCALHOST:8081"}}, 0},
        {"old version", "HTTP/1.0", {{"Host", "a"}}, 0},
        {"IPv6 host", "HTTP/1.1", {{"Host", "[::1]:80"}}, 0},
        {"length", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "10"}}, 0},
        {"chunked", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, 0},
        {"blanks around a value", "HTTP/1.1", {{"Host", " a "}}, 0},
        {"tab inside a value", "HTTP/1.1", {{"Host", "a"}, {"X", "a\tb"}}, 0},
        {"no host", "HTTP/1.1", {{"X", "a"}}, 400},
        {"two hosts", "HTTP/1.1", {{"Host", "a"}, {"host", "a"}}, 400},
        {"empty host", "HTTP/1.1", {{"Host", ""}}, 400},
        {"host with a path", "HTTP/1.1", {{"Host", "a/b"}}, 400},
        {"host with a user", "HTTP/1.1", {{"Host", "u@a"}}, 400},
        {"host with a blank", "HTTP/1.1", {{"Host", "a b"}}, 400},
        {"host list", "HTTP/1.1", {{"Host", "a, b"}}, 400},
        {"host port 0", "HTTP/1.1", {{"Host", "a:0"}}, 400},
        {"host port too high", "HTTP/1.1", {{"Host", "a:65536"}}, 400},
        {"host port empty", "HTTP/1.1", {{"Host", "a:"}}, 0},
        {"host port word", "HTTP/1.1", {{"Host", "a:b"}}, 400},
        {"host open bracket", "HTTP/1.1", {{"Host", "[::1"}}, 400},
        {"host after bracket", "HTTP/1.1", {{"Host", "[::1]a"}}, 400},
        {"length and coding",
         "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}},
         400},
        {"two lengths",
         "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}},
         400},
        {"length list", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1, 1"}}, 400},
        {"length negative", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "-1"}}, 400},
        {"length plus", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "+1"}}, 400},
        {"length hex", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0x1"}}, 400},
        {"length empty", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", ""}}, 400},
        {"length too long",
         "HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "99999999999999999999"}},
         400},
        {"coding gzip", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}}, 400},
        {"coding gzip, chunked",
         "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}},
         400},
        {"coding chunked twice",
         "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
         400},
        {"coding xchunked", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "xchunked"}}, 400},
        {"coding with vertical tab",
         "HTTP/1.1",
         {{"Host", "a"}, {"Transfer-Encoding", "\vchunked"}},
         400},
        {"coding in 1.0", "HTTP/1.0", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, 400},
        {"two cookies", "HTTP/1.1", {{"Host", "a"}, {"Cookie", "a=1"}, {"Cookie", "b=1"}}, 400},
        {"two authorizations",
         "HTTP/1.1",
         {{"Host", "a"}, {"Authorization", "x"}, {"Authorization", "y"}},
         400},
        {"bare CR in a value", "HTTP/1.1", {{"Host", "a"}, {"X", "a\rb"}}, 400},
        {"control in a value", "HTTP/1.1", {{"Host", "a"}, {"X", "a\x01"}}, 400},
        {"blank before the colon", "HTTP/1.1", {{"Host", "a"}, {"X ", "a"}}, 400},
        {"blank before the name", "HTTP/1.1", {{"Host", "a"}, {" X", "a"}}, 400},
        {"empty name", "HTTP/1.1", {{"Host", "a"}, {"", "a"}}, 400},
        {"version 2", "HTTP/2.0", {{"Host", "a"}}, 400},
        {"version in small letters", "http/1.1", {{"Host", "a"}}, 400},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct gate_pass pass;
        int status = gate("POST", "/a", rows[i].version, rows[i].headers, &pass);
        if (status != rows[i].status) print_error("%s\n", rows[i].name);
        assert_int_equal(status, rows[i].status);
    }
}

static void gate_parses_requests(void **state) {
    (void)state;
    static const char *const headers[ROW_HEADERS][2] = {
        {"HOST", "LocalHost:8081"}, {"Content-Length", " 42 "}, {"X-Some", "  v w  "}};
    struct gate_pass pass;
    assert_int_equal(gate("POST", "/a", "HTTP/1.1", headers, &pass), 0);
    assert_str(pass.host, "localhost:8081");
    assert_int_equal(pass.content_length, 42);
    assert_false(pass.chunked);
    assert_str(pass.headers.rows[2].name, "x-some");
    assert_str(pass.headers.rows[2].value, "v w");
    static const struct {
        const char *method;
        bool known, head;
        enum http_method as;
    } methods[] = {{"GET", true, false, HTTP_GET},   {"HEAD", true, true, HTTP_GET},
                   {"POST", true, false, HTTP_POST}, {"get", false, false, HTTP_GET},
                   {"PUT", false, false, HTTP_GET},  {"BREW", false, false, HTTP_GET}};
    for (size_t i = 0; i < COUNT(methods); i++) {
        assert_int_equal(gate(methods[i].method, "/a", "HTTP/1.1", headers, &pass), 0);
        assert_int_equal(pass.method_known, methods[i].known);
        assert_int_equal(pass.head, methods[i].head);
        assert_int_equal(pass.method, methods[i].as);
    }
    assert_int_equal(gate("G(T", "/a", "HTTP/1.1", headers, &pass), 400);
}

static void gate_enforces_limits(void **state) {
    (void)state;
    static struct http_field rows[GATE_HEADERS_MAX + 1];
    struct gate_pass pass;
    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = (struct http_field){.name = S("X"), .value = S("a")};
    rows[0] = (struct http_field){.name = S("Host"), .value = S("a")};
    struct gate_head head = {.method = S("GET"),
                             .target = S("/"),
                             .version = S("HTTP/1.1"),
                             .bytes = GATE_HEAD_MAX,
                             .exact = true};
    head.headers = (struct http_fields){rows, GATE_HEADERS_MAX};
    assert_int_equal(gate_check(arena, &head, &pass), 0);
    head.headers.count++;
    assert_int_equal(gate_check(arena, &head, &pass), 431);
    head.headers.count--;
    head.bytes++;
    assert_int_equal(gate_check(arena, &head, &pass), 431);
    head.bytes--;
    head.exact = false;
    assert_int_equal(gate_check(arena, &head, &pass), 400);
    head.exact = true;
    char *longest = arena_alloc(arena, GATE_TARGET_MAX + 2);
    memset(longest, 'a', GATE_TARGET_MAX + 1);
    longest[0] = '/';
    head.target = (struct str){longest, GATE_TARGET_MAX};
    assert_int_equal(gate_check(arena, &head, &pass), 0);
    head.target.len++;
    assert_int_equal(gate_check(arena, &head, &pass), 414);
}

/* ---- proxies ---- */

static void trusted_proxies_set_the_peer(void **state) {
    (void)state;
    static const struct {
        const char *proxies, *socket, *forwarded, *client;
    } rows[] = {
        {"none", "192.0.2.1", "198.51.100.7", "192.0.2.1"},
        {"192.0.2.1", "192.0.2.1", "198.51.100.7", "198.51.100.7"},
        {"192.0.2.1", "192.0.2.1", "", "192.0.2.1"},
        {"192.0.2.1", "192.0.2.2", "198.51.100.7", "192.0.2.2"},
        {"192.0.2.1", "192.0.2.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"},
        {"192.0.2.0/24, 10.0.0.0/8", "192.0.2.9", "1.2.3.4, 198.51.100.7, 10.1.2.3",
         "198.51.100.7"},
        {"192.0.2.0/24 10.0.0.0/8", "192.0.2.9", "10.0.0.4,10.0.0.5", "10.0.0.4"},
        {"192.0.2.1", "192.0.2.1", "198.51.100.7, rubbish", "192.0.2.1"},
        {"192.0.2.1", "192.0.2.1", "198.51.100.7:80", "192.0.2.1"},
        {"::1", "::1", "2001:db8::7", "2001:db8::7"},
        {"2001:db8::/33", "2001:db8:7fff::1", "::5", "::5"},
        {"2001:db8::/33", "2001:db8:8000::1", "::5", "2001:db8:8000::1"},
        {"unix", "unix", "198.51.100.7", "198.51.100.7"},
        {"127.0.0.1", "unix", "198.51.100.7", "unix"},
        {"127.0.0.1", "::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"},
        {"0.0.0.0/0", "203.0.113.1", "::1", "::1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct proxies *proxies;
        struct net_address socket = {.is_unix = true};
        assert_int_equal(proxies_parse(arena, rows[i].proxies, &proxies), RC_OK);
        if (strcmp(rows[i].socket, "unix") != 0)
            assert_int_equal(net_parse(str_of(rows[i].socket), &socket), RC_OK);
        assert_str(net_text(arena, proxies_client(proxies, socket, str_of(rows[i].forwarded))),
                   rows[i].client);
    }
    static const char *const bad[] = {"proxy",   "10.0.0.0/33", "10.0.0.0/",      "10.0.0.0/-1",
                                      "::1/129", "10.0.0",      "1.2.3.4;5.6.7.8"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct proxies *proxies;
        assert_int_equal(proxies_parse(arena, bad[i], &proxies), RC_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate_checks_targets),          cmocka_unit_test(gate_checks_headers),
        cmocka_unit_test(gate_parses_requests),         cmocka_unit_test(gate_enforces_limits),
        cmocka_unit_test(trusted_proxies_set_the_peer),
    };
    return cmocka_run_group_tests_name("http", tests, unit_setup, unit_teardown);
}
