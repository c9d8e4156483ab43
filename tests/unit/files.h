/*
 * Files for tests that read tables: bytes in an anonymous file, workbooks assembled from parts, and
 * rows formatted as text.
 */
#pragma once

#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "format/table.h"

__attribute__((unused)) static int file_of(struct str bytes) {
    int fd = memfd_create("table", MFD_CLOEXEC);
    assert_true(fd >= 0);
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.ptr, bytes.len);
        assert_true(wrote > 0);
        bytes = str_sub(bytes, (size_t)wrote, bytes.len);
    }
    return fd;
}

/* A part of a ZIP: piece, repeated `times` times, between head and tail; each may be NULL. */
struct part {
    const char *name, *head, *piece;
    size_t times;
    const char *tail;
};

__attribute__((unused)) static int zip_of(const struct part *parts, size_t count) {
    int fd = memfd_create("workbook", MFD_CLOEXEC);
    struct archive *zip = archive_write_new();
    archive_write_set_format_zip(zip);
    assert_int_equal(archive_write_open_fd(zip, fd), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        const struct part *p = &parts[i];
        struct str head = str_of(p->head), piece = str_of(p->piece), tail = str_of(p->tail);
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, p->name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (la_int64_t)(head.len + piece.len * p->times + tail.len));
        assert_int_equal(archive_write_header(zip, entry), ARCHIVE_OK);
        archive_write_data(zip, head.ptr, head.len);
        for (size_t n = 0; n < p->times; n++) archive_write_data(zip, piece.ptr, piece.len);
        archive_write_data(zip, tail.ptr, tail.len);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(zip), ARCHIVE_OK);
    archive_write_free(zip);
    return fd;
}

/* Formats rows as "1:a|b 2:c|d". */
__attribute__((unused)) static enum rc write_row(void *context, int line, const struct str *fields,
                                                 size_t count) {
    struct buf *out = context;
    buf_format(out, "%s%d:", out->len == 0 ? "" : " ", line);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_char(out, '|');
        buf_str(out, fields[i]);
    }
    return RC_OK;
}

/* Reads and closes the file, and returns its rows, or the flaw as "flaw CODE LINE COLUMN". */
__attribute__((unused)) static const char *read_table(int fd) {
    struct buf out = buf_make(arena, 8 << 20);
    const struct table_sink sink = {write_row, &out, NULL};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    enum rc rc = table_read_fd(fd, &sink, &flaw);
    close(fd);
    if (rc == RC_INVALID)
        return str_c(arena, str_format(arena, "flaw %d %d %d", flaw.code, flaw.line, flaw.column));
    assert_rc(rc, RC_OK);
    return str_c(arena, buf_view(&out));
}

#define assert_table(name, fd, expected)                                                           \
    do {                                                                                           \
        const char *table_ = read_table(fd);                                                       \
        if (strcmp(table_, expected) != 0)                                                         \
            fail_msg("row '%s': %.300s, want %.300s", name, table_, expected);                     \
    } while (0)

/* Formats notes as "CODE line,column count 'detail'" and drops the rows. */
__attribute__((unused)) static void write_note(void *context, const struct table_note *note) {
    struct buf *out = context;
    buf_format(out, "%s%d %d,%d %d '%.*s'", out->len == 0 ? "" : "; ", note->code, note->line,
               note->column, note->count, STR_ARG(note->detail));
}

__attribute__((unused)) static enum rc skip_row(void *context, int line, const struct str *fields,
                                                size_t count) {
    (void)context, (void)line, (void)fields, (void)count;
    return RC_OK;
}

/* Reads and closes the file, and returns its notes. */
__attribute__((unused)) static const char *read_notes(int fd) {
    struct buf out = buf_make(arena, 1 << 20);
    const struct table_sink sink = {skip_row, &out, write_note};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    (void)!table_read_fd(fd, &sink, &flaw);
    close(fd);
    return str_c(arena, buf_view(&out));
}

#define assert_notes(name, fd, expected)                                                           \
    do {                                                                                           \
        const char *notes_ = read_notes(fd);                                                       \
        if (strcmp(notes_, expected) != 0)                                                         \
            fail_msg("row '%s': notes %.300s, want %.300s", name, notes_, expected);               \
    } while (0)
