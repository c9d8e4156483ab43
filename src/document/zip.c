#include "document/zip.h"

#include <archive.h>
#include <archive_entry.h>

static la_ssize_t take(struct archive *archive, void *context, const void *bytes, size_t len) {
    (void)archive;
    struct buf *out = context;
    buf_bytes(out, bytes, len);
    return out->overflow ? -1 : (la_ssize_t)len;
}

static bool write_entry(struct archive *archive, const struct zip_entry *from) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, from->name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)from->bytes.len);
    archive_entry_set_mtime(entry, 315532800, 0); /* 1 January 1980, where ZIP's time begins */
    bool fine = archive_write_header(archive, entry) == ARCHIVE_OK &&
                archive_write_data(archive, from->bytes.ptr, from->bytes.len) == (la_ssize_t)from->bytes.len;
    archive_entry_free(entry);
    return fine;
}

enum rc zip_write(struct arena *arena, const struct zip_entry *entries, size_t count, struct str passphrase, struct buf *out) {
    struct archive *archive = archive_write_new();
    bool sealed = passphrase.ptr != NULL;
    bool fine = archive_write_set_format_zip(archive) == ARCHIVE_OK;
    fine = fine && archive_write_set_format_option(archive, "zip", "compression", "store") == ARCHIVE_OK;
    if (sealed) fine = fine && archive_write_set_options(archive, "zip:encryption=aes256") == ARCHIVE_OK &&
                       archive_write_set_passphrase(archive, str_c(arena, passphrase)) == ARCHIVE_OK;
    archive_write_set_bytes_per_block(archive, 0); /* straight to take(): the library's own block would keep passwords after it is freed */
    fine = fine && archive_write_open(archive, out, NULL, take, NULL) == ARCHIVE_OK;
    for (size_t i = 0; i < count && fine; i++) fine = write_entry(archive, &entries[i]);
    fine = archive_write_close(archive) == ARCHIVE_OK && fine;
    archive_write_free(archive);
    if (out->overflow) return RC_LIMIT;
    return fine ? RC_OK : RC_IO;
}
