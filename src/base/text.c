#include "base/text.h"

#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { SORT_KEY_MAX = 200 };

struct text_rules {
    UTransliterator *fold;
    UTransliterator *latin;
    UCollator *dutch;
};

static UTransliterator *open_rules(const char *id) {
    UChar wide[200];
    UErrorCode status = U_ZERO_ERROR;
    u_uastrcpy(wide, id);
    UTransliterator *rules = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return U_SUCCESS(status) ? rules : NULL;
}

enum rc text_rules_open(struct arena *arena, struct text_rules **ret_rules) {
    struct text_rules *rules = ARENA_NEW(arena, struct text_rules);
    UErrorCode status = U_ZERO_ERROR;
    rules->fold = open_rules("NFKD; [:Nonspacing Mark:] Remove; NFC; Lower; Latin-ASCII; Lower");
    rules->latin =
        open_rules("Any-Latin; NFKD; [:Nonspacing Mark:] Remove; Lower; Latin-ASCII; Lower");
    rules->dutch = ucol_open("nl", &status);
    if (rules->fold == NULL || rules->latin == NULL || U_FAILURE(status)) {
        text_rules_close(rules);
        return RC_IO;
    }
    *ret_rules = rules;
    return RC_OK;
}

void text_rules_close(struct text_rules *rules) {
    if (rules->fold != NULL) utrans_close(rules->fold);
    if (rules->latin != NULL) utrans_close(rules->latin);
    if (rules->dutch != NULL) ucol_close(rules->dutch);
}

static bool is_ascii(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

struct wide {
    UChar *ptr;
    int32_t len;
};

/* RC_INVALID when the bytes are not UTF-8. */
static enum rc widen(struct arena *arena, struct str s, struct wide *ret_wide) {
    UErrorCode status = U_ZERO_ERROR;
    UChar *wide = ARENA_ARRAY(arena, UChar, s.len + 1);
    int32_t len = 0;
    u_strFromUTF8(wide, (int32_t)s.len + 1, &len, s.ptr, (int32_t)s.len, &status);
    ENSURE(U_SUCCESS(status), RC_INVALID);
    *ret_wide = (struct wide){wide, len};
    return RC_OK;
}

static struct str narrow(struct arena *arena, struct wide wide) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0, room = wide.len * 3 + 1;
    char *bytes = arena_alloc(arena, (size_t)room);
    u_strToUTF8WithSub(bytes, room, &len, wide.ptr, wide.len, 0xFFFD, NULL, &status);
    return (struct str){bytes, U_SUCCESS(status) ? (size_t)len : 0};
}

/* Format characters that show nothing: zero width space, soft hyphen, byte order mark, direction
 * controls. Joiners (U+200C, U+200D) change how letters look and stay. */
static bool is_invisible(UChar32 c) {
    return c != 0x200C && c != 0x200D && u_charType(c) == U_FORMAT_CHAR &&
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* Call before normalising: "e", zero width space, accent then becomes one letter. */
static void drop_invisible(struct wide *text) {
    UChar *out = text->ptr;
    int32_t len = 0;
    for (int32_t i = 0; i < text->len;) {
        UChar32 c;
        U16_NEXT(text->ptr, i, text->len, c);
        if (!is_invisible(c)) U16_APPEND_UNSAFE(out, len, c);
    }
    text->len = len;
}

static bool is_forbidden(UChar32 c) {
    if (c == 0x200C || c == 0x200D) return false;
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_SURROGATE:
        case U_PRIVATE_USE_CHAR:
        case U_UNASSIGNED:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR: return true;
        default: return false;
    }
}

/* Fast path: ASCII is its own NFC, and most fields of most rosters are ASCII. */
static enum text_flaw clean_ascii(struct arena *arena, struct str bytes, size_t max_chars,
                                  struct str *ret_clean) {
    char *out = arena_alloc(arena, bytes.len + 1);
    size_t len = 0;
    bool blank = false;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (c < ' ' || c == 0x7F) return TEXT_CONTROL;
        if (c == ' ') {
            blank = true;
            continue;
        }
        if (blank && len > 0) out[len++] = ' ';
        blank = false;
        out[len++] = c;
    }
    if (len > max_chars) return TEXT_TOO_LONG;
    *ret_clean = (struct str){out, len};
    return TEXT_FINE;
}

enum text_flaw text_clean(struct arena *arena, struct str bytes, size_t max_chars,
                          struct str *ret_clean) {
    if (bytes.len > max_chars * 4 * 4)
        return TEXT_TOO_LONG; /* before any work: four bytes each, four parts each */
    if (is_ascii(bytes)) return clean_ascii(arena, bytes, max_chars, ret_clean);
    struct wide wide, nfc;
    if (widen(arena, bytes, &wide) != RC_OK) return TEXT_NOT_UTF8;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
    int32_t room = wide.len * 3 + 1;
    nfc.ptr = ARENA_ARRAY(arena, UChar, (size_t)room);
    nfc.len = unorm2_normalize(normalizer, wide.ptr, wide.len, nfc.ptr, room, &status);
    if (U_FAILURE(status)) return TEXT_NOT_UTF8;
    struct wide out = {.ptr = ARENA_ARRAY(arena, UChar, (size_t)nfc.len + 1), .len = 0};
    size_t chars = 0;
    bool blank = false;
    for (int32_t i = 0; i < nfc.len;) {
        UChar32 c;
        U16_NEXT(nfc.ptr, i, nfc.len, c);
        if (is_forbidden(c)) return TEXT_CONTROL;
        if (u_isUWhiteSpace(c)) {
            blank = true;
            continue;
        }
        if (blank && out.len > 0) {
            out.ptr[out.len++] = ' ';
            chars++;
        }
        blank = false;
        U16_APPEND_UNSAFE(out.ptr, out.len, c);
        chars++;
    }
    if (chars > max_chars) return TEXT_TOO_LONG;
    *ret_clean = narrow(arena, out);
    return TEXT_FINE;
}

struct str text_visible(struct arena *arena, struct str bytes) {
    struct wide wide;
    if (is_ascii(bytes) || widen(arena, bytes, &wide) != RC_OK) return bytes;
    drop_invisible(&wide);
    return narrow(arena, wide);
}

static struct wide transliterate(struct arena *arena, const UTransliterator *rules,
                                 struct wide in) {
    for (int32_t room = in.len * 4 + 32;; room *= 4) {
        UErrorCode status = U_ZERO_ERROR;
        struct wide out = {.ptr = ARENA_ARRAY(arena, UChar, (size_t)room), .len = in.len};
        u_memcpy(out.ptr, in.ptr, in.len);
        int32_t limit = in.len;
        utrans_transUChars(rules, out.ptr, &out.len, room, 0, &limit, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) continue;
        return U_SUCCESS(status) ? out : (struct wide){out.ptr, 0};
    }
}

static struct str ascii_lower(struct arena *arena, struct str text) {
    char *out = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){out, text.len};
}

static bool is_apostrophe(UChar c) {
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2BC || c == 0x2018 || c == 0x2019 ||
           c == 0x2032;
}

static struct str drop_ascii_apostrophes(struct str text, char *bytes) {
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!is_apostrophe((UChar)text.ptr[i])) bytes[len++] = text.ptr[i];
    return (struct str){bytes, len};
}

struct str text_fold(struct arena *arena, const struct text_rules *rules, struct str text) {
    if (is_ascii(text)) {
        struct str lower = ascii_lower(arena, text);
        return drop_ascii_apostrophes(lower, (char *)lower.ptr);
    }
    struct wide wide;
    if (widen(arena, text, &wide) != RC_OK) return S("");
    struct wide folded = transliterate(arena, rules->fold, wide);
    int32_t len = 0;
    for (int32_t i = 0; i < folded.len; i++)
        if (!is_apostrophe(folded.ptr[i]))
            folded.ptr[len++] = folded.ptr[i] == 0x131 ? 'i' : folded.ptr[i];
    return narrow(arena, (struct wide){folded.ptr, len});
}

struct str text_latin(struct arena *arena, const struct text_rules *rules, struct str text) {
    if (is_ascii(text)) return ascii_lower(arena, text);
    struct wide wide;
    if (widen(arena, text, &wide) != RC_OK) return S("");
    struct wide latin = transliterate(arena, rules->latin, wide);
    char *out = arena_alloc(arena, (size_t)latin.len + 1);
    size_t len = 0;
    for (int32_t i = 0; i < latin.len; i++) {
        UChar c = latin.ptr[i] == 0x131 ? 'i' : latin.ptr[i];
        if (c < 0x80) out[len++] = (char)c;
    }
    return ascii_lower(arena, (struct str){out, len});
}

struct str text_sort_key(struct arena *arena, const struct text_rules *rules, struct str text) {
    struct wide wide;
    if (widen(arena, text, &wide) != RC_OK) return S("");
    uint8_t *key = arena_alloc(arena, SORT_KEY_MAX);
    int32_t len = ucol_getSortKey(rules->dutch, wide.ptr, wide.len, key, SORT_KEY_MAX);
    if (len > SORT_KEY_MAX) len = SORT_KEY_MAX;
    return (struct str){(const char *)key, len > 0 ? (size_t)len - 1 : 0};
}

static bool starts_char(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

size_t text_length(struct str text) {
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++) chars += starts_char(text.ptr[i]);
    return chars;
}

struct str text_first(struct str text, size_t n) {
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!starts_char(text.ptr[i])) continue;
        if (chars == n) return str_sub(text, 0, i);
        chars++;
    }
    return text;
}
