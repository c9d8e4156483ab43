/* Requests from the program to the parser process: one datagram each, in native byte order. */
#pragma once

#include <stdint.h>

enum parse_op {
    PARSE_START, /* carries two descriptors: the file and the write end of the pipe */
    PARSE_CANCEL,
};

enum parse_kind { PARSE_TABLE, PARSE_IMAGE, PARSE_KINDS };

/* Why a child is ended; determines the log line. */
enum parse_end {
    PARSE_UNWANTED, /* the caller needs no more rows; not a failure, not logged */
    PARSE_CUT,      /* the pipe was closed without an end frame */
    PARSE_LATE,
    PARSE_BROKEN_FRAMES,
    PARSE_ENDS,
};

struct parse_request {
    uint8_t op, end; /* end: for PARSE_CANCEL */
    uint8_t kind;    /* enum parse_kind; for PARSE_START */
    uint32_t id;     /* chosen by the program; unique among the files being read */
    uint32_t cpu_seconds;
    uint64_t file_bytes;
    uint64_t bytes_max; /* limit of the bytes sent back */
};
