#include "document/pdf_file.h"

#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>

#include "document/pdf.h"

enum { DEFLATE_LEVEL = 3, SMALL_MAX = 8 << 20, OBJECTS_FIRST = 1024, SCRATCH_MAX = 128 << 20 };

struct object {
    size_t offset; /* byte offset in the file; for packed objects the number of the object stream */
    uint32_t place; /* index in the object stream */
    bool packed;
};

struct pdf_file pdf_file_begin(struct arena *arena, struct buf *out) {
    struct pdf_file file = {.arena = arena,
                            .scratch = arena_create(SCRATCH_MAX, true),
                            .out = out,
                            .deflate = libdeflate_alloc_compressor(DEFLATE_LEVEL),
                            .count = 1,
                            .room = OBJECTS_FIRST,
                            .objects = ARENA_ARRAY(arena, struct object, OBJECTS_FIRST),
                            .small = buf_make(arena, SMALL_MAX),
                            .packed = buf_make(arena, 2 * (size_t)SMALL_MAX)};
    buf_c(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    return file;
}

void pdf_file_close(struct pdf_file *file) {
    libdeflate_free_compressor(file->deflate);
    arena_destroy(file->scratch);
}

uint32_t object_new(struct pdf_file *file) {
    if (file->count == file->room) {
        uint32_t room = file->room * 2;
        struct object *grown = ARENA_ARRAY(file->arena, struct object, room);
        memcpy(grown, file->objects, file->count * sizeof *grown);
        file->objects = grown;
        file->room = room;
    }
    return file->count++;
}

static struct str compress(struct pdf_file *file, struct str bytes) {
    size_t bound = libdeflate_zlib_compress_bound(file->deflate, bytes.len);
    file->packed.len = 0;
    char *packed = buf_space(&file->packed, bound);
    if (packed == NULL) return S("");
    return (struct str){
        packed, libdeflate_zlib_compress(file->deflate, bytes.ptr, bytes.len, packed, bound)};
}

void object_stream(struct pdf_file *file, uint32_t id, const char *entries, struct str bytes) {
    struct str packed = compress(file, bytes);
    file->objects[id] = (struct object){.offset = file->out->len};
    buf_format(file->out, "%u 0 obj<<%s/Filter/FlateDecode/Length %zu>>stream\n", id, entries,
               packed.len);
    buf_str(file->out, packed);
    buf_c(file->out, "\nendstream\nendobj\n");
}

static void flush_small(struct pdf_file *file) {
    if (file->small_count == 0) return;
    struct buf all = buf_make(file->scratch, SMALL_MAX);
    for (size_t i = 0; i < file->small_count; i++)
        buf_format(&all, "%u %zu ", file->small_ids[i],
                   i == 0 ? (size_t)0 : file->small_ends[i - 1]);
    size_t first = all.len;
    buf_str(&all, buf_view(&file->small));
    uint32_t id = object_new(file);
    for (size_t i = 0; i < file->small_count; i++)
        file->objects[file->small_ids[i]] = (struct object){id, (uint32_t)i, true};
    struct str entries =
        str_format(file->scratch, "/Type/ObjStm/N %zu/First %zu", file->small_count, first);
    object_stream(file, id, str_c(file->scratch, entries), buf_view(&all));
    file->small.len = 0;
    file->small_count = 0;
}

void object_plain_stream(struct pdf_file *file, uint32_t id, const char *entries,
                         struct str bytes) {
    file->objects[id] = (struct object){.offset = file->out->len};
    buf_format(file->out, "%u 0 obj<<%s/Length %zu>>stream\n", id, entries, bytes.len);
    buf_str(file->out, bytes);
    buf_c(file->out, "\nendstream\nendobj\n");
}

void object_small_end(struct pdf_file *file, uint32_t id) {
    buf_char(&file->small, '\n');
    file->small_ids[file->small_count] = id;
    file->small_ends[file->small_count++] = file->small.len;
    if (file->small_count == SMALL_OBJECTS) flush_small(file);
}

void object_small(struct pdf_file *file, uint32_t id, struct str text) {
    buf_str(&file->small, text);
    object_small_end(file, id);
}

void pdf_reference(struct buf *out, const char *before, uint32_t id) {
    buf_c(out, before);
    buf_i64(out, id);
    buf_c(out, " 0 R");
}

void pdf_hex(struct buf *out, uint32_t unit) {
    static const char digits[] = "0123456789ABCDEF";
    const char hex[] = {digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15],
                        digits[unit & 15]};
    buf_bytes(out, hex, sizeof hex);
}

void pdf_text_string(struct buf *out, struct str text) {
    buf_c(out, "<FEFF");
    for (size_t at = 0; at < text.len;) {
        unsigned char c = (unsigned char)text.ptr[at];
        int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        uint32_t point = more == 0 ? c : c & (0x3Fu >> more);
        for (int i = 1; i <= more; i++)
            point = point << 6 | ((unsigned char)text.ptr[at + (size_t)i] & 0x3F);
        at += (size_t)more + 1;
        if (point >= 0x10000) pdf_hex(out, 0xD7C0 + (point >> 10));
        pdf_hex(out, point >= 0x10000 ? 0xDC00 + (point & 0x3FF) : point);
    }
    buf_char(out, '>');
}

void pdf_ascii_string(struct buf *out, struct str text) {
    buf_char(out, '(');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c > '~' || c == '(' || c == ')' || c == '\\')
            buf_format(out, "\\%03o", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, ')');
}

void pdf_number(struct buf *out, double value) {
    long hundredths = lround(value * 100), rest = labs(hundredths) % 100;
    if (hundredths < 0) buf_char(out, '-');
    buf_i64(out, labs(hundredths) / 100);
    if (rest == 0) return;
    const char tenths[] = {'.', (char)('0' + rest / 10)};
    buf_bytes(out, tenths, sizeof tenths);
    if (rest % 10 != 0) buf_char(out, (char)('0' + rest % 10));
}

static void write_xref(struct pdf_file *file, uint32_t catalog_id, uint32_t info_id) {
    uint32_t id = object_new(file);
    file->objects[id].offset = file->out->len;
    struct buf rows = buf_make(file->arena, (size_t)file->count * 7 + 16);
    for (uint32_t i = 0; i < file->count; i++) {
        const struct object *o = &file->objects[i];
        unsigned char type = i == 0 ? 0 : o->packed ? 2 : 1;
        uint32_t a = i == 0 ? 0 : (uint32_t)o->offset, b = i == 0 ? 65535 : o->place;
        const unsigned char row[] = {type,
                                     (unsigned char)(a >> 24),
                                     (unsigned char)(a >> 16),
                                     (unsigned char)(a >> 8),
                                     (unsigned char)a,
                                     (unsigned char)(b >> 8),
                                     (unsigned char)b};
        buf_bytes(&rows, row, sizeof row);
    }
    size_t start = file->out->len;
    struct str entries =
        str_format(file->arena, "/Type/XRef/Size %u/W[1 4 2]/Root %u 0 R/Info %u 0 R", file->count,
                   catalog_id, info_id);
    object_stream(file, id, str_c(file->arena, entries), buf_view(&rows));
    buf_format(file->out, "startxref\n%zu\n%%%%EOF\n", start);
}

enum rc pdf_file_end(struct pdf_file *file, uint32_t catalog_id, uint32_t info_id) {
    flush_small(file);
    write_xref(file, catalog_id, info_id);
    return file->out->overflow ? RC_TOO_LARGE : RC_OK;
}
