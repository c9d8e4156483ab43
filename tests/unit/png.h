/* PNG files for tests, put together from chunks. */
#pragma once

#include "unit.h"

#include <libdeflate.h>

#include "base/buf.h"

#define PNG_SIGNATURE S("\x89PNG\r\n\x1a\n")

__attribute__((unused)) static void put_number(struct buf *out, uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) buf_char(out, (char)(number >> shift & 255));
}

__attribute__((unused)) static void put_chunk(struct buf *out, const char *name, struct str data) {
    put_number(out, (uint32_t)data.len);
    size_t from = out->len;
    buf_c(out, name);
    buf_str(out, data);
    put_number(out, libdeflate_crc32(0, out->ptr + from, out->len - from));
}

/* sizes: width and height; kind: bit depth, colour type, compression, filter, interlace */
__attribute__((unused)) static struct str png_header(uint32_t width, uint32_t height,
                                                     const char kind[5]) {
    struct buf out = buf_make(arena, 13);
    put_number(&out, width);
    put_number(&out, height);
    buf_bytes(&out, kind, 5);
    return buf_view(&out);
}

/* Compressed pixels: rows of bytes bytes after a filter. */
__attribute__((unused)) static struct str png_pixels(size_t rows, size_t bytes, char filter) {
    char *raw = arena_alloc(arena, rows * (bytes + 1) + 1);
    memset(raw, 'p', rows * (bytes + 1));
    for (size_t i = 0; i < rows; i++) raw[i * (bytes + 1)] = filter;
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(6);
    size_t room = rows * (bytes + 1) + 1024;
    char *out = arena_alloc(arena, room);
    size_t len = libdeflate_zlib_compress(deflater, raw, rows * (bytes + 1), out, room);
    libdeflate_free_compressor(deflater);
    return (struct str){out, len};
}
