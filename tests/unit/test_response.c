/*
 * Completing responses of handlers: caching, compression, headers, and invalid responses. Tables of
 * named rows.
 */
#include "unit.h"

#include <libdeflate.h>

#include "http/finish.h"

static const struct http_route form_route = {.method = HTTP_POST, .pattern = "/a"};

static struct str header_of(const struct http_response *response, const char *name) {
    for (size_t i = 0; i < response->header_count; i++)
        if (str_eq_ascii_nocase(response->headers[i].name, str_of(name)))
            return response->headers[i].value;
    return S("-");
}

static void responses_are_completed(void **state) {
    (void)state;
    static const struct http_route kept = {.pattern = "/a", .cache = HTTP_REVALIDATE};
    static const struct {
        const char *name;
        const struct http_route *route;
        const char *asked; /* If-None-Match */
        int status;
        const char *cache, *etag;
    } rows[] = {
        {"personal", &form_route, "", 200, "no-store", "-"},
        {"kept", &kept, "", 200, "private, no-cache", "W/\"cafe\""},
        {"still the same", &kept, "W/\"cafe\"", 304, "private, no-cache", "W/\"cafe\""},
        {"strong form", &kept, "\"x\", \"cafe\"", 304, "private, no-cache", "W/\"cafe\""},
        {"any", &kept, "*", 304, "private, no-cache", "W/\"cafe\""},
        {"changed", &kept, "W/\"cafe0\"", 200, "private, no-cache", "W/\"cafe\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_field header = {.name = S("if-none-match"), .value = str_of(rows[i].asked)};
        struct http_request request = {
            .arena = arena, .route = rows[i].route, .headers = {&header, 1}};
        struct http_response response;
        response_begin(&request, &response);
        http_html(&response, S("<p>"));
        if (rows[i].route == &kept) response.etag = S("cafe");
        response_finish(&request, &response, NULL, NULL, NULL);
        if (response.status != rows[i].status) print_error("%s\n", rows[i].name);
        assert_int_equal(response.status, rows[i].status);
        assert_str(header_of(&response, "Cache-Control"), rows[i].cache);
        assert_str(header_of(&response, "ETag"), rows[i].etag);
        assert_int_equal(response.body.len, rows[i].status == 304 ? 0 : 3);
    }
}

static void invalid_responses_become_500(void **state) {
    (void)state;
    struct http_request request = {.arena = arena, .secure = true};
    struct http_response response;
    response_begin(&request, &response);
    assert_str(header_of(&response, "Strict-Transport-Security"),
               "max-age=63072000; includeSubDomains");
    http_html(&response, S("geheim"));
    http_set_cookie(&response, "a", S("b; Domain=x"), 0, 0);
    response_finish(&request, &response, NULL, NULL, NULL);
    assert_int_equal(response.status, 500);
    assert_str(response.body, "500\n");
    assert_str(header_of(&response, "Set-Cookie"), "-");
    response_begin(&request, &response);
    http_set_cookie(&response, "a", S("b"), -1, HTTP_COOKIE_STRICT | HTTP_COOKIE_INSECURE);
    assert_str(header_of(&response, "Set-Cookie"),
               "a=b; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    http_set_header(&response, "x-content-type-options", S(""));
    assert_str(header_of(&response, "X-Content-Type-Options"), "-");
    for (int i = 0; i < HTTP_HEADERS_MAX; i++) http_set_cookie(&response, "a", S("b"), 0, 0);
    assert_true(response.flawed);
}

/*
 * With the maximum number of headers set by a handler, headers added at the end are still present.
 */
static void full_responses_keep_all_headers(void **state) {
    (void)state;
    static const struct http_route route = {.cache = HTTP_REVALIDATE, .flags = HTTP_COMPRESSIBLE};
    static const struct http_field accepts = {.name = {"accept-encoding", 15},
                                              .value = {"gzip", 4}};
    struct http_request request = {.arena = arena, .route = &route, .headers = {&accepts, 1}};
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(1);
    struct http_response response;
    response_begin(&request, &response);
    while (response.header_count < HTTP_HEADERS_MAX) http_set_cookie(&response, "a", S("b"), 0, 0);
    http_html(&response, str_format(arena, "%02000d", 0));
    response_finish(&request, &response, NULL, NULL, compressor);
    libdeflate_free_compressor(compressor);
    assert_int_equal(response.status, 200);
    assert_false(response.flawed);
    static const char *const names[] = {
        "Content-Type", "Cache-Control",          "ETag", "Vary", "Content-Encoding",
        "Set-Cookie",   "Content-Security-Policy"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(header_of(&response, names[i]), S("-"))) fail_msg("%s is gone", names[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_are_completed),
        cmocka_unit_test(invalid_responses_become_500),
        cmocka_unit_test(full_responses_keep_all_headers),
    };
    return cmocka_run_group_tests_name("response", tests, unit_setup, unit_teardown);
}
