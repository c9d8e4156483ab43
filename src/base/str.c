#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

enum { FILLED_MAX = 64 << 10 }; /* bytes of a text with its arguments; the rest is cut off */

struct str str_of(const char *c_string) {
    return c_string == NULL ? (struct str){"", 0} : (struct str){c_string, strlen(c_string)};
}

struct str str_copy(struct arena *arena, struct str s) {
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len > 0) memcpy(copy, s.ptr, s.len);
    return (struct str){copy, s.len};
}

const char *str_c(struct arena *arena, struct str s) {
    return str_copy(arena, s).ptr;
}

struct str str_format(struct arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t len = need < 0 ? 0 : (size_t)need;
    char *text = arena_alloc(arena, len + 1);
    vsnprintf(text, len + 1, format, again);
    va_end(again);
    return (struct str){text, len};
}

struct str str_fill(struct arena *arena, struct str text, const struct str *args, size_t count) {
    struct buf out = buf_make(arena, FILLED_MAX);
    size_t from = 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        size_t number = (size_t)(text.ptr[i + 1] - '0');
        if (text.ptr[i] != '{' || text.ptr[i + 2] != '}' || number >= count) continue;
        buf_str(&out, str_sub(text, from, i - from));
        buf_str(&out, args[number]);
        from = i + 3;
    }
    buf_str(&out, str_sub(text, from, text.len - from));
    return buf_view(&out);
}

bool str_eq(struct str a, struct str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_ascii_nocase(struct str a, struct str b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    return true;
}

int str_cmp(struct str a, struct str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    if (order != 0) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, struct str start) {
    return s.len >= start.len && str_eq(str_sub(s, 0, start.len), start);
}

bool str_ends(struct str s, struct str end) {
    return s.len >= end.len && str_eq(str_sub(s, s.len - end.len, end.len), end);
}

bool str_contains(struct str s, struct str part) {
    return part.len == 0 || (s.len > 0 && memmem(s.ptr, s.len, part.ptr, part.len) != NULL);
}

struct str str_sub(struct str s, size_t from, size_t len) {
    if (from > s.len) from = s.len;
    if (len > s.len - from) len = s.len - from;
    return (struct str){s.ptr == NULL ? "" : s.ptr + from, len};
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s) {
    while (s.len > 0 && is_blank(s.ptr[0])) s = str_sub(s, 1, s.len - 1);
    while (s.len > 0 && is_blank(s.ptr[s.len - 1])) s.len--;
    return s;
}

struct str str_cut(struct str *rest, char separator, bool *ret_found) {
    const char *at = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
    if (ret_found != NULL) *ret_found = at != NULL;
    size_t len = at == NULL ? rest->len : (size_t)(at - rest->ptr);
    struct str head = str_sub(*rest, 0, len);
    *rest = str_sub(*rest, at == NULL ? len : len + 1, rest->len);
    return head;
}

enum rc str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret_number) {
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (negative) s = str_sub(s, 1, s.len);
    ENSURE(s.len > 0, RC_INVALID);
    int64_t number = 0;
    for (size_t i = 0; i < s.len; i++) {
        ENSURE(s.ptr[i] >= '0' && s.ptr[i] <= '9', RC_INVALID);
        int64_t digit = s.ptr[i] - '0';
        bool over = __builtin_mul_overflow(number, 10, &number) ||
                    __builtin_add_overflow(number, negative ? -digit : digit, &number);
        ENSURE(!over, RC_INVALID);
    }
    ENSURE(number >= min && number <= max, RC_INVALID);
    *ret_number = number;
    return RC_OK;
}
