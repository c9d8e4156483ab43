#include "format/url.h"

#include "base/encode.h"

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

enum rc url_decode(struct arena *arena, struct str text, bool plus_is_blank,
                   struct str *ret_bytes) {
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            TRY(hex_decode(str_sub(text, i + 1, 2), &c, 1));
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        bytes[len++] = c;
    }
    *ret_bytes = (struct str){bytes, len};
    return RC_OK;
}

struct str url_encode(struct arena *arena, struct str bytes) {
    static const char digits[] = "0123456789ABCDEF";
    char *text = arena_alloc(arena, bytes.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (is_unreserved((char)c)) {
            text[len++] = (char)c;
            continue;
        }
        text[len++] = '%';
        text[len++] = digits[c >> 4];
        text[len++] = digits[c & 15];
    }
    return (struct str){text, len};
}
