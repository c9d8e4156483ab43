/* CSV: encodings, separators, line ends, quotes, limits. */
#include "files.h"

#define BYTES(literal)                                                                             \
    { literal, sizeof(literal) - 1 }

static void reads_tables(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct str bytes;
        const char *rows;
    } rows[] = {
        {"semicolons", BYTES("a;b\nc;d\n"), "1:a|b 2:c|d"},
        {"commas", BYTES("a,b\nc,d\n"), "1:a|b 2:c|d"},
        {"tabs", BYTES("a\tb\nc\td\n"), "1:a|b 2:c|d"},
        {"a comma inside semicolons", BYTES("a;b;c\n1,2;3;4\n"), "1:a|b|c 2:1,2|3|4"},
        {"separators inside quotes do not count", BYTES("a;b\n\"1,2,3,4,5\";x\n"),
         "1:a|b 2:1,2,3,4,5|x"},
        {"CR LF", BYTES("a;b\r\nc;d\r\n"), "1:a|b 2:c|d"},
        {"CR", BYTES("a;b\rc;d\r"), "1:a|b 2:c|d"},
        {"no end of the last line", BYTES("a;b\nc;d"), "1:a|b 2:c|d"},
        {"empty lines count", BYTES("\n\na;b\n\nc;d\n"), "3:a|b 5:c|d"},
        {"empty lines count, CR LF", BYTES("\r\n\r\na;b\r\n\r\nc;d\r\n"), "3:a|b 5:c|d"},
        {"empty fields", BYTES("a;b;c\n;;\nx;;\n"), "1:a|b|c 2:|| 3:x||"},
        {"separator at the end", BYTES("a;b;\r\n1;2;\r\n"), "1:a|b| 2:1|2|"},
        {"blanks around", BYTES(" a ; b\n"), "1:a|b"},
        {"doubled quotes", BYTES("a;\"b \"\"c\"\"\"\n"), "1:a|b \"c\""},
        {"line end inside quotes", BYTES("a;\"b\nc\"\nd;e\n"), "1:a|b\nc 3:d|e"},
        {"one column", BYTES("a\nb\n"), "1:a 2:b"},
        {"UTF-8", BYTES("Süheda;Daniëls\n"), "1:Süheda|Daniëls"},
        {"UTF-8 with mark",
         BYTES("\xEF\xBB\xBF"
               "Süheda;x\n"),
         "1:Süheda|x"},
        {"UTF-16 little with mark",
         BYTES("\xFF\xFE"
               "a\0;\0\xFC\0\n\0"),
         "1:a|ü"},
        {"UTF-16 big with mark",
         BYTES("\xFE\xFF"
               "\0a\0;\0\xFC\0\n"),
         "1:a|ü"},
        {"UTF-16 little without mark", BYTES("a\0;\0\xFC\0\n\0"), "1:a|ü"},
        {"UTF-16 big without mark", BYTES("\0a\0;\0\xFC\0\n"), "1:a|ü"},
        {"UTF-16 beyond the first plane",
         BYTES("\xFF\xFE"
               "\x3D\xD8\x00\xDE;\0b\0\n\0"),
         "1:😀|b"},
        {"Windows-1252", BYTES("S\xFCheda;Dani\xEBls\n"), "1:Süheda|Daniëls"},
        {"Windows-1252, its own signs",
         BYTES("\x80;O\x92"
               "Brien\n"),
         "1:€|O’Brien"},
        {"formulas are text", BYTES("=1+1;+2;-3;@x\n"), "1:=1+1|+2|-3|@x"},
        {"empty file", BYTES(""), "flaw 1 0 0"},
        {"NUL in a field", BYTES("ab;c\nd;e\0f\n"), "flaw 2 2 2"},
        {"UTF-8 with a bad byte", BYTES("Süheda;a\nDani\xEBls;b\n"), "flaw 2 2 1"},
        {"UTF-8 cut in a letter", BYTES("Süheda;S\xC3"), "flaw 2 1 1"},
        {"UTF-16 cut in half",
         BYTES("\xFF\xFE"
               "a\0b"),
         "flaw 2 1 1"},
        {"UTF-16, half a pair", BYTES("\xFF\xFE\x3D\xD8;\0b\0\n\0"), "flaw 2 1 1"},
        {"quotation mark never closed", BYTES("a;b\n\"c;d\n"), "flaw 3 2 1"},
        {"quotation mark closed at the end", BYTES("a;b\n\"c\";\"d\""), "1:a|b 2:c|d"},
        {"quotation marks inside a field", BYTES("a;5\" disk\n"), "1:a|5\" disk"},
        {"old Excel", BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "flaw 11 0 0"},
        {"a picture", BYTES("\x89PNG\r\n\x1A\n"), "flaw 9 0 0"},
        {"a PDF", BYTES("%PDF-1.7\n"), "flaw 10 0 0"},
        {"LibreOffice",
         BYTES("PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0mimetypeapplication/"
               "vnd.oasis.opendocument.spreadsheet"),
         "flaw 12 0 0"},
        {"a web page without a table", BYTES("<html><p>Niets</p></html>"), "flaw 13 1 1"},
        {"packed", BYTES("\x1F\x8B\x08"), "flaw 14 0 0"},
        {"a database", BYTES("SQLite format 3\0"), "flaw 16 0 0"},
        {"no ZIP behind its mark", BYTES("PK\3\4xxxxxxxxxxxx"), "flaw 28 0 0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_table(rows[i].name, file_of(rows[i].bytes), rows[i].rows);
}

static struct str times(const char *head, const char *piece, size_t count, const char *tail) {
    struct buf out = buf_make(arena, (size_t)64 << 20);
    buf_c(&out, head);
    for (size_t i = 0; i < count; i++) buf_c(&out, piece);
    buf_c(&out, tail);
    assert_false(out.overflow);
    return buf_view(&out);
}

static void enforces_limits(void **state) {
    (void)state;
    static const struct {
        const char *name, *head, *piece;
        size_t count;
        const char *tail, *rows;
    } rows[] = {
        {"201 columns", "a", ";", 200, "\n", "flaw 4 1 201"},
        {"field of 4,001 bytes", "a;b\nc;", "x", 4001, "\n", "flaw 5 2 2"},
        {"field that never ends", "a;b\nc;", "xxxxxxxxxxxxxxxx", 100000, "", "flaw 5 2 2"},
        {"open quotation mark over megabytes", "a;b\n\"", "cccc;dddd\n", 200000, "", "flaw 3 2 1"},
        {"open quotation mark over fields of text", "a;b\n1;2\n3;\"x\n", "Jan;Peeters\n", 200000,
         "", "flaw 3 3 2"},
        {"more empty lines than rows may be", "a;b\n", "\n\n\n\n\n\n\n\n", 400000, "",
         "flaw 6 3000001 1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena_mark mark = arena_mark(arena);
        assert_table(rows[i].name,
                     file_of(times(rows[i].head, rows[i].piece, rows[i].count, rows[i].tail)),
                     rows[i].rows);
        (void)!arena_rewind(arena, mark);
    }
    char wide[1000];
    memset(wide, ';', sizeof wide);
    wide[199] = 0;
    assert_table("200 columns", file_of(str_of(wide)),
                 str_c(arena, str_format(arena, "1:%s", times("", "|", 199, "").ptr)));
    assert_table("field of 4,000 bytes", file_of(repeat('x', 4000)),
                 str_c(arena, str_format(arena, "1:%s", str_c(arena, repeat('x', 4000)))));
}

/* A multi-byte character across the boundary of two reads must stay intact. */
static void handles_chunk_boundaries(void **state) {
    (void)state;
    static const struct {
        const char *name, *piece, *expected;
        size_t before;
    } rows[] = {{"UTF-8", "ë", "ë", 0},
                {"UTF-8, three bytes", "€", "€", 0},
                {"Windows-1252", "\xEB", "ë", 1}};
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t shift = 0; shift < 4; shift++) {
            struct arena_mark mark = arena_mark(arena);
            struct buf in = buf_make(arena, 1 << 20), want = buf_make(arena, 1 << 20);
            for (size_t n = 0; n < shift; n++) buf_char(&in, '\n');
            for (int n = 0; n < 30000; n++) {
                buf_c(&in, rows[i].piece);
                buf_c(&in, "a\n");
                buf_format(&want, "%s%zu:%sa", n == 0 ? "" : " ", shift + (size_t)n + 1,
                           rows[i].expected);
            }
            buf_char(&want, 0);
            assert_table(rows[i].name, file_of(buf_view(&in)), want.ptr);
            (void)!arena_rewind(arena, mark);
        }
}

static enum rc stop_at_second(void *context, int line, const struct str *fields, size_t count) {
    (void)fields, (void)count;
    int *calls = context;
    ++*calls;
    return line == 2 ? RC_DENIED : RC_OK;
}

static void the_sink_may_stop(void **state) {
    (void)state;
    int calls = 0;
    const struct table_sink sink = {stop_at_second, &calls, NULL};
    struct table_flaw flaw;
    int fd = file_of(S("a;b\nc;d\ne;f\n"));
    assert_rc(table_read_fd(fd, &sink, &flaw), RC_DENIED);
    assert_int_equal(calls, 2);
    close(fd);
    assert_rc(table_read_file(&table_direct, "/nonexistent/roster.csv", &sink, &flaw), RC_INVALID);
    assert_int_equal(flaw.code, TABLE_CANNOT_OPEN);
    assert_rc(table_read_file(&table_direct, "/tmp", &sink, &flaw), RC_INVALID); /* a directory */
    assert_int_equal(flaw.code, TABLE_CANNOT_OPEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_tables),
        cmocka_unit_test(enforces_limits),
        cmocka_unit_test(handles_chunk_boundaries),
        cmocka_unit_test(the_sink_may_stop),
    };
    return cmocka_run_group_tests_name("csv", tests, unit_setup, unit_teardown);
}
