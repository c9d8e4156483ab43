/*
 * Bytes of a file or of a part of a ZIP, and the text in them. Readers of tables use these instead
 * of descriptors, so that each reads both. Reading needs no system calls but read, seek and memory.
 */
#pragma once

#include <sys/types.h>

#include "format/table.h"

enum { INPUT_CHUNK = 64 * 1024 };

struct byte_input {
    /* Reads at most len bytes; 0 at the end. -1: cannot be read; -2: larger than its limit. */
    ssize_t (*read)(void *context, void *bytes, size_t len);
    /* Starts again at the first byte. */
    bool (*rewind)(void *context);
    void *context;
};

/* A descriptor, read from its beginning. */
struct file_input {
    int fd;
    off_t at;
};
struct byte_input input_of_file(struct file_input *file, int fd);

/*
 * The first bytes of an input, which is then rewound. Returns RC_INVALID with a flaw when they
 * cannot be read.
 */
enum rc input_head(const struct byte_input *in, void *bytes, size_t len, size_t *ret_len,
                   struct table_flaw *ret_flaw) MUST_USE;

struct text_input;
/*
 * Detects the encoding in a first pass: UTF-8, UTF-16 or Windows-1252. Returns RC_INVALID with
 * TABLE_NOT_TEXT when the text is damaged. Close it before the arena is destroyed.
 */
enum rc text_input_open(struct arena *arena, const struct byte_input *bytes,
                        struct text_input **ret_text, struct table_flaw *ret_flaw) MUST_USE;
/*
 * Returns the next piece of the text in UTF-8, valid until the next call; empty at the end.
 * RC_INVALID: bytes that are invalid in the encoding (TABLE_NOT_TEXT) or an input beyond its limit
 * (TABLE_TOO_LARGE); the flaw has no position.
 */
enum rc text_input_next(struct text_input *text, struct str *ret_piece,
                        enum table_flaw_code *ret_code) MUST_USE;
void text_input_close(struct text_input *text); /* NULL is allowed */

/*
 * Reads CSV text.
 *   widths  compare each row with the header, in notes; a short last row without line end is
 *           TABLE_CUT
 */
enum rc csv_read(const struct byte_input *in, bool widths, const struct table_sink *sink,
                 struct table_flaw *ret_flaw) MUST_USE;
