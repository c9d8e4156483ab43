/*
 * Frames on the pipe from the child that reads a file to the program: an 8-byte header (payload
 * length, kind), then at most FRAME_MAX bytes of payload. The reader treats the child as hostile:
 * it limits the length of a frame, the total number of bytes and the time spent waiting.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { FRAME_MAX = 1 << 20 };

enum frame_kind {
    FRAME_READY, /* the child is confined and starts to read; first frame, without payload */
    FRAME_ROW,
    FRAME_NOTE,
    FRAME_END,
    FRAME_IMAGE, /* a whole image, or why there is none */
    FRAME_KINDS,
};

struct frame_writer {
    int fd;
    char *buffer;
    size_t used;
    uint64_t left; /* bytes that may still be sent */
};

/* Returns a writer that sends at most bytes_max bytes. */
struct frame_writer frame_writer_open(struct arena *arena, int fd, uint64_t bytes_max);
/* Returns space for a payload; NULL when the byte limit is exceeded or writing failed. */
char *frame_put(struct frame_writer *writer, enum frame_kind kind, size_t len);
/* Returns RC_IO when the pipe has no reader. */
enum rc frame_flush(struct frame_writer *writer) MUST_USE;

enum frame_result {
    FRAME_FINE,
    FRAME_LATE,   /* waited longer than allowed */
    FRAME_ENDED,  /* the other side closed the pipe */
    FRAME_BROKEN, /* invalid length or kind, or more bytes than allowed */
};

struct frame_reader {
    int fd; /* non-blocking */
    char *buffer;
    size_t from, until;
    uint64_t left;      /* bytes that may still arrive */
    int64_t waiting_ms; /* remaining time for waiting */
};

/*
 * Returns a reader that accepts at most bytes_max bytes and waits at most waiting_ms milliseconds
 * in total.
 */
struct frame_reader frame_reader_open(struct arena *arena, int fd, uint64_t bytes_max,
                                      int64_t waiting_ms);
/* Reads the next frame; the payload is valid until the next call. */
enum frame_result frame_next(struct frame_reader *reader, enum frame_kind *ret_kind,
                             struct str *ret_payload);
