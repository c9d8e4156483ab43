#include "format/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum { ENTRIES_MAX = 5000, PARTS_MAX = 10000, GROWTH_MAX = 100 };
static const int64_t FILE_BYTES_MAX = (int64_t)512 << 20, FILE_BYTES_FREE = 16 << 20;

static struct archive *open_archive(struct str bytes) {
    struct archive *archive = archive_read_new();
    archive_read_support_format_zip_seekable(archive);
    if (archive_read_open_memory(archive, bytes.ptr, bytes.len) == ARCHIVE_OK) return archive;
    archive_read_free(archive);
    return NULL;
}

/* Moves to the next entry. Returns RC_NONE at the end. */
static enum rc next_entry(struct archive *archive, struct archive_entry **ret_entry) {
    int status = archive_read_next_header(archive, ret_entry);
    if (status == ARCHIVE_EOF) return RC_NONE;
    return status == ARCHIVE_OK || status == ARCHIVE_WARN ? RC_OK : RC_INVALID;
}

/* Tells whether macOS added the entry; such entries are ignored. */
static bool is_litter(struct str name) {
    return str_starts(name, S("__MACOSX/")) || str_eq(name, S(".DS_Store"));
}

static enum table_flaw_code check_entry(const struct zip *zip, struct archive_entry *entry,
                                        struct str name) {
    if (name.len == 0) return TABLE_ZIP_BROKEN;
    if (str_contains(name, S("/")) || str_contains(name, S("\\")) || str_contains(name, S(":")) ||
        archive_entry_filetype(entry) != AE_IFREG)
        return TABLE_ZIP_FOLDER;
    if (archive_entry_is_encrypted(entry)) return TABLE_ARCHIVE;
    for (size_t i = 0; i < zip->count; i++)
        if (str_eq_ascii_nocase(zip->files[i].name, name)) return TABLE_ZIP_TWICE;
    return zip->count == ZIP_FILES_MAX ? TABLE_ZIP_MANY : TABLE_FINE;
}

static enum rc list_entries(struct arena *arena, struct archive *archive, struct zip *zip,
                            enum table_flaw_code *ret_code) {
    struct archive_entry *entry;
    for (int at = 0;; at++) {
        enum rc rc = next_entry(archive, &entry);
        if (rc == RC_NONE) return RC_OK;
        const char *utf8 = rc == RC_OK ? archive_entry_pathname_utf8(entry) : NULL;
        const char *plain = utf8 == NULL && rc == RC_OK ? archive_entry_pathname(entry) : utf8;
        struct str name = str_copy(arena, str_of(plain));
        *ret_code = at == ENTRIES_MAX ? TABLE_ZIP_MANY
                    : rc != RC_OK     ? TABLE_ZIP_BROKEN
                    : is_litter(name) ? TABLE_FINE
                                      : check_entry(zip, entry, name);
        ENSURE(*ret_code == TABLE_FINE, RC_INVALID);
        if (!is_litter(name)) zip->files[zip->count++] = (struct zip_file){name, at};
    }
}

enum rc zip_list(struct arena *arena, struct str bytes, struct zip *ret_zip,
                 struct table_flaw *ret_flaw) {
    *ret_zip = (struct zip){.bytes = bytes};
    enum table_flaw_code code = TABLE_ZIP_BROKEN;
    struct archive *archive = open_archive(bytes);
    enum rc rc = archive == NULL ? RC_INVALID : list_entries(arena, archive, ret_zip, &code);
    archive_read_free(archive);
    return rc == RC_OK ? RC_OK : table_flawed(ret_flaw, code, 0, 0);
}

static bool rewind_zip(void *context) {
    struct zip_input *in = context;
    struct archive_entry *entry;
    in->left = in->max;
    archive_read_free(in->archive);
    in->archive = open_archive(in->bytes);
    for (int at = 0; in->archive != NULL && at <= in->entry; at++)
        if (next_entry(in->archive, &entry) != RC_OK) return false;
    return in->archive != NULL;
}

static ssize_t read_zip(void *context, void *bytes, size_t len) {
    struct zip_input *in = context;
    la_ssize_t got = in->archive == NULL ? -1 : archive_read_data(in->archive, bytes, len);
    if (got < 0) return -1;
    in->left -= got;
    return in->left < 0 ? -2 : (ssize_t)got;
}

struct byte_input zip_open_input(struct zip_input *input, const struct zip *zip, size_t file) {
    int64_t growth = FILE_BYTES_FREE + (int64_t)zip->bytes.len * GROWTH_MAX;
    *input = (struct zip_input){.bytes = zip->bytes,
                                .entry = zip->files[file].entry,
                                .max = growth < FILE_BYTES_MAX ? growth : FILE_BYTES_MAX};
    (void)rewind_zip(input); /* an error is reported by the first read */
    return (struct byte_input){read_zip, rewind_zip, input};
}

enum rc zip_find(struct zip_input *input, struct str bytes,
                 bool (*matches)(const void *context, const char *name), const void *context,
                 int64_t max, struct byte_input *ret_bytes) {
    struct archive_entry *entry;
    *input =
        (struct zip_input){.bytes = bytes, .max = max, .left = max, .archive = open_archive(bytes)};
    ENSURE(input->archive != NULL, RC_INVALID);
    *ret_bytes = (struct byte_input){read_zip, rewind_zip, input};
    for (; input->entry < PARTS_MAX; input->entry++) {
        TRY(next_entry(input->archive, &entry));
        const char *name = archive_entry_pathname(entry);
        ENSURE(name != NULL, RC_INVALID);
        if (matches(context, name)) return RC_OK;
    }
    return RC_NONE;
}

void zip_input_close(struct zip_input *input) {
    archive_read_free(input->archive);
    input->archive = NULL;
}
