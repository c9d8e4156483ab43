/* Rosters of packages: web pages, XML, and the files of WISA, Informat and OneRoster. */
#include "tests/fuzz/files.h"

#include "base/buf.h"
#include "format/html.h"
#include "format/input.h"
#include "format/package.h"
#include "format/sheet_xml.h"

enum { FILES_MAX = 12 };

static enum rc read_html(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    struct file_input file;
    const struct byte_input bytes = input_of_file(&file, fd);
    return html_read(&bytes, sink, ret_flaw);
}

static enum rc read_sheet_xml(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    struct file_input file;
    const struct byte_input bytes = input_of_file(&file, fd);
    return sheet_xml_read(&bytes, sink, ret_flaw);
}

static enum rc read_package_xml(int fd, const struct table_sink *sink,
                                struct table_flaw *ret_flaw) {
    struct file_input file;
    const struct byte_input bytes = input_of_file(&file, fd);
    return package_read_xml(&bytes, sink, ret_flaw);
}

static void html(struct arena *arena, struct str input) {
    (void)arena;
    table(input, read_html);
}

static void sheet_xml(struct arena *arena, struct str input) {
    (void)arena;
    table(input, read_sheet_xml);
}

static void package_xml(struct arena *arena, struct str input) {
    (void)arena;
    table(input, read_package_xml);
}

/*
 * Input: files, each after a line "---- NAME". They are stored without compression, so that
 * mutations reach the readers of the files.
 */
static void package(struct arena *arena, struct str input) {
    struct entry entries[FILES_MAX];
    size_t count = 0;
    const struct str mark = S("---- ");
    while (input.len > 0 && count < FILES_MAX) {
        struct str name = str_cut(&input, '\n', NULL);
        if (!str_starts(name, mark) || name.len == mark.len) continue;
        size_t len = 0;
        while (len < input.len &&
               !(input.ptr[len] == '\n' && str_starts(str_sub(input, len + 1, input.len), mark)))
            len++;
        name = str_sub(name, mark.len, 60);
        if (memchr(name.ptr, 0, name.len) != NULL) continue;
        entries[count++] = (struct entry){str_c(arena, name), str_sub(input, 0, len)};
        input = str_sub(input, len + 1, input.len);
    }
    table(stored_zip(arena, entries, count), table_read_fd);
}

const struct fuzz_target fuzz_sources[] = {
    {"html", html}, {"sheet_xml", sheet_xml}, {"package_xml", package_xml}, {"package", package},
    {NULL, NULL},
};
