/* Frames on the pipe from the child that reads a file to the program: eight bytes of head (length
 * of the payload, kind), then the payload of at most FRAME_MAX bytes. The reader trusts nothing: it
 * bounds the length of a frame, all bytes together and the time it waits. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { FRAME_MAX = 1 << 20 };

enum frame_kind {
    FRAME_READY, /* the child is confined and starts to read; first, without payload */
    FRAME_ROW,
    FRAME_END,
    FRAME_KINDS,
};

struct frame_writer {
    int fd;
    char *buffer;
    size_t used;
    uint64_t left; /* bytes that may still be sent */
};

struct frame_writer frame_writer_open(struct arena *arena, int fd, uint64_t bytes_max);
/* Room for a payload; NULL: more than may be sent. */
char *frame_put(struct frame_writer *writer, enum frame_kind kind, size_t len);
/* RC_IO: nobody reads any more. */
enum rc frame_flush(struct frame_writer *writer) MUST_USE;

enum frame_result {
    FRAME_FINE,
    FRAME_LATE,   /* more waiting than allowed */
    FRAME_ENDED,  /* the other side closed the pipe */
    FRAME_BROKEN, /* a length or kind that does not exist, or more bytes than allowed */
};

struct frame_reader {
    int fd; /* non-blocking */
    char *buffer;
    size_t from, until;
    uint64_t left;      /* bytes that may still come */
    int64_t waiting_ms; /* time that may still be spent waiting */
};

struct frame_reader frame_reader_open(struct arena *arena, int fd, uint64_t bytes_max,
                                      int64_t waiting_ms);
/* The payload is valid until the next call. */
enum frame_result frame_next(struct frame_reader *reader, enum frame_kind *ret_kind,
                             struct str *ret_payload);
