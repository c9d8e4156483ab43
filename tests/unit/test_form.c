/* Forms, cookies, binding and responses: the input and output of handlers. Tables of named rows. */
#include "unit.h"

#include "base/buf.h"
#include "format/form.h"
#include "format/url.h"
#include "http/bind.h"
#include "http/finish.h"

/* ---- forms ---- */

static const struct form_limits few = {.fields = 3, .name_bytes = 8};

static struct str shown(struct form_fields fields) {
    struct buf out = buf_make(arena, 1 << 16);
    for (size_t i = 0; i < fields.count; i++) {
        buf_format(&out, "%s%.*s=%.*s", i > 0 ? "|" : "", STR_ARG(fields.rows[i].name),
                   STR_ARG(fields.rows[i].value));
        if (fields.rows[i].is_file)
            buf_format(&out, "<%.*s;%.*s>", STR_ARG(fields.rows[i].file_name),
                       STR_ARG(fields.rows[i].content_type));
    }
    return buf_view(&out);
}

static void forms_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum rc rc;
        const char *shown;
    } rows[] = {
        {"", RC_OK, ""},
        {"a=1", RC_OK, "a=1"},
        {"a=1&b=2&a=3", RC_OK, "a=1|b=2|a=3"},
        {"a=1&&b", RC_OK, "a=1|b="},
        {"a=x+y%2B%26&b==", RC_OK, "a=x y+&|b=="},
        {"na%61m=%C3%A9", RC_OK, "naam=é"},
        {"=1", RC_INVALID, ""},
        {"a=%", RC_INVALID, ""},
        {"a=%4g", RC_INVALID, ""},
        {"%=1", RC_INVALID, ""},
        {"a=1&b=1&c=1&d=1", RC_LIMIT, ""},
        {"123456789=1", RC_LIMIT, ""},
        {"1%32345678=1", RC_OK, "12345678=1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct form_fields fields;
        enum rc rc = form_parse(arena, str_of(rows[i].text), few, &fields);
        if (rc != rows[i].rc) print_error("%s\n", rows[i].text);
        assert_int_equal(rc, rows[i].rc);
        if (rc == RC_OK) assert_str(shown(fields), rows[i].shown);
    }
    assert_str(url_encode(arena, S("a b/é~&")), "a%20b%2F%C3%A9~%26");
}

static void cookies_are_read(void **state) {
    (void)state;
    static const struct {
        const char *header, *shown;
    } rows[] = {
        {"", ""},
        {"a=1", "a=1"},
        {"a=1; b=2;c=3", "a=1|b=2|c=3"},
        {"a=1; rubbish; b=x=y", "a=1|b=x=y"},
        {"=1; a b=2; c=", "c="},
        {"__Host-loket=ab_-; __Host-loket=cd", "__Host-loket=ab_-|__Host-loket=cd"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(shown(cookie_parse(arena, str_of(rows[i].header))), rows[i].shown);
    struct buf many = buf_make(arena, 4096);
    for (int i = 0; i < 80; i++) buf_format(&many, "c%d=1; ", i);
    assert_int_equal(cookie_parse(arena, buf_view(&many)).count, 80);
}

#define FIELD(name, value)                                                                         \
    "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static void multipart_is_read(void **state) {
    (void)state;
    static const struct {
        const char *name, *body;
        enum rc rc;
        const char *shown;
    } rows[] = {
        {"nothing", "--B--\r\n", RC_OK, ""},
        {"fields", FIELD("a", "1") FIELD("b", "x\r\ny") "--B--\r\n", RC_OK, "a=1|b=x\r\ny"},
        {"no line end after the last", FIELD("a", "1") "--B--", RC_OK, "a=1"},
        {"file",
         "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a "
         "b;.csv\"\r\nContent-Type: "
         "text/csv\r\n\r\n1;2\n\r\n--B--\r\n",
         RC_OK, "f=1;2\n<a b;.csv;text/csv>"},
        {"small letters, no quotes",
         "--B\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n--B--\r\n", RC_OK, "a=1"},
        {"boundary look-alike inside", FIELD("a", "--B") "--B--\r\n", RC_OK, "a=--B"},
        {"empty body", "", RC_INVALID, ""},
        {"other boundary", "--C--\r\n", RC_INVALID, ""},
        {"cut off", FIELD("a", "1") "--B", RC_INVALID, ""},
        {"cut off in a value", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
         RC_INVALID, ""},
        {"cut off in the headers", "--B\r\nContent-Disposition: form-data", RC_INVALID, ""},
        {"more after the end", FIELD("a", "1") "--B--\r\nmore", RC_INVALID, ""},
        {"no name", "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--\r\n", RC_INVALID, ""},
        {"two names", "--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--B--\r\n",
         RC_INVALID, ""},
        {"empty name", FIELD("", "1") "--B--\r\n", RC_INVALID, ""},
        {"no disposition", "--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--\r\n", RC_INVALID, ""},
        {"attachment", "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--\r\n",
         RC_INVALID, ""},
        {"open quote", "--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--\r\n",
         RC_INVALID, ""},
        {"transfer encoding",
         "--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: "
         "base64\r\n\r\nMQ==\r\n--B--\r\n",
         RC_INVALID, ""},
        {"too many", FIELD("a", "1") FIELD("a", "2") FIELD("a", "3") FIELD("a", "4") "--B--\r\n",
         RC_LIMIT, ""},
        {"long name", FIELD("123456789", "1") "--B--\r\n", RC_LIMIT, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct form_fields fields;
        enum rc rc = multipart_parse(arena, str_of(rows[i].body), S("B"), few, &fields);
        if (rc != rows[i].rc) print_error("%s\n", rows[i].name);
        assert_int_equal(rc, rows[i].rc);
        if (rc == RC_OK) assert_str(shown(fields), rows[i].shown);
    }
}

static void boundaries_are_read(void **state) {
    (void)state;
    static const struct {
        const char *type;
        enum rc rc;
        const char *boundary;
    } rows[] = {
        {"multipart/form-data; boundary=----WebKitFormBoundaryabc", RC_OK,
         "----WebKitFormBoundaryabc"},
        {"Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", RC_INVALID, ""},
        {"multipart/form-data; charset=utf-8; boundary=\"a:b\"", RC_OK, "a:b"},
        {"multipart/form-data", RC_INVALID, ""},
        {"multipart/form-data; boundary=", RC_INVALID, ""},
        {"multipart/form-data; boundary=\"\"", RC_INVALID, ""},
        {"multipart/mixed; boundary=a", RC_INVALID, ""},
        {"multipart/form-data; "
         "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
         RC_INVALID, ""},
        {"", RC_INVALID, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str boundary;
        enum rc rc = multipart_boundary(str_of(rows[i].type), &boundary);
        if (rc != rows[i].rc) print_error("%s\n", rows[i].type);
        assert_int_equal(rc, rows[i].rc);
        if (rc == RC_OK) assert_str(boundary, rows[i].boundary);
    }
}

/* ---- binding ---- */

static const struct http_route form_route = {.method = HTTP_POST, .pattern = "/a"};
static const struct http_route lines_route = {
    .method = HTTP_POST, .pattern = "/a", .flags = HTTP_LINES};
static const struct http_route raw_route = {
    .method = HTTP_POST, .pattern = "/a", .flags = HTTP_RAW_BODY};

static struct str bound(const struct http_request *request) {
    struct buf out = buf_make(arena, 1 << 16);
    const struct http_fields all[] = {request->queries, request->forms, request->cookies};
    for (size_t k = 0; k < COUNT(all); k++) {
        buf_c(&out, k > 0 ? "#" : "");
        for (size_t i = 0; i < all[k].count; i++)
            buf_format(&out, "%s%.*s=%.*s", i > 0 ? "|" : "", STR_ARG(all[k].rows[i].name),
                       STR_ARG(all[k].rows[i].value));
    }
    return buf_view(&out);
}

#define WEB_FORM "application/x-www-form-urlencoded"

static void requests_are_bound(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const struct http_route *route;
        const char *query, *cookie, *type, *body;
        int status;
        const char *shown;
    } rows[] = {
        {"nothing", &form_route, "", "", "", "", 0, "##"},
        {"query, form, cookie", &form_route, "q=a+b", "s=1", WEB_FORM, "a=%20x%20%20y&a=2", 0,
         "q=a b#a=x y|a=2#s=1"},
        {"form with a charset", &form_route, "", "", WEB_FORM "; charset=UTF-8", "a=1", 0, "#a=1#"},
        {"decomposed accent", &form_route, "q=e%CC%81", "", "", "", 0, "q=é##"},
        {"tab is a blank", &form_route, "q=a%09b", "", "", "", 0, "q=a b##"},
        {"query not UTF-8", &form_route, "q=%ff", "", "", "", 400, ""},
        {"query with NUL", &form_route, "q=a%00", "", "", "", 400, ""},
        {"query with bad percent", &form_route, "q=%zz", "", "", "", 400, ""},
        {"query with line end", &form_route, "q=a%0Ab", "", "", "", 400, ""},
        {"form with line end", &form_route, "", "", WEB_FORM, "a=b%0D%0Ac", 400, ""},
        {"lines allowed", &lines_route, "", "", WEB_FORM, "a=b%0D%0A++c%0A%0Ad", 0,
         "#a=b\nc\n\nd#"},
        {"lines with a control", &lines_route, "", "", WEB_FORM, "a=b%0D%0A%01", 400, ""},
        {"bare CR in lines", &lines_route, "", "", WEB_FORM, "a=b%0Dc", 400, ""},
        {"form not UTF-8", &form_route, "", "", WEB_FORM, "a=%C3", 400, ""},
        {"direction mark", &form_route, "", "", WEB_FORM, "a=%E2%80%AE", 400, ""},
        {"json where a form is wanted", &form_route, "", "", "application/json", "{}", 415, ""},
        {"no type", &form_route, "", "", "", "a=1", 415, ""},
        {"any type when raw", &raw_route, "", "", "application/json", "{}", 0, "##"},
        {"multipart", &form_route, "", "", "multipart/form-data; boundary=B",
         FIELD("a", "1") "--B--", 0, "#a=1#"},
        {"multipart cut off", &form_route, "", "", "multipart/form-data; boundary=B",
         FIELD("a", "1"), 400, ""},
        {"multipart without boundary", &form_route, "", "", "multipart/form-data", "x", 415, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_field headers[2];
        size_t count = 0;
        if (rows[i].type[0] != '\0')
            headers[count++] =
                (struct http_field){.name = S("content-type"), .value = str_of(rows[i].type)};
        if (rows[i].cookie[0] != '\0')
            headers[count++] =
                (struct http_field){.name = S("cookie"), .value = str_of(rows[i].cookie)};
        struct http_request request = {.arena = arena,
                                       .method = HTTP_POST,
                                       .route = rows[i].route,
                                       .query = str_of(rows[i].query),
                                       .body = str_of(rows[i].body),
                                       .headers = {headers, count}};
        int status = bind_request(&request);
        if (status != rows[i].status) print_error("%s\n", rows[i].name);
        assert_int_equal(status, rows[i].status);
        if (status == 0) assert_str(bound(&request), rows[i].shown);
    }
}

#define FILE_PART(name, file, bytes)                                                               \
    "--B\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file                   \
    "\"\r\nContent-Type: text/csv\r\n\r\n" bytes "\r\n"

static void files_are_bound(void **state) {
    (void)state;
    static const struct {
        const char *body;
        int status;
        const char *name; /* NULL: no file */
        const char *bytes;
    } rows[] = {
        {FIELD("a", "1") FILE_PART("f", "léerlingen.csv", "1;2") "--B--", 0, "léerlingen.csv",
         "1;2"},
        {FILE_PART("f", "", "") "--B--", 0, NULL, ""},
        {FILE_PART("f", "leeg.csv", "") "--B--", 0, "leeg.csv", ""},
        {FILE_PART("f", "a", "1") FILE_PART("g", "b", "2") "--B--", 400, NULL, ""},
        {FILE_PART("f", "a\x01", "1") "--B--", 400, NULL, ""},
    };
    struct http_field header = {.name = S("content-type"),
                                .value = S("multipart/form-data; boundary=B")};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_request request = {.arena = arena,
                                       .method = HTTP_POST,
                                       .route = &form_route,
                                       .query = S(""),
                                       .body = str_of(rows[i].body),
                                       .headers = {&header, 1}};
        assert_int_equal(bind_request(&request), rows[i].status);
        if (rows[i].status != 0) continue;
        assert_int_equal(request.file != NULL, rows[i].name != NULL);
        if (request.file == NULL) continue;
        assert_str(request.file->name, rows[i].name);
        assert_str(request.file->field, "f");
        assert_str(request.file->content_type, "text/csv");
        assert_str(request.file->bytes, rows[i].bytes);
    }
}

static void fields_are_found(void **state) {
    (void)state;
    struct http_request request = {.arena = arena,
                                   .method = HTTP_POST,
                                   .route = &form_route,
                                   .query = S("l=1&m=9&l=2"),
                                   .body = S("ww=+a++b+")};
    struct http_field header = {.name = S("content-type"), .value = S(WEB_FORM)};
    request.headers = (struct http_fields){&header, 1};
    assert_int_equal(bind_request(&request), 0);
    struct str value = S("untouched");
    assert_true(http_query(&request, "l", &value));
    assert_str(value, "1");
    assert_false(http_query(&request, "x", &value));
    assert_str(value, "1");
    assert_int_equal(http_count(request.queries, "l"), 2);
    size_t count;
    struct str *all = http_all(arena, request.queries, "l", &count);
    assert_int_equal(count, 2);
    assert_str(all[1], "2");
    assert_true(http_form(&request, "ww", &value));
    assert_str(value, "a b");
    assert_true(http_form_raw(&request, "ww", &value));
    assert_str(value, " a  b ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_read),     cmocka_unit_test(cookies_are_read),
        cmocka_unit_test(multipart_is_read),  cmocka_unit_test(boundaries_are_read),
        cmocka_unit_test(requests_are_bound), cmocka_unit_test(files_are_bound),
        cmocka_unit_test(fields_are_found),
    };
    return cmocka_run_group_tests_name("form", tests, unit_setup, unit_teardown);
}
