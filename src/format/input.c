#include "format/input.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unistd.h>

static ssize_t read_file(void *context, void *bytes, size_t len) {
    struct file_input *file = context;
    ssize_t got = pread(file->fd, bytes, len, file->at);
    if (got > 0) file->at += got;
    return got;
}

static bool rewind_file(void *context) {
    ((struct file_input *)context)->at = 0;
    return true;
}

struct byte_input input_of_file(struct file_input *file, int fd) {
    *file = (struct file_input){.fd = fd};
    return (struct byte_input){read_file, rewind_file, file};
}

enum encoding { UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252 };

struct text_input {
    struct byte_input bytes;
    enum encoding encoding;
    UConverter *converter; /* NULL for UTF-8 */
    unsigned char *raw;
    UChar *wide;
    char *text;
};

static enum table_flaw_code code_of(ssize_t failure) {
    return failure == -2 ? TABLE_TOO_LARGE : TABLE_CANNOT_OPEN;
}

/* State of UTF-8 validation across chunks. due: continuation bytes still expected; has_whole: a
 * complete character outside ASCII was found. */
struct utf8_check {
    int due;
    bool broken;
    bool has_whole;
    int line;
};

static void utf8_feed(struct utf8_check *check, const unsigned char *bytes, size_t len) {
    for (size_t i = 0; i < len && !check->broken; i++) {
        unsigned char b = bytes[i];
        check->line += b == '\n';
        if (check->due > 0) {
            check->broken = (b & 0xC0) != 0x80;
            check->due--;
            check->has_whole = check->has_whole || (check->due == 0 && !check->broken);
        } else if (b >= 0x80) {
            check->due = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : 1;
            check->broken = b < 0xC2 || b > 0xF4;
        }
    }
}

/* Detects the encoding. A byte order mark decides; otherwise a NUL in one of the first two bytes
 * means UTF-16. The file is UTF-8 when all of it is valid, else Windows-1252. A file with valid
 * UTF-8 characters before an invalid byte is damaged: as Windows-1252 it would give "SÃ¼heda".
 * Returns RC_INVALID with the flaw. */
static enum rc find_encoding(struct text_input *in, size_t *ret_skip, struct table_flaw *ret_flaw) {
    static const struct {
        const char *mark;
        size_t len;
        enum encoding encoding;
    } marks[] = {{"\xEF\xBB\xBF", 3, UTF_8}, {"\xFF\xFE", 2, UTF_16LE}, {"\xFE\xFF", 2, UTF_16BE}};
    struct utf8_check check = {.line = 1};
    unsigned char *chunk = in->raw;
    size_t at = 0;
    for (ssize_t len; (len = in->bytes.read(in->bytes.context, chunk, INPUT_CHUNK)) != 0;
         at += (size_t)len) {
        if (len < 0) return table_flawed(ret_flaw, code_of(len), 0, 0);
        for (size_t i = 0; at == 0 && i < COUNT(marks); i++) {
            if ((size_t)len < marks[i].len || memcmp(chunk, marks[i].mark, marks[i].len) != 0)
                continue;
            in->encoding = marks[i].encoding;
            *ret_skip = marks[i].len;
            return RC_OK;
        }
        if (at == 0 && len >= 4 && (chunk[0] == 0) != (chunk[1] == 0)) {
            in->encoding = chunk[0] == 0 ? UTF_16BE : UTF_16LE;
            *ret_skip = 0;
            return RC_OK;
        }
        utf8_feed(&check, chunk, (size_t)len);
        if (check.broken) break;
    }
    bool whole = !check.broken && check.due == 0;
    if (!whole && check.has_whole) return table_flawed(ret_flaw, TABLE_NOT_TEXT, check.line, 1);
    in->encoding = whole ? UTF_8 : WINDOWS_1252;
    *ret_skip = 0;
    return RC_OK;
}

static enum rc open_converter(struct text_input *in) {
    static const char *const names[] = {
        [UTF_16LE] = "UTF-16LE", [UTF_16BE] = "UTF-16BE", [WINDOWS_1252] = "windows-1252"};
    if (in->encoding == UTF_8) return RC_OK;
    UErrorCode status = U_ZERO_ERROR;
    in->converter = ucnv_open(names[in->encoding], &status);
    ENSURE(U_SUCCESS(status), RC_IO);
    ucnv_setToUCallBack(in->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    return U_SUCCESS(status) ? RC_OK : RC_IO;
}

enum rc input_head(const struct byte_input *in, void *bytes, size_t len, size_t *ret_len,
                   struct table_flaw *ret_flaw) {
    size_t used = 0;
    bool rewound = in->rewind(in->context);
    for (ssize_t got = 1; rewound && got > 0 && used<len; used += got> 0 ? (size_t)got : 0) {
        got = in->read(in->context, (char *)bytes + used, len - used);
        if (got < 0) return table_flawed(ret_flaw, code_of(got), 0, 0);
    }
    if (!rewound || !in->rewind(in->context))
        return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    *ret_len = used;
    return RC_OK;
}

enum rc text_input_open(struct arena *arena, const struct byte_input *bytes,
                        struct text_input **ret_text, struct table_flaw *ret_flaw) {
    struct text_input *in = ARENA_NEW(arena, struct text_input);
    size_t skip = 0, had = 0;
    *in = (struct text_input){.bytes = *bytes,
                              .raw = arena_alloc(arena, INPUT_CHUNK),
                              .wide = ARENA_ARRAY(arena, UChar, INPUT_CHUNK),
                              .text = arena_alloc(arena, INPUT_CHUNK * 3 + 1)};
    TRY(find_encoding(in, &skip, ret_flaw));
    TRY(input_head(bytes, in->text, 0, &had, ret_flaw)); /* rewinds the input */
    while (had < skip) {
        ssize_t got = bytes->read(bytes->context, in->text, skip - had);
        ENSURE(got > 0, table_flawed(ret_flaw, code_of(got), 0, 0));
        had += (size_t)got;
    }
    TRY(open_converter(in));
    *ret_text = in;
    return RC_OK;
}

void text_input_close(struct text_input *in) {
    if (in != NULL && in->converter != NULL) ucnv_close(in->converter);
}

static enum rc not_text(enum table_flaw_code *ret_code) {
    *ret_code = TABLE_NOT_TEXT;
    return RC_INVALID;
}

enum rc text_input_next(struct text_input *in, struct str *ret_piece,
                        enum table_flaw_code *ret_code) {
    for (;;) {
        ssize_t len = in->bytes.read(in->bytes.context, in->raw, INPUT_CHUNK);
        if (len < 0) *ret_code = code_of(len);
        ENSURE(len >= 0, RC_INVALID);
        *ret_piece = (struct str){(char *)in->raw, (size_t)len};
        if (in->converter == NULL) return RC_OK;
        UErrorCode status = U_ZERO_ERROR;
        const char *from = (const char *)in->raw;
        UChar *to = in->wide;
        ucnv_toUnicode(in->converter, &to, in->wide + INPUT_CHUNK, &from, from + len, NULL,
                       len == 0, &status);
        ENSURE(U_SUCCESS(status), not_text(ret_code));
        int32_t made = 0;
        u_strToUTF8(in->text, INPUT_CHUNK * 3, &made, in->wide, (int32_t)(to - in->wide), &status);
        ENSURE(U_SUCCESS(status), not_text(ret_code));
        *ret_piece = (struct str){in->text, (size_t)made};
        if (len == 0 || made > 0) return RC_OK;
    }
}
