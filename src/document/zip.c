#include "document/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <libdeflate.h>

#include "base/day.h"

enum {
    LOCAL_SIGNATURE = 0x04034b50,
    CENTRAL_SIGNATURE = 0x02014b50,
    END_SIGNATURE = 0x06054b50,
    VERSION = 20, /* version 2.0, needed for deflate */
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    REGULAR_FILE = 0x8000 | 0644,
    ENTRIES_MAX = 1000,
    /* fastest: sheets shrink to a tenth at every level, and level 1 takes a third of the time */
    DEFLATE_LEVEL = 1,
};

/* An entry as stored in the archive. */
struct packed_entry {
    struct str bytes;
    uint32_t crc, size, offset;
    uint16_t method;
};

static void put16(struct buf *out, unsigned number) {
    const unsigned char bytes[] = {number & 255, number >> 8 & 255};
    buf_bytes(out, bytes, sizeof bytes);
}

static void put32(struct buf *out, uint32_t number) {
    put16(out, number & 0xffff);
    put16(out, number >> 16);
}

static void put_dos_time(struct buf *out, int64_t at_ms) {
    struct local_time t = day_local_of_ms(at_ms);
    put16(out, (unsigned)(t.hour << 11 | t.minute << 5 | t.second / 2));
    put16(out, (unsigned)((t.date.year - 1980) << 9 | t.date.month << 5 | t.date.day));
}

/* Writes the fields that the local and the central header share. */
static void put_common(struct buf *out, const char *name, const struct packed_entry *entry,
                       int64_t at_ms) {
    put16(out, VERSION);
    put16(out, 0); /* flags: not encrypted, no data descriptor */
    put16(out, entry->method);
    put_dos_time(out, at_ms);
    put32(out, entry->crc);
    put32(out, (uint32_t)entry->bytes.len);
    put32(out, entry->size);
    put16(out, (unsigned)strlen(name));
    put16(out, 0); /* extra field length */
}

static void put_local(struct buf *out, const char *name, const struct packed_entry *entry,
                      int64_t at_ms) {
    put32(out, LOCAL_SIGNATURE);
    put_common(out, name, entry, at_ms);
    buf_c(out, name);
    buf_str(out, entry->bytes);
}

static void put_central(struct buf *out, const char *name, const struct packed_entry *entry,
                        int64_t at_ms) {
    put32(out, CENTRAL_SIGNATURE);
    put16(out, 3 << 8 | VERSION); /* created on Unix, so the attributes hold a file mode */
    put_common(out, name, entry, at_ms);
    put16(out, 0); /* comment length */
    put16(out, 0); /* disk number */
    put16(out, 0); /* internal attributes */
    put32(out, (uint32_t)REGULAR_FILE << 16);
    put32(out, entry->offset);
    buf_c(out, name);
}

static void put_end(struct buf *out, size_t count, size_t central_offset) {
    size_t central_size = out->len - central_offset;
    put32(out, END_SIGNATURE);
    put16(out, 0); /* number of this disk */
    put16(out, 0); /* disk of the central directory */
    put16(out, (unsigned)count);
    put16(out, (unsigned)count);
    put32(out, (uint32_t)central_size);
    put32(out, (uint32_t)central_offset);
    put16(out, 0); /* comment length */
}

/* Compresses an entry if requested, and keeps the result only if it is smaller. */
static struct packed_entry pack(struct arena *arena, struct libdeflate_compressor *compressor,
                                const struct zip_entry *from) {
    struct packed_entry entry = {.bytes = from->bytes, .size = (uint32_t)from->bytes.len};
    entry.crc = libdeflate_crc32(0, from->bytes.ptr, from->bytes.len);
    if (!from->deflate || from->bytes.len == 0) return entry;
    size_t room = libdeflate_deflate_compress_bound(compressor, from->bytes.len);
    char *packed = arena_alloc(arena, room);
    size_t len =
        libdeflate_deflate_compress(compressor, from->bytes.ptr, from->bytes.len, packed, room);
    if (len == 0 || len >= from->bytes.len) return entry;
    entry.bytes = (struct str){packed, len};
    entry.method = METHOD_DEFLATED;
    return entry;
}

static void free_compressor(struct libdeflate_compressor **compressor) {
    libdeflate_free_compressor(*compressor);
}

static enum rc write_plain(struct arena *arena, const struct zip_entry *entries, size_t count,
                           int64_t at_ms, struct buf *out) {
    struct libdeflate_compressor *compressor CLEANUP(free_compressor) =
        libdeflate_alloc_compressor(DEFLATE_LEVEL);
    ENSURE(compressor != NULL, RC_IO);
    struct packed_entry *packed = ARENA_ARRAY(arena, struct packed_entry, count);
    for (size_t i = 0; i < count; i++) {
        ENSURE(entries[i].bytes.len < UINT32_MAX && out->len < UINT32_MAX, RC_TOO_LARGE);
        packed[i] = pack(arena, compressor, &entries[i]);
        packed[i].offset = (uint32_t)out->len;
        put_local(out, entries[i].name, &packed[i], at_ms);
    }
    size_t central = out->len;
    ENSURE(central < UINT32_MAX, RC_TOO_LARGE);
    for (size_t i = 0; i < count; i++) put_central(out, entries[i].name, &packed[i], at_ms);
    put_end(out, count, central);
    return out->overflow ? RC_TOO_LARGE : RC_OK;
}

static la_ssize_t append_bytes(struct archive *archive, void *context, const void *bytes,
                               size_t len) {
    (void)archive;
    struct buf *out = context;
    buf_bytes(out, bytes, len);
    return out->overflow ? -1 : (la_ssize_t)len;
}

static bool write_encrypted_entry(struct archive *archive, const struct zip_entry *from,
                                  int64_t at_ms) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, from->name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)from->bytes.len);
    archive_entry_set_mtime(entry, (time_t)(at_ms / 1000), 0);
    bool fine = archive_write_header(archive, entry) == ARCHIVE_OK &&
                archive_write_data(archive, from->bytes.ptr, from->bytes.len) ==
                    (la_ssize_t)from->bytes.len;
    archive_entry_free(entry);
    return fine;
}

static enum rc write_encrypted(struct arena *arena, const struct zip_entry *entries, size_t count,
                               const struct zip_options *options, struct buf *out) {
    struct archive *archive = archive_write_new();
    bool fine =
        archive_write_set_format_zip(archive) == ARCHIVE_OK &&
        archive_write_set_format_option(archive, "zip", "compression", "store") == ARCHIVE_OK &&
        archive_write_set_options(archive, "zip:encryption=aes256") == ARCHIVE_OK &&
        archive_write_set_passphrase(archive, str_c(arena, options->passphrase)) == ARCHIVE_OK;
    /* Unbuffered: libarchive does not wipe its block, which would keep passwords after it is freed.
     */
    archive_write_set_bytes_per_block(archive, 0);
    fine = fine && archive_write_open(archive, out, NULL, append_bytes, NULL) == ARCHIVE_OK;
    for (size_t i = 0; i < count && fine; i++)
        fine = write_encrypted_entry(archive, &entries[i], options->made_ms);
    fine = archive_write_close(archive) == ARCHIVE_OK && fine;
    archive_write_free(archive);
    if (out->overflow) return RC_TOO_LARGE;
    return fine ? RC_OK : RC_IO;
}

enum rc zip_write(struct arena *arena, const struct zip_entry *entries, size_t count,
                  const struct zip_options *options, struct buf *out) {
    ENSURE(count <= ENTRIES_MAX, RC_TOO_LARGE);
    if (options->passphrase.ptr != NULL)
        return write_encrypted(arena, entries, count, options, out);
    return write_plain(arena, entries, count, options->made_ms, out);
}
