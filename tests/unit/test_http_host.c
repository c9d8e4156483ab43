/* The host of a request, and whether it is the host of a site. */
#include "unit.h"

#include "http/gate.h"

/* Host for a target and a Host header, and whether it matches an origin. */
static void gate_determines_the_host(void **state) {
    (void)state;
    static const struct {
        const char *target, *header, *host, *origin;
        bool fits;
    } rows[] = {
        {"/", "localhost:8081", "localhost:8081", "http://localhost:8081", true},
        {"/", "LocalHost:8081", "localhost:8081", "http://localhost:8081", true},
        {"/", "localhost", "localhost", "http://localhost:8081", false},
        {"/", "localhost:8082", "localhost:8082", "http://localhost:8081", false},
        {"/", "loket.example.be", "loket.example.be", "https://loket.example.be", true},
        {"/", "loket.example.be:", "loket.example.be", "https://loket.example.be", true},
        {"/", "loket.example.be:443", "loket.example.be:443", "https://Loket.example.be", true},
        {"/", "loket.example.be", "loket.example.be", "https://loket.example.be:443", true},
        {"/", "loket.example.be:80", "loket.example.be:80", "https://loket.example.be", false},
        {"/", "loket.example.be:80", "loket.example.be:80", "http://loket.example.be", true},
        {"/", "loket.example.be.evil.example", "loket.example.be.evil.example",
         "https://loket.example.be", false},
        {"/", "evil-loket.example.be", "evil-loket.example.be", "https://loket.example.be", false},
        {"/", "[::1]:8081", "[::1]:8081", "http://[::1]:8081", true},
        {"/", "[::1]", "[::1]", "http://[::1]:80", true},
        {"/", "[::2]:8081", "[::2]:8081", "http://[::1]:8081", false},
        {"http://loket.example.be/", "evil.example", "loket.example.be", "http://loket.example.be",
         true},
        {"http://evil.example/", "loket.example.be", "evil.example", "http://loket.example.be",
         false},
        {"HTTP://LOKET.example.be:80/a", "x", "loket.example.be:80", "http://loket.example.be",
         true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct http_field header = {.name = S("Host"), .value = str_of(rows[i].header)};
        const struct gate_head head = {.method = S("GET"),
                                       .target = str_of(rows[i].target),
                                       .version = S("HTTP/1.1"),
                                       .headers = {&header, 1},
                                       .bytes = 200,
                                       .exact = true};
        struct gate_pass pass;
        assert_int_equal(gate_check(arena, &head, &pass), 0);
        assert_str(pass.host, rows[i].host);
        if (gate_host_matches(pass.host, str_of(rows[i].origin)) != rows[i].fits)
            fail_msg("row %zu: %s", i, rows[i].header);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(gate_determines_the_host)};
    return cmocka_run_group_tests_name("http_host", tests, unit_setup, unit_teardown);
}
