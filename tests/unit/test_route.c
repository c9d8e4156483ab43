/* The table of routes: which row a request finds, and tables that are refused. */
#include "unit.h"

#include "http/route.h"
#include "http/server.h"

static void nothing(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request, (void)response;
}

#define ROW(method_, sites, pattern_)                                                              \
    { .method = method_, .site_mask = sites, .pattern = pattern_, .handler = nothing }

static void router_finds_routes(void **state) {
    (void)state;
    static const struct http_route table[] = {
        ROW(HTTP_GET, 3, "/"),
        ROW(HTTP_GET, 1, "/leerlingen"),
        ROW(HTTP_POST, 1, "/leerlingen"),
        ROW(HTTP_GET, 1, "/leerlingen/:pupil"),
        ROW(HTTP_GET, 1, "/leerlingen/:pupil/historiek"),
        ROW(HTTP_GET, 1, "/leerlingen/nieuw"),
        ROW(HTTP_POST, 1, "/leerlingen/:pupil/maak/:batch"),
        ROW(HTTP_GET, 2, "/:name"),
        ROW(HTTP_GET, 2, "/help"),
        ROW(HTTP_GET, 3, "/a/:1/:2/:3/:4"),
        ROW(HTTP_GET, 1, "/b/c/d"),
        ROW(HTTP_GET, 1, "/b/:x/e"),
    };
    static const struct {
        int site;
        const char *path;
        int get, post; /* rows; -1: none */
        const char *param;
    } rows[] = {
        {0, "/", 0, -1, ""},
        {0, "/leerlingen", 1, 2, ""},
        {0, "/leerlingen/", -1, -1, ""},
        {0, "/leerlingen/12", 3, -1, "12"},
        {0, "/leerlingen/nieuw", 5, -1, ""},
        {0, "/leerlingen/12/historiek", 4, -1, "12"},
        {0, "/leerlingen/nieuw/historiek", 4, -1, "nieuw"},
        {0, "/leerlingen/12/maak/ab", -1, 6, "12"},
        {0, "/leerlingen/12/maak", -1, -1, ""},
        {0, "/Leerlingen", -1, -1, ""},
        {0, "/julie", -1, -1, ""},
        {1, "/julie", 7, -1, "julie"},
        {1, "/help", 8, -1, ""},
        {1, "/leerlingen", 7, -1, "leerlingen"},
        {1, "/leerlingen/12", -1, -1, ""},
        {0, "/a/1/2/3/4", 9, -1, "1"},
        {0, "/a/1/2/3/4/5", -1, -1, ""},
        {0, "/b/c/d", 10, -1, ""},
        {0, "/b/c/e", 11, -1, "c"},
    };
    struct fault fault;
    assert_int_equal(http_routes_check(table, COUNT(table), &fault), RC_OK);
    struct router *router = route_router_make(arena, table, COUNT(table));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct route_found found = route_router_find(router, rows[i].site, str_of(rows[i].path));
        const struct http_route *get = rows[i].get < 0 ? NULL : &table[rows[i].get];
        const struct http_route *post = rows[i].post < 0 ? NULL : &table[rows[i].post];
        if (found.route[HTTP_GET] != get || found.route[HTTP_POST] != post)
            print_error("%d %s\n", rows[i].site, rows[i].path);
        assert_ptr_equal(found.route[HTTP_GET], get);
        assert_ptr_equal(found.route[HTTP_POST], post);
        if (get != NULL || post != NULL) assert_str(found.params[0], rows[i].param);
    }
    struct route_found found = route_router_find(router, 0, S("/leerlingen"));
    assert_string_equal(route_allow(&found), "GET, HEAD, POST");
    found = route_router_find(router, 0, S("/leerlingen/1/maak/2"));
    assert_string_equal(route_allow(&found), "POST");
    assert_str(found.params[1], "2");
}

static void route_table_is_checked(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct http_route rows[2];
        enum rc rc;
    } tables[] = {
        {"different", {ROW(HTTP_GET, 1, "/a"), ROW(HTTP_GET, 1, "/b")}, RC_OK},
        {"methods", {ROW(HTTP_GET, 1, "/a"), ROW(HTTP_POST, 1, "/a")}, RC_OK},
        {"sites", {ROW(HTTP_GET, 1, "/a"), ROW(HTTP_GET, 2, "/a")}, RC_OK},
        {"literal and parameter", {ROW(HTTP_GET, 1, "/a"), ROW(HTTP_GET, 1, "/:b")}, RC_OK},
        {"same", {ROW(HTTP_GET, 1, "/a"), ROW(HTTP_GET, 3, "/a")}, RC_INVALID},
        {"parameters by another name",
         {ROW(HTTP_GET, 1, "/a/:b"), ROW(HTTP_GET, 1, "/a/:c")},
         RC_INVALID},
        {"no slash", {ROW(HTTP_GET, 1, "a"), ROW(HTTP_GET, 1, "/b")}, RC_INVALID},
        {"slash at the end", {ROW(HTTP_GET, 1, "/a/"), ROW(HTTP_GET, 1, "/b")}, RC_INVALID},
        {"empty parameter", {ROW(HTTP_GET, 1, "/:"), ROW(HTTP_GET, 1, "/b")}, RC_INVALID},
        {"five parameters",
         {ROW(HTTP_GET, 1, "/:a/:b/:c/:d/:e"), ROW(HTTP_GET, 1, "/b")},
         RC_INVALID},
        {"no site", {ROW(HTTP_GET, 0, "/a"), ROW(HTTP_GET, 1, "/b")}, RC_INVALID},
        {"third site", {ROW(HTTP_GET, 4, "/a"), ROW(HTTP_GET, 1, "/b")}, RC_INVALID},
        {"GET with a body",
         {{.method = HTTP_GET, .site_mask = 1, .pattern = "/a", .body_max = 1, .handler = nothing},
          ROW(HTTP_GET, 1, "/b")},
         RC_INVALID},
        {"no handler",
         {{.method = HTTP_GET, .site_mask = 1, .pattern = "/a"}, ROW(HTTP_GET, 1, "/b")},
         RC_INVALID},
    };
    for (size_t i = 0; i < COUNT(tables); i++) {
        struct fault fault;
        enum rc rc = http_routes_check(tables[i].rows, 2, &fault);
        if (rc != tables[i].rc) print_error("%s\n", tables[i].name);
        assert_int_equal(rc, tables[i].rc);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(router_finds_routes),
        cmocka_unit_test(route_table_is_checked),
    };
    return cmocka_run_group_tests_name("route", tests, unit_setup, unit_teardown);
}
