#include "format/table.h"

#include <unistd.h>

#include "base/file.h"

enum { HEAD_BYTES = 128 };
/*
 * The workbook's directory is read completely, so workbooks have a lower limit: 32 MiB hold about
 * 500,000 pupils.
 */
static const off_t FILE_MAX = (off_t)2 << 30, WORKBOOK_MAX = 32 << 20;

/* File types that people send by mistake, recognised by their first bytes. */
static const struct {
    size_t at;
    const char *bytes;
    enum table_flaw_code code;
} others[] = {
    {0, "\x89PNG", TABLE_IMAGE},
    {0, "\xFF\xD8\xFF", TABLE_IMAGE},
    {0, "GIF8", TABLE_IMAGE},
    {8, "WEBPVP8", TABLE_IMAGE},
    {0, "II*", TABLE_IMAGE},
    {0, "%PDF-", TABLE_PDF},
    {0, "\xD0\xCF\x11\xE0", TABLE_OLD_EXCEL},
    {30, "mimetypeapplication/vnd.oasis.opendocument", TABLE_OPEN_DOCUMENT},
    {0, "<!DOCTYPE html", TABLE_WEB_PAGE},
    {0, "<!doctype html", TABLE_WEB_PAGE},
    {0, "<html", TABLE_WEB_PAGE},
    {0, "<HTML", TABLE_WEB_PAGE},
    {30, "LeerID-", TABLE_OWN_ARCHIVE}, /* the name of the first entry of a ZIP */
    {0, "\x1F\x8B", TABLE_ARCHIVE},
    {0, "7z\xBC\xAF", TABLE_ARCHIVE},
    {0, "Rar!", TABLE_ARCHIVE},
    {0,
     "\xFD"
     "7zXZ",
     TABLE_ARCHIVE},
    {0,
     "\x7F"
     "ELF",
     TABLE_PROGRAM},
    {0, "MZ\x90", TABLE_PROGRAM},
    {0, "SQLite format 3", TABLE_PROGRAM},
};

static enum table_flaw_code other_kind(const char *head, size_t len) {
    for (size_t i = 0; i < COUNT(others); i++) {
        size_t size = strlen(others[i].bytes);
        if (others[i].at + size <= len && memcmp(head + others[i].at, others[i].bytes, size) == 0)
            return others[i].code;
    }
    return TABLE_FINE;
}

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

/* Uses no system calls but read and seek: it runs in a sandboxed process (parse/parser.h). */
enum rc table_read_fd(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    char head[HEAD_BYTES] = {0};
    ssize_t len = pread(fd, head, sizeof head, 0);
    if (len < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    if (size == 0) return table_flawed(ret_flaw, TABLE_EMPTY, 0, 0);
    if (size > FILE_MAX) return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    enum table_flaw_code other = other_kind(head, (size_t)len);
    if (other != TABLE_FINE) return table_flawed(ret_flaw, other, 0, 0);
    bool zip = memcmp(head, "PK\3\4", 4) == 0;
    if (zip && size > WORKBOOK_MAX) return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    return zip ? workbook_read(fd, sink, ret_flaw) : csv_read(fd, sink, ret_flaw);
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
