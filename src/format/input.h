/* Input streams for readers of tables: the bytes of a file or of a ZIP entry, and their text.
 * Readers use these instead of descriptors, so that they work for both. The only system calls are
 * read, seek and memory allocation. */
#pragma once

#include <sys/types.h>

#include "format/table.h"

enum { INPUT_CHUNK = 64 * 1024 };

struct byte_input {
    /* Reads at most len bytes. Returns 0 at the end, -1 on a read error, -2 beyond the size limit.
     */
    ssize_t (*read)(void *context, void *bytes, size_t len);
    /* Continues at the first byte again; false on an error. */
    bool (*rewind)(void *context);
    void *context;
};

/* Input from a descriptor, starting at its beginning. */
struct file_input {
    int fd;
    off_t at;
};
/* Returns the input; file must outlive it. The caller keeps the descriptor. */
struct byte_input input_of_file(struct file_input *file, int fd);

/* Reads the first bytes of an input and rewinds it. Returns RC_INVALID with a flaw on a read error.
 */
enum rc input_head(const struct byte_input *in, void *bytes, size_t len, size_t *ret_len,
                   struct table_flaw *ret_flaw) MUST_USE;

struct text_input;
/* Opens an input as text. A first pass detects the encoding: UTF-8, UTF-16 or Windows-1252. Returns
 * RC_INVALID with TABLE_NOT_TEXT when the text is damaged. Close it before the arena is destroyed.
 */
enum rc text_input_open(struct arena *arena, const struct byte_input *bytes,
                        struct text_input **ret_text, struct table_flaw *ret_flaw) MUST_USE;
/* Returns the next piece of the text as UTF-8, valid until the next call; empty at the end. Returns
 * RC_INVALID with TABLE_NOT_TEXT for bytes that are invalid in the encoding, and with
 * TABLE_TOO_LARGE beyond the size limit; the flaw has no position. */
enum rc text_input_next(struct text_input *text, struct str *ret_piece,
                        enum table_flaw_code *ret_code) MUST_USE;
void text_input_close(struct text_input *text); /* text may be NULL */

/*
 * Reads CSV text.
 *   widths  compare the width of each row with the header and report notes; a short last row
 * without a line end then gives TABLE_CUT
 */
enum rc csv_read(const struct byte_input *in, bool widths, const struct table_sink *sink,
                 struct table_flaw *ret_flaw) MUST_USE;
