/* Log escaping, one-line fault details, spelling suggestions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/log.h"
#include "base/near.h"

static struct arena *arena;

static int setup(void **state) {
    (void)state;
    arena = arena_create(1 << 20, false);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void escapes_values(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct str value;
        const char *line;
    } rows[] = {
        {"plain", S("127.0.0.1:8081"), "event=start level=info key=127.0.0.1:8081"},
        {"empty", S(""), "event=start level=info key=\"\""},
        {"blank", S("a b"), "event=start level=info key=\"a b\""},
        {"quote", S("say \"no\""), "event=start level=info key=\"say \\\"no\\\"\""},
        {"backslash", S("a\\b"), "event=start level=info key=\"a\\\\b\""},
        {"line break", S("a\nevent=stop"), "event=start level=info key=\"a\\nevent=stop\""},
        {"carriage return", S("a\rb"), "event=start level=info key=\"a\\x0db\""},
        {"tab", S("a\tb"), "event=start level=info key=\"a\\tb\""},
        {"NUL", S("a\0b"), "event=start level=info key=\"a\\x00b\""},
        {"escape sequence", S("\x1b[31m"), "event=start level=info key=\"\\x1b[31m\""},
        {"equals sign", S("a=b"), "event=start level=info key=\"a=b\""},
        {"UTF-8", S("café"), "event=start level=info key=\"café\""},
        {"no UTF-8", S("caf\xe9"), "event=start level=info key=\"caf\\xe9\""},
        {"overlong slash", S("\xc0\xaf"), "event=start level=info key=\"\\xc0\\xaf\""},
        {"surrogate", S("\xed\xa0\x80"), "event=start level=info key=\"\\xed\\xa0\\x80\""},
        {"C1 control", S("\xc2\x85"), "event=start level=info key=\"\\xc2\\x85\""},
        {"half a character", S("a\xe2\x80"), "event=start level=info key=\"a\\xe2\\x80\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct log_line line;
        log_begin(&line, LOG_START);
        log_text(&line, "key", rows[i].value);
        assert_string_equal(str_c(arena, log_view(arena, &line)), rows[i].line);
    }
}

static void cuts_long_lines(void **state) {
    (void)state;
    char *much = arena_alloc(arena, LOG_LINE_MAX);
    memset(much, 'a', LOG_LINE_MAX);
    for (size_t len = LOG_LINE_MAX - 200; len < LOG_LINE_MAX; len++) {
        struct log_line line;
        log_begin(&line, LOG_START);
        log_text(&line, "key", (struct str){much, len});
        log_c(&line, "next", "quite \"short\"");
        struct str view = log_view(arena, &line);
        size_t quotes = 0;
        for (size_t i = 0; i < view.len; i++)
            quotes += view.ptr[i] == '"' && view.ptr[i - 1] != '\\';
        assert_true(view.len < LOG_LINE_MAX);
        assert_int_equal(quotes % 2, 0);
        assert_true(!line.cut || str_ends(view, S(" cut=1")));
        arena_reset(arena);
        much = arena_alloc(arena, LOG_LINE_MAX);
        memset(much, 'a', LOG_LINE_MAX);
    }
}

static void faults_are_one_line(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(
        FAULT(&fault, RC_IO, "failed: %s", "refused\n\tIs it running?\nconnection failed\n"),
        RC_IO);
    assert_string_equal(fault.detail, "failed: refused Is it running? connection failed");
    char much[3000];
    memset(much, 'x', sizeof much);
    much[sizeof much - 1] = '\0';
    (void)!FAULT(&fault, RC_IO, "%s", much);
    size_t len = strlen(fault.detail);
    assert_true(len < sizeof fault.detail && len > 1900);
    assert_string_equal(fault.detail + len - 3, "…");
    for (size_t i = 0; i + 2 < sizeof much; i += 2) memcpy(much + i, "é", 2);
    (void)!FAULT(&fault, RC_IO, "%s", much);
    len = strlen(fault.detail);
    assert_string_equal(fault.detail + len - 5, "é…");
}

static void suggests_similar_names(void **state) {
    (void)state;
    static const char *const names[] = {"migrate", "restore", "report", "school",
                                        "staff",   "serve",   "out",    "all"};
    static const struct {
        const char *typed, *near;
    } rows[] = {{"migrat", "migrate"}, {"mirgate", "migrate"},
                {"restor", "restore"}, {"serv", "serve"},
                {"shcool", "school"},  {"migrate", "migrate"},
                {"otu", "out"},        {"backup", NULL},
                {"x", NULL},           {"", NULL}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *found = near_name(str_of(rows[i].typed), names, COUNT(names));
        if (rows[i].near == NULL)
            assert_null(found);
        else
            assert_string_equal(found, rows[i].near);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_values), cmocka_unit_test(cuts_long_lines),
        cmocka_unit_test(faults_are_one_line), cmocka_unit_test(suggests_similar_names)};
    return cmocka_run_group_tests_name("log", tests, setup, teardown);
}
