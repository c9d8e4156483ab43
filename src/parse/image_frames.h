/* Encoding of an image in one frame: result, flaw, and the bytes of the cleaned image if any. */
#pragma once

#include "format/image.h"
#include "parse/frames.h"

/* In the child: sends the frame. Returns RC_IO when the pipe has no reader. */
enum rc image_send(struct frame_writer *writer, enum rc rc, enum image_flaw flaw,
                   struct str png) MUST_USE;
/*
 * In the program: decodes and checks a payload. Returns false when no valid child sends it. *ret_rc
 * is RC_OK with an image that has a header within the limits, pointing into the payload, or
 * RC_INVALID with a valid flaw.
 */
bool image_of_frame(struct str payload, enum rc *ret_rc, struct str *ret_png,
                    enum image_flaw *ret_flaw);
