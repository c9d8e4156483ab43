#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_make(struct arena *arena, size_t max) {
    return (struct buf){.arena = arena, .max = max};
}

char *buf_space(struct buf *buf, size_t len) {
    if (buf->overflow || len > buf->max - buf->len) {
        buf->overflow = true;
        return NULL;
    }
    if (len > buf->capacity - buf->len) {
        size_t capacity = buf->capacity < 256 ? 256 : buf->capacity * 2;
        if (capacity < buf->len + len) capacity = buf->len + len;
        if (capacity > buf->max) capacity = buf->max;
        char *grown = arena_alloc(buf->arena, capacity);
        if (buf->len > 0) memcpy(grown, buf->ptr, buf->len);
        buf->ptr = grown;
        buf->capacity = capacity;
    }
    char *space = buf->ptr + buf->len;
    buf->len += len;
    return space;
}

void buf_bytes(struct buf *buf, const void *bytes, size_t len) {
    char *space = buf_space(buf, len);
    if (space != NULL && len > 0) memcpy(space, bytes, len);
}

void buf_str(struct buf *buf, struct str s) {
    buf_bytes(buf, s.ptr, s.len);
}

void buf_c(struct buf *buf, const char *c_string) {
    buf_bytes(buf, c_string, strlen(c_string));
}

void buf_char(struct buf *buf, char c) {
    buf_bytes(buf, &c, 1);
}

void buf_i64(struct buf *buf, int64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0) digits[--at] = '-';
    buf_bytes(buf, digits + at, sizeof digits - at);
}

void buf_format(struct buf *buf, const char *format, ...) {
    char small[512];
    va_list args;
    va_start(args, format);
    int need = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (need < 0) return;
    if ((size_t)need < sizeof small) {
        buf_bytes(buf, small, (size_t)need);
        return;
    }
    char *space = buf_space(buf, (size_t)need + 1);
    if (space == NULL) return;
    va_start(args, format);
    vsnprintf(space, (size_t)need + 1, format, args);
    va_end(args);
    buf->len--;
}

struct str buf_view(const struct buf *buf) {
    return (struct str){buf->len == 0 ? "" : buf->ptr, buf->len};
}
