/* A growing buffer with a ceiling. Writing past the ceiling sets a mark that stays: check it once,
 * at the end. */
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

struct buf buf_make(struct arena *arena, size_t max);
void buf_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_str(struct buf *buf, struct str s);
void buf_c(struct buf *buf, const char *c_string);
void buf_char(struct buf *buf, char c);
void buf_i64(struct buf *buf, int64_t number);
void buf_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* Makes room for len bytes and returns where they go (to be filled by the caller), NULL after
 * overflow. */
char *buf_space(struct buf *buf, size_t len);
/* What was written; valid until the next write. After overflow only a prefix. */
struct str buf_view(const struct buf *buf);
