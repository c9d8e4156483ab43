/*
 * The parser process with readers that crash, hang, flood and send invalid frames. The first word
 * of a file selects its reader; other files are read as tables.
 */
#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "acts.h"
#include "base/clock.h"
#include "main/sandbox.h"
#include "parse/parser.h"
#include "png.h"

#ifdef LEERID_SANITIZED
enum { KEPT = 3 }; /* and standard error, for reports */
#else
enum { KEPT = 2 };
#endif
enum { LOG_BYTES = 1 << 16 };
static char log_lines[LOG_BYTES]; /* output on standard error since forget_log() */
static int log_fd;
static const char *secret; /* in the environment before the parser process was forked */
static struct parser *parser, *unconfined;

/* Standard error of this program and of the parser processes goes to a file. */
static void read_log(void) {
    ssize_t len = pread(log_fd, log_lines, sizeof log_lines - 1, 0);
    log_lines[len > 0 ? len : 0] = 0;
}

static void forget_log(void) {
    (void)!ftruncate(log_fd, 0);
    log_lines[0] = 0;
}

/* Sends one field with what the child found. */
static enum rc tell(const struct table_sink *sink, const char *found) {
    const struct str field = str_of(found);
    return sink->row(sink->context, 1, &field, 1);
}

static enum rc misbehave(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    char word[64] = "";
    (void)!pread(fd, word, sizeof word - 1, 0);
    for (size_t i = 0; i < COUNT(acts); i++)
        if (strcmp(word, acts[i].name) == 0) acts[i].act();
    if (strcmp(word, "environment") == 0)
        return tell(sink, secret[0] == 0 && environ[0] == NULL ? "erased" : "there");
    if (strcmp(word, "wait_for_ever") == 0) wait_for_ever();
    if (strcmp(word, "notes") == 0) {
        for (int i = 0; i < TABLE_NOTES_MAX + 50; i++)
            table_noted(sink, (struct table_note){TABLE_NOTE_SHEET, i, 2, 3, S("Blad")});
        return tell(sink, "noted");
    }
    if (strcmp(word, "descriptors") == 0) {
        int open_ones = 0;
        for (int i = 0; i < 1024; i++) open_ones += fcntl(i, F_GETFD) >= 0;
        return tell(sink, open_ones <= KEPT ? "2" : "more");
    }
    return table_read_fd(fd, sink, ret_flaw);
}

static enum rc misbehave_with_image(int fd, struct arena *child_arena, struct str *ret_png,
                                    enum image_flaw *ret_flaw) {
    char word[64] = "";
    (void)!pread(fd, word, sizeof word - 1, 0);
    for (size_t i = 0; i < COUNT(image_acts); i++)
        if (strcmp(word, image_acts[i].name) == 0) image_acts[i].act();
    return image_read_fd(fd, child_arena, ret_png, ret_flaw);
}

static enum rc no_confine(int cpu_seconds, struct fault *fault) {
    (void)cpu_seconds, (void)fault;
    return RC_OK;
}

static int start(void **state) {
    if (unit_setup(state) != 0) return -1;
    struct fault fault;
    log_fd = memfd_create("log", MFD_CLOEXEC);
    int own = dup(STDERR_FILENO);
    if (log_fd < 0 || own < 0 || fcntl(log_fd, F_SETFL, O_APPEND) != 0 ||
        dup2(log_fd, STDERR_FILENO) < 0)
        return -1;
    static char variable[] = "LEERID_DATABASE=postgresql://leerid:secret@localhost/leerid";
    putenv(variable);
    secret = getenv("LEERID_DATABASE");
    const struct parser_config config = {.confine = sandbox_parser,
                                         .read_table = misbehave,
                                         .read_image = misbehave_with_image,
                                         .seconds = 2};
    const struct parser_config free_config = {
        .confine = no_confine, .read_table = misbehave, .seconds = 1};
    bool started = parser_start(arena, &config, &parser, &fault) == RC_OK &&
                   parser_start(arena, &free_config, &unconfined, &fault) == RC_OK;
    dup2(own, STDERR_FILENO);
    close(own);
    return started ? 0 : -1;
}

static int end(void **state) {
    parser_close(parser);
    parser_close(unconfined);
    return unit_teardown(state);
}

static const char *read_through(struct parser *through, int fd) {
    struct buf out = buf_make(arena, 64 << 20);
    const struct table_sink sink = {write_row, &out, NULL};
    const struct table_source source = parser_tables(through);
    struct table_flaw flaw;
    enum rc rc = source.read(source.context, fd, &sink, &flaw);
    close(fd);
    if (rc == RC_INVALID)
        return str_c(arena, str_format(arena, "flaw %d %d %d", flaw.code, flaw.line, flaw.column));
    assert_rc(rc, RC_OK);
    return str_c(arena, buf_view(&out));
}

static enum rc drop_row(void *context, int line, const struct str *fields, size_t count) {
    (void)context, (void)line, (void)fields, (void)count;
    return RC_OK;
}

/* Returns the flaw of a file without keeping its rows. */
static struct table_flaw flaw_of(struct parser *through, const char *word) {
    const struct table_sink sink = {drop_row, NULL, NULL};
    const struct table_source source = parser_tables(through);
    struct table_flaw flaw;
    int fd = file_of(str_of(word));
    assert_rc(source.read(source.context, fd, &sink, &flaw), RC_INVALID);
    close(fd);
    return flaw;
}

static void wait_for_line(const char *wanted) {
    for (int i = 0; i < 100 && strstr(log_lines, wanted) == NULL; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        read_log();
    }
    if (strstr(log_lines, wanted) == NULL) fail_msg("the log says '%s', not %s", log_lines, wanted);
}

static void reads_as_before(void **state) {
    (void)state;
    struct buf wide = buf_make(arena, 4 << 20);
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < 200; i++)
            buf_format(&wide, "%.4000s%c", str_c(arena, repeat('a' + (char)row, i % 4000)),
                       i == 199 ? '\n' : ';');
    struct buf many = buf_make(arena, 16 << 20);
    for (int i = 0; i < 200000; i++) buf_format(&many, "%d;Süheda;%d\n\n", i, i * 7);
    const struct {
        const char *name;
        struct str bytes;
    } files[] = {{"small", S("a;b\nc;d\n")},
                 {"quotes", S("\"a\nb\";c\r\nd;\"e\"\"\"\n")},
                 {"windows-1252", S("S\xFCheda;x\n")},
                 {"UTF-16",
                  {"\xFF\xFE"
                   "a\0;\0b\0\n\0",
                   10}},
                 {"empty", S("")},
                 {"a picture", S("\x89PNG....")},
                 {"an open quote", S("a;\"b\n")},
                 {"bytes that are no letters", S("S\xC3\xBCh;\xC3\n")},
                 {"wide", buf_view(&wide)},
                 {"many rows", buf_view(&many)}};
    for (size_t i = 0; i < COUNT(files); i++) {
        struct arena_mark mark = arena_mark(arena);
        const char *direct = read_table(file_of(files[i].bytes)),
                   *through = read_through(parser, file_of(files[i].bytes));
        if (strcmp(direct, through) != 0)
            fail_msg("%s: %.200s, want %.200s", files[i].name, through, direct);
        assert_rc(arena_rewind(arena, mark), RC_OK);
    }
    const struct part part = {"xl/worksheets/sheet1.xml",
                              "<worksheet><sheetData><row><c "
                              "t=\"inlineStr\"><is><t>ë</t></is></c></row></sheetData></worksheet>",
                              NULL, 0, NULL};
    assert_string_equal(read_through(parser, zip_of(&part, 1)), "1:ë");
    assert_string_equal(read_through(parser, open("/tmp", O_RDONLY | O_CLOEXEC)), "flaw 17 0 0");
    read_log();
    assert_string_equal(log_lines, "");
}

static void count_note(void *context, const struct table_note *note) {
    int *seen = context;
    assert_true(note->code == TABLE_NOTE_SHEET && note->line == *seen && note->column == 2 &&
                note->count == 3 && str_eq(note->detail, S("Blad")));
    ++*seen;
}

/* Notes arrive with what the reader said; more than the limit are dropped. */
static void notes_arrive(void **state) {
    (void)state;
    int seen = 0, fd = file_of(S("notes"));
    const struct table_sink sink = {drop_row, &seen, count_note};
    const struct table_source source = parser_tables(parser);
    struct table_flaw flaw;
    assert_rc(source.read(source.context, fd, &sink, &flaw), RC_OK);
    close(fd);
    assert_int_equal(seen, TABLE_NOTES_MAX);
}

static void misbehaviour_is_a_message(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(acts); i++) {
        forget_log();
        int64_t begin = monotonic_ms();
        struct table_flaw flaw = flaw_of(parser, acts[i].name);
        if (flaw.code != acts[i].code) fail_msg("%s: flaw %d", acts[i].name, flaw.code);
        if (flaw.line < 0 || flaw.line > TABLE_ROWS_MAX + 1 || flaw.column > TABLE_COLUMNS_MAX + 1)
            fail_msg("%s: an impossible place", acts[i].name);
        if (monotonic_ms() - begin > 25000)
            fail_msg("%s: %lld ms", acts[i].name, (long long)(monotonic_ms() - begin));
        if (acts[i].why != NULL) wait_for_line(acts[i].why);
        const char *second = strchr(log_lines, '\n');
        if (second != NULL && second[1] != 0)
            fail_msg("%s: more than one line: %s", acts[i].name, log_lines);
        assert_string_equal(read_through(parser, file_of(S("a;b\n"))),
                            "1:a|b"); /* the next file is still read */
    }
}

static enum image_flaw image_flaw_of(struct parser *through, struct str bytes, struct str *ret) {
    const struct image_source source = parser_images(through);
    enum image_flaw flaw = IMAGE_FLAWS;
    int fd = file_of(bytes);
    *ret = S("");
    enum rc rc = source.read(source.context, fd, arena, ret, &flaw);
    close(fd);
    assert_true((rc == RC_OK) == (flaw == IMAGE_FINE) && (rc == RC_OK || rc == RC_INVALID));
    return flaw;
}

static struct str small_png(const char *text) {
    struct buf out = buf_make(arena, 1000);
    buf_str(&out, PNG_SIGNATURE);
    put_chunk(&out, "IHDR", png_header(4, 4, "\x08\0\0\0\0"));
    if (text[0] != 0) put_chunk(&out, "tEXt", str_of(text));
    put_chunk(&out, "IDAT", png_pixels(4, 4, 0));
    put_chunk(&out, "IEND", S(""));
    return buf_view(&out);
}

static void images_are_read_in_the_child(void **state) {
    (void)state;
    struct str png, large = repeat('x', IMAGE_FILE_MAX + 1);
    const struct image_source source = parser_images(parser);
    enum image_flaw flaw;
    forget_log();
    assert_int_equal(image_flaw_of(parser, small_png("Jan Peeters"), &png), IMAGE_FINE);
    assert_true(str_eq(png, small_png("")));
    assert_int_equal(image_flaw_of(parser, S("GIF89a"), &png), IMAGE_NOT_PNG);
    assert_int_equal(image_flaw_of(parser, large, &png), IMAGE_FILE_TOO_LARGE);
    int folder = open("/tmp", O_RDONLY | O_CLOEXEC);
    assert_rc(source.read(source.context, folder, arena, &png, &flaw), RC_INVALID);
    assert_int_equal(flaw, IMAGE_CANNOT_OPEN);
    close(folder);
    read_log();
    assert_string_equal(log_lines, "");
    for (size_t i = 0; i < COUNT(image_acts); i++) {
        forget_log();
        flaw = image_flaw_of(parser, str_of(image_acts[i].name), &png);
        if (flaw != IMAGE_UNREADABLE) fail_msg("%s: flaw %d", image_acts[i].name, flaw);
        wait_for_line(image_acts[i].why);
    }
    assert_int_equal(image_flaw_of(parser, small_png(""), &png), IMAGE_FINE);
}

/* Inside the sandbox a child cannot wait without using the CPU, so this runs without it. */
static void waiting_has_an_end(void **state) {
    (void)state;
    forget_log();
    int64_t begin = monotonic_ms();
    assert_int_equal(flaw_of(unconfined, "wait_for_ever").code, TABLE_UNREADABLE);
    assert_in_range(monotonic_ms() - begin, 900, 10000);
    wait_for_line("why=time");
    assert_string_equal(read_through(unconfined, file_of(S("a\n"))), "1:a");
}

static void keeps_nothing(void **state) {
    (void)state;
    assert_string_equal(read_through(parser, file_of(S("environment"))), "1:erased");
    assert_string_equal(read_through(unconfined, file_of(S("descriptors"))), "1:2");
    assert_true(secret[0] != 0); /* the program still has its own */
}

/* Returns the number of children of the parser process. */
static int children_of(int pid) {
    char path[100], line[400];
    int count = 0;
    DIR *list = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%.20s/stat", entry->d_name);
        FILE *stat_file =
            entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "re") : NULL;
        const char *end_of_name = stat_file != NULL && fgets(line, sizeof line, stat_file) != NULL
                                      ? strrchr(line, ')')
                                      : NULL;
        if (end_of_name != NULL) count += strtol(end_of_name + 4, NULL, 10) == pid;
        if (stat_file != NULL) fclose(stat_file);
    }
    closedir(list);
    return count;
}

static void wait_for_children(int count) {
    for (int i = 0; i < 250 && children_of(parser_process_id(parser)) != count; i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    assert_int_equal(children_of(parser_process_id(parser)), count);
}

static enum rc deny_row(void *context, int line, const struct str *fields, size_t count) {
    (void)line, (void)fields, (void)count;
    ++*(int *)context;
    return RC_DENIED;
}

static void the_sink_may_stop(void **state) {
    (void)state;
    int calls = 0, fd = file_of(S("flood"));
    const struct table_sink sink = {deny_row, &calls, NULL};
    const struct table_source source = parser_tables(parser);
    struct table_flaw flaw;
    forget_log();
    assert_rc(source.read(source.context, fd, &sink, &flaw), RC_DENIED);
    close(fd);
    assert_int_equal(calls, 1);
    wait_for_children(0);
    read_log();
    assert_string_equal(log_lines, "");
}

static void *spin_elsewhere(void *context) {
    const struct table_sink sink = {drop_row, NULL, NULL};
    const struct table_source source = parser_tables(parser);
    struct table_flaw flaw;
    return (void *)(intptr_t)source.read(source.context, *(int *)context, &sink, &flaw);
}

/* Files that keep their readers busy, and one that is read at the same time. */
static void files_are_independent(void **state) {
    (void)state;
    pthread_t threads[4];
    int fd = file_of(S("spin"));
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, spin_elsewhere, &fd), 0);
    wait_for_children(4);
    assert_string_equal(read_through(parser, file_of(S("a;b\n"))), "1:a|b");
    wait_for_children(4); /* still running */
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *rc;
        pthread_join(threads[i], &rc);
        assert_int_equal((intptr_t)rc, RC_INVALID);
    }
    close(fd);
}

static void a_parser_that_stands_still_or_ends(void **state) {
    (void)state;
    struct str png;
    kill(parser_process_id(unconfined), SIGSTOP);
    assert_int_equal(flaw_of(unconfined, "a;b\n").code, TABLE_LATER);
    kill(parser_process_id(unconfined), SIGCONT);
    assert_string_equal(read_through(unconfined, file_of(S("a;b\n"))), "1:a|b");
    assert_true(parser_works(unconfined));
    kill(parser_process_id(unconfined), SIGKILL);
    for (int i = 0; i < 100 && parser_works(unconfined); i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    assert_false(parser_works(unconfined));
    assert_int_equal(flaw_of(unconfined, "a;b\n").code, TABLE_LATER);
    assert_int_equal(image_flaw_of(unconfined, small_png(""), &png), IMAGE_LATER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_as_before),
        cmocka_unit_test(notes_arrive),
        cmocka_unit_test(misbehaviour_is_a_message),
        cmocka_unit_test(images_are_read_in_the_child),
        cmocka_unit_test(waiting_has_an_end),
        cmocka_unit_test(keeps_nothing),
        cmocka_unit_test(the_sink_may_stop),
        cmocka_unit_test(files_are_independent),
        cmocka_unit_test(a_parser_that_stands_still_or_ends),
    };
    return cmocka_run_group_tests_name("parser", tests, start, end);
}
