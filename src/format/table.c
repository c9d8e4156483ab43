#include "format/table.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "format/html.h"
#include "format/package.h"
#include "format/sheet_xml.h"
#include "format/table_kind.h"
#include "format/table_watch.h"

enum { HEAD_BYTES = 4096 };
/* Workbooks and packages have a lower limit than CSV, because a ZIP is held in memory completely:
 * 32 MiB hold about 500,000 pupils. */
static const off_t FILE_MAX = (off_t)2 << 30, ZIP_MAX = 32 << 20;

static int limited(int number, int max) {
    return number < 0 ? 0 : number > max ? max + 1 : number;
}

enum rc table_flawed(struct table_flaw *ret_flaw, enum table_flaw_code code, int line, int column) {
    *ret_flaw = (struct table_flaw){.code = code,
                                    .line = limited(line, TABLE_ROWS_MAX),
                                    .column = limited(column, TABLE_COLUMNS_MAX)};
    return RC_INVALID;
}

void table_noted(const struct table_sink *sink, struct table_note note) {
    if (sink->note == NULL) return;
    note.line = limited(note.line, TABLE_ROWS_MAX);
    note.column = limited(note.column, TABLE_COLUMNS_MAX);
    note.detail = str_sub(note.detail, 0, TABLE_NOTE_DETAIL_MAX);
    sink->note(sink->context, &note);
}

static void note_format(const struct table_sink *sink, struct str format) {
    table_noted(sink, (struct table_note){TABLE_NOTE_FORMAT, 0, 0, 1, format});
}

static bool contains(struct str bytes, const char *name) {
    return memmem(bytes.ptr, bytes.len, name, strlen(name)) != NULL;
}

/* Reads a workbook or a package of files. The names of ZIP entries are not compressed, so a search
 * in the bytes tells them apart. The file is mapped into memory, because reading it then needs no
 * further system calls (docs/develop/parse.md). */
static enum rc read_zip(int fd, size_t size, const struct table_sink *sink,
                        struct table_flaw *ret_flaw) {
    void *mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    ENSURE(mapped != MAP_FAILED, RC_IO);
    struct str bytes = {mapped, size};
    bool office = contains(bytes, "[Content_Types].xml") || contains(bytes, "xl/work") ||
                  contains(bytes, "xl/shared");
    enum rc rc =
        office ? workbook_read(bytes, sink, ret_flaw) : package_read_zip(bytes, sink, ret_flaw);
    munmap(mapped, size);
    return rc;
}

static enum rc read_kind(int fd, size_t size, enum table_kind kind, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) {
    struct file_input file;
    const struct byte_input in = input_of_file(&file, fd);
    switch (kind) {
        case TABLE_KIND_ZIP: return read_zip(fd, size, sink, ret_flaw);
        case TABLE_KIND_XML: return package_read_xml(&in, sink, ret_flaw);
        case TABLE_KIND_HTML: note_format(sink, S("HTML")); return html_read(&in, sink, ret_flaw);
        case TABLE_KIND_SHEET_XML:
            note_format(sink, S("Excel XML 2003"));
            return sheet_xml_read(&in, sink, ret_flaw);
        case TABLE_KIND_CSV: break;
    }
    return csv_read(&in, true, sink, ret_flaw);
}

/* Uses no system calls except read, seek and those for memory, because it runs in a sandboxed
 * process (parse/parser.h). */
enum rc table_read_fd(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    char head[HEAD_BYTES] = {0};
    ssize_t len = pread(fd, head, sizeof head, 0);
    if (len < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    if (size == 0) return table_flawed(ret_flaw, TABLE_EMPTY, 0, 0);
    if (size > FILE_MAX) return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    enum table_flaw_code code = TABLE_FINE;
    enum table_kind kind = table_kind_of(fd, (struct str){head, (size_t)len}, &code);
    if (code != TABLE_FINE) return table_flawed(ret_flaw, code, 0, 0);
    if (kind == TABLE_KIND_ZIP && size > ZIP_MAX)
        return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    struct table_watch *watch = ARENA_NEW(arena, struct table_watch);
    watch->sink = sink;
    const struct table_sink watched = table_watch_sink(watch);
    enum rc rc = read_kind(fd, (size_t)size, kind, &watched, ret_flaw);
    if (rc == RC_OK) table_watch_end(watch);
    return rc;
}

static enum rc read_directly(void *context, int fd, const struct table_sink *sink,
                             struct table_flaw *ret_flaw) {
    (void)context;
    return table_read_fd(fd, sink, ret_flaw);
}

const struct table_source table_direct = {read_directly, NULL};

enum rc table_read_file(const struct table_source *source, const char *path,
                        const struct table_sink *sink, struct table_flaw *ret_flaw) {
    int fd = file_open_regular(path);
    if (fd < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    enum rc rc = source->read(source->context, fd, sink, ret_flaw);
    close(fd);
    return rc;
}
