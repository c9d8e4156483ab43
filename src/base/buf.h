/*
 * A growing byte buffer with a maximum size. A write beyond the maximum sets `overflow`, which
 * stays set, so a caller checks it once, after the last write.
 */
#pragma once

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t capacity;
    size_t max;
    bool overflow;
};

/* Returns an empty buffer that allocates from the arena and holds at most max bytes. */
struct buf buf_make(struct arena *arena, size_t max);
void buf_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_str(struct buf *buf, struct str s);
void buf_c(struct buf *buf, const char *c_string);
void buf_char(struct buf *buf, char c);
void buf_i64(struct buf *buf, int64_t number);
void buf_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* Reserves len bytes and returns their address for the caller to fill; NULL after an overflow. */
char *buf_space(struct buf *buf, size_t len);
/* Returns the content, valid until the next write. After an overflow it is only a prefix. */
struct str buf_view(const struct buf *buf);
