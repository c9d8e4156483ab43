/*
 * The files in a ZIP of tables (OneRoster, or files that were brought together). libarchive
 * unpacks. Refused: files in folders and paths, two files of one name, more than 5,000 entries.
 * Each file may grow to 100 times the size of the ZIP, at most 512 MiB.
 */
#pragma once

#include "format/input.h"

enum { ZIP_FILES_MAX = 64 };

struct zip_file {
    struct str name;
    int entry; /* its place in the ZIP, from 0 */
};

struct zip {
    struct str bytes;
    size_t count;
    struct zip_file files[ZIP_FILES_MAX];
};

/* Lists the files. Returns RC_INVALID with a flaw. The bytes and the arena must outlive the zip. */
enum rc zip_list(struct arena *arena, struct str bytes, struct zip *ret_zip,
                 struct table_flaw *ret_flaw) MUST_USE;

/* A file of the ZIP as an input. Close it after use. */
struct zip_input {
    struct str bytes;
    int entry;
    int64_t max, left; /* unpacked bytes: the limit, and what is left of it */
    struct archive *archive;
};
struct byte_input zip_open_input(struct zip_input *input, const struct zip *zip, size_t file);
/*
 * Finds an entry by its name, among at most 10,000, and sets *ret_bytes to it. Returns RC_NONE when
 * there is none, RC_INVALID when the ZIP is damaged.
 */
enum rc zip_find(struct zip_input *input, struct str bytes,
                 bool (*matches)(const void *context, const char *name), const void *context,
                 int64_t max, struct byte_input *ret_bytes) MUST_USE;
void zip_input_close(struct zip_input *input);
