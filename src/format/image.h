/*
 * Images from users: PNG only (ISO/IEC 15948), for logos of applications.
 *
 * image_read_fd() checks the whole file and returns the same image with the chunks IHDR, PLTE,
 * tRNS, IDAT and IEND only. Text, Exif data, colour profiles, animation and other ancillary chunks
 * are removed, because they can identify a person or a place. SVG is never accepted: it can contain
 * scripts. Limits: a file of 1 MiB, an image of 64 KiB and 512 × 512 pixels.
 */
#pragma once

#include "base/str.h"

enum { IMAGE_FILE_MAX = 1 << 20, IMAGE_BYTES_MAX = 64 * 1024, IMAGE_SIDE_MAX = 512 };

enum image_flaw {
    IMAGE_FINE,
    IMAGE_CANNOT_OPEN,
    IMAGE_NOT_PNG,
    IMAGE_FILE_TOO_LARGE, /* more than IMAGE_FILE_MAX */
    IMAGE_TOO_LARGE,      /* more than IMAGE_BYTES_MAX after cleaning */
    IMAGE_TOO_WIDE,       /* wider or higher than IMAGE_SIDE_MAX, or empty */
    IMAGE_CUT,            /* a chunk or the end is missing */
    IMAGE_DAMAGED,        /* wrong checksum or invalid chunk name */
    IMAGE_CHUNKS,         /* unknown chunks, wrong order, or invalid contents */
    IMAGE_PIXELS,         /* the compressed data does not match the size in the header */
    IMAGE_BYTES_BEHIND,   /* bytes after the end of the image */
    IMAGE_UNREADABLE,     /* reading it crashed or took too long (parse/parser.h) */
    IMAGE_LATER,          /* the parser process is not available now */
    IMAGE_FLAWS,
};

/*
 * A reader of images: the parser process (parse/parser.h). Returns RC_INVALID with *ret_flaw for an
 * image that is not accepted.
 */
struct image_source {
    enum rc (*read)(void *context, int fd, struct arena *arena, struct str *ret_png,
                    enum image_flaw *ret_flaw);
    void *context;
};

/*
 * Reads an open, seekable descriptor from its beginning, in this process. *ret_png is allocated in
 * the arena, which needs 6 MiB. Returns RC_INVALID with *ret_flaw for an image that is not
 * accepted.
 */
enum rc image_read_fd(int fd, struct arena *arena, struct str *ret_png,
                      enum image_flaw *ret_flaw) MUST_USE;
/*
 * Returns whether the length and the first bytes are those of a PNG within the limits. The program
 * checks this again for bytes that a sandboxed process has verified.
 */
bool image_has_header(struct str png);
