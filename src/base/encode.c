#include "base/encode.h"

#include <string.h>

static const char HEX[] = "0123456789abcdef";
static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct str hex_encode(struct arena *arena, const void *bytes, size_t len) {
    const unsigned char *in = bytes;
    char *out = arena_alloc(arena, len * 2 + 1);
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = HEX[in[i] >> 4];
        out[2 * i + 1] = HEX[in[i] & 15];
    }
    return (struct str){out, len * 2};
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum rc hex_decode(struct str s, void *ret_bytes, size_t len) {
    ENSURE(s.len == len * 2, RC_INVALID);
    for (size_t i = 0; i < s.len; i++) ENSURE(hex_value(s.ptr[i]) >= 0, RC_INVALID);
    unsigned char *out = ret_bytes;
    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)(hex_value(s.ptr[2 * i]) << 4 | hex_value(s.ptr[2 * i + 1]));
    return RC_OK;
}

struct str base64url_encode(struct arena *arena, const void *bytes, size_t len) {
    const unsigned char *in = bytes;
    char *out = arena_alloc(arena, (len + 2) / 3 * 4 + 1);
    size_t at = 0;
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | in[i];
        for (have += 8; have >= 6; have -= 6) out[at++] = B64[bits >> (have - 6) & 63];
    }
    if (have > 0) out[at++] = B64[bits << (6 - have) & 63];
    return (struct str){out, at};
}

enum rc base64url_decode(struct str s, void *ret_bytes, size_t len) {
    ENSURE(s.len == (len * 4 + 2) / 3, RC_INVALID);
    unsigned char *out = ret_bytes;
    uint32_t bits = 0;
    int have = 0;
    size_t at = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *found = s.ptr[i] == 0 ? NULL : strchr(B64, s.ptr[i]);
        ENSURE(found != NULL, RC_INVALID);
        bits = bits << 6 | (uint32_t)(found - B64);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out[at++] = (unsigned char)(bits >> have);
    }
    ENSURE((bits & ((1u << have) - 1)) == 0, RC_INVALID);
    return RC_OK;
}

enum rc base64_decode(struct arena *arena, struct str s, struct str *ret_bytes) {
    ENSURE(s.len % 4 == 0, RC_INVALID);
    for (int i = 0; i < 2 && str_ends(s, S("=")); i++) s.len--;
    char *url = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        ENSURE(s.ptr[i] != '-' && s.ptr[i] != '_', RC_INVALID);
        url[i] = s.ptr[i] == '+' ? '-' : s.ptr[i] == '/' ? '_' : s.ptr[i];
    }
    size_t len = s.len * 3 / 4;
    char *bytes = arena_alloc(arena, len + 1);
    TRY(base64url_decode((struct str){url, s.len}, bytes, len));
    *ret_bytes = (struct str){bytes, len};
    return RC_OK;
}
