/*
 * Encoding of a table in frames: one frame per row (line, lengths of the fields, bytes), one per
 * note, and one at the end (result and flaw).
 */
#pragma once

#include "format/table.h"
#include "parse/frames.h"

/*
 * In the child: a sink that sends rows. When the byte limit is exceeded, table_send_end() reports
 * TABLE_TOO_LARGE.
 */
struct table_sender {
    struct frame_writer *writer;
    bool full;
    int notes; /* sent; further ones are dropped */
};
struct table_sink table_sender_sink(struct table_sender *sender);
/* Sends the result of the reading and flushes. Returns RC_IO when the pipe has no reader. */
enum rc table_send_end(struct table_sender *sender, enum rc rc,
                       const struct table_flaw *flaw) MUST_USE;

/*
 * In the program: decodes a row and checks it first. Returns false when the payload is not a row
 * that a valid reader sends.
 *   after   line of the previous row
 *   fields  TABLE_COLUMNS_MAX elements; they point into the payload
 */
bool table_row_of(struct str payload, int after, int *ret_line, struct str fields[],
                  size_t *ret_count);
/* Decodes a note; false when it is invalid. The detail points into the payload. */
bool table_note_of(struct str payload, struct table_note *ret_note);
/*
 * Decodes the end frame; false when it is invalid. *ret_rc is RC_OK, RC_IO, or RC_INVALID with a
 * valid flaw.
 */
bool table_end_of(struct str payload, enum rc *ret_rc, struct table_flaw *ret_flaw);
