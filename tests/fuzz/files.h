/* What several targets share: an input as a file, tables, and ZIPs without compression. */
#pragma once

#include "tests/fuzz/targets.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/table.h"

__attribute__((unused)) static int memory_file(struct str input) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, input.ptr, input.len) != (ssize_t)input.len ||
        lseek(fd, 0, SEEK_SET) != 0)
        abort();
    return fd;
}

__attribute__((unused)) static enum rc count_row(void *context, int line, const struct str *fields,
                                                 size_t count) {
    PROMISE(line >= 1 && count <= TABLE_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        PROMISE(fields[i].len <= TABLE_FIELD_MAX);
        fuzz_touch(fields[i]);
    }
    return ++*(int *)context < 100000 ? RC_OK : RC_LIMIT;
}

__attribute__((unused)) static void touch_note(void *context, const struct table_note *note) {
    (void)context;
    PROMISE(note->code < TABLE_NOTES && note->line >= 0 &&
            note->detail.len <= TABLE_NOTE_DETAIL_MAX);
    fuzz_touch(note->detail);
}

__attribute__((unused)) static void
table(struct str input, enum rc (*reader)(int, const struct table_sink *, struct table_flaw *)) {
    int rows = 0, fd = memory_file(input);
    const struct table_sink sink = {count_row, &rows, touch_note};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    enum rc rc = reader(fd, &sink, &flaw);
    PROMISE(rc != RC_INVALID || flaw.code != TABLE_FINE);
    close(fd);
}

struct entry {
    const char *name;
    struct str bytes;
};

/* Stores the parts uncompressed, so that mutations reach the XML parser. */
__attribute__((unused)) static struct str stored_zip(struct arena *arena,
                                                     const struct entry *entries, size_t count) {
    size_t room = 4096, used = 0;
    for (size_t i = 0; i < count; i++) room += entries[i].bytes.len + 512;
    char *bytes = arena_alloc(arena, room);
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_zip_set_compression_store(archive);
    archive_write_set_bytes_per_block(archive, 0);
    PROMISE(archive_write_open_memory(archive, bytes, room, &used) == ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, entries[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)entries[i].bytes.len);
        PROMISE(archive_write_header(archive, entry) == ARCHIVE_OK);
        PROMISE(archive_write_data(archive, entries[i].bytes.ptr, entries[i].bytes.len) ==
                (la_ssize_t)entries[i].bytes.len);
        archive_entry_free(entry);
    }
    PROMISE(archive_write_close(archive) == ARCHIVE_OK);
    archive_write_free(archive);
    return (struct str){bytes, used};
}
