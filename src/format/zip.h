/* Files in a ZIP, read with libarchive. zip_list() is for packages of tables (OneRoster, or packed
 * by file_set.h). It rejects files in folders, two files with the same name, encrypted files, more
 * than ZIP_FILES_MAX files and more than 5,000 entries; entries that macOS adds are ignored. Each
 * file may unpack to 16 MiB plus 100 times the size of the ZIP, at most 512 MiB. */
#pragma once

#include "format/input.h"

enum { ZIP_FILES_MAX = 64 };

struct zip_file {
    struct str name;
    int entry; /* index of the entry in the ZIP, from 0 */
};

struct zip {
    struct str bytes;
    size_t count;
    struct zip_file files[ZIP_FILES_MAX];
};

/* Lists the files. Returns RC_INVALID with a flaw. The bytes and the arena must outlive the zip. */
enum rc zip_list(struct arena *arena, struct str bytes, struct zip *ret_zip,
                 struct table_flaw *ret_flaw) MUST_USE;

/* A file of the ZIP as an input. Call zip_input_close() after use. */
struct zip_input {
    struct str bytes;
    int entry;
    int64_t max, left; /* limit of unpacked bytes, and the rest of it */
    struct archive *archive;
};
/* Opens a file of the list by its index. */
struct byte_input zip_open_input(struct zip_input *input, const struct zip *zip, size_t file);
/*
 * Finds the first entry whose name matches, among at most 10,000, and returns its bytes as an input
 * in *ret_bytes. Returns RC_NONE when there is none, and RC_INVALID when the ZIP is damaged.
 *   max  limit of unpacked bytes
 */
enum rc zip_find(struct zip_input *input, struct str bytes,
                 bool (*matches)(const void *context, const char *name), const void *context,
                 int64_t max, struct byte_input *ret_bytes) MUST_USE;
void zip_input_close(struct zip_input *input);
