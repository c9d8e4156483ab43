/* Images that people bring: PNG only (ISO/IEC 15948), as the logo of an application.
 *
 * image_read_fd checks the whole file and returns the same image without what is not part of it:
 * only the chunks IHDR, PLTE, tRNS, IDAT and IEND stay. Text, Exif data, colour profiles, animation
 * and other ancillary chunks are left out, because they can name a person or a place. SVG is never
 * accepted: it can contain scripts. Limits: a file of 1 MiB, an image of 64 KiB and 512 × 512
 * pixels. */
#pragma once

#include "base/str.h"

enum { IMAGE_FILE_MAX = 1 << 20, IMAGE_BYTES_MAX = 64 * 1024, IMAGE_SIDE_MAX = 512 };

enum image_flaw {
    IMAGE_FINE,
    IMAGE_CANNOT_OPEN,
    IMAGE_NOT_PNG,
    IMAGE_FILE_TOO_LARGE, /* more than IMAGE_FILE_MAX */
    IMAGE_TOO_LARGE,      /* more than IMAGE_BYTES_MAX without what is left out */
    IMAGE_TOO_WIDE,       /* or too high, or empty */
    IMAGE_CUT,            /* a chunk or the end is missing */
    IMAGE_DAMAGED,        /* a checksum that is wrong, or a chunk name that is none */
    IMAGE_CHUNKS,         /* chunks unknown, out of order, or with impossible contents */
    IMAGE_PIXELS,         /* the compressed data is not exactly the pixels of the header */
    IMAGE_BYTES_BEHIND,   /* something follows the end of the image */
    IMAGE_UNREADABLE,     /* reading it crashed or took too long (parse/parser.h) */
    IMAGE_LATER,          /* files cannot be read now */
    IMAGE_FLAWS,
};

/* What reads images: the parser process (parse/parser.h). RC_INVALID with *ret_flaw. */
struct image_source {
    enum rc (*read)(void *context, int fd, struct arena *arena, struct str *ret_png,
                    enum image_flaw *ret_flaw);
    void *context;
};

/* Reads an open, seekable descriptor from its beginning, in this process. *ret_png lives in the
 * arena, which needs 6 MiB. RC_INVALID with *ret_flaw. */
enum rc image_read_fd(int fd, struct arena *arena, struct str *ret_png,
                      enum image_flaw *ret_flaw) MUST_USE;
/* Is this, by its length and its first bytes, a PNG within the limits? What the program can ask of
 * bytes that a confined process checked. */
bool image_has_header(struct str png);
