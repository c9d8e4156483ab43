/* An image as one frame: result and flaw, and the bytes of the cleaned image when there is one. */
#pragma once

#include "format/image.h"
#include "parse/frames.h"

/* In the child. RC_IO: nobody reads any more. */
enum rc image_send(struct frame_writer *writer, enum rc rc, enum image_flaw flaw,
                   struct str png) MUST_USE;
/* In the program: checks a payload before it is used. False: no reader of images sends it.
 * *ret_rc: RC_OK with an image that has a header within the limits, pointing into the payload; or
 * RC_INVALID with a flaw that exists. */
bool image_of_frame(struct str payload, enum rc *ret_rc, struct str *ret_png,
                    enum image_flaw *ret_flaw);
