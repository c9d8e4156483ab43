/* A table as frames: one a row (line, lengths of the fields, bytes), one at the end (result and
 * flaw). */
#pragma once

#include "format/table.h"
#include "parse/frames.h"

/* In the child: a sink that sends rows. RC_INVALID with TABLE_TOO_LARGE in *flaw when more is sent
 * than allowed. */
struct table_sender {
    struct frame_writer *writer;
    bool full;
};
struct table_sink table_sender_sink(struct table_sender *sender);
/* Sends the result of the reading and flushes. RC_IO: nobody reads any more. */
enum rc table_send_end(struct table_sender *sender, enum rc rc,
                       const struct table_flaw *flaw) MUST_USE;

/* In the program: checks what a payload says before it uses it. False: it is no row, or no end,
 * that a reader of tables sends. after: the line of the row before. fields: TABLE_COLUMNS_MAX; they
 * point into the payload. */
bool table_row_of(struct str payload, int after, int *ret_line, struct str fields[],
                  size_t *ret_count);
/* *ret_rc: RC_OK, RC_IO, or RC_INVALID with a flaw that exists. */
bool table_end_of(struct str payload, enum rc *ret_rc, struct table_flaw *ret_flaw);
