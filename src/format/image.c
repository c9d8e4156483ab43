#include "format/image.h"

#include <libdeflate.h>
#include <unistd.h>

#include "base/buf.h"

/* PNG signature, followed by length and name of the first chunk. */
static const char begin[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
enum { SIGNATURE = 8, CHUNK_EXTRA = 12, HEADER = 33, FILTERS = 5 };

enum colour { GREY, TRUE_COLOUR = 2, INDEXED = 3, GREY_ALPHA = 4, TRUE_COLOUR_ALPHA = 6, COLOURS };
static const struct {
    unsigned depths; /* bit n is set when depth n is valid */
    unsigned channels;
    size_t transparency; /* size of tRNS in bytes; 0: not allowed, or up to one per palette entry */
} colours[COLOURS] = {
    [GREY] = {1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 16, 1, 2},
    [TRUE_COLOUR] = {1 << 8 | 1 << 16, 3, 6},
    [INDEXED] = {1 << 1 | 1 << 2 | 1 << 4 | 1 << 8, 1, 0},
    [GREY_ALPHA] = {1 << 8 | 1 << 16, 2, 0},
    [TRUE_COLOUR_ALPHA] = {1 << 8 | 1 << 16, 4, 0},
};

enum place { AT_BEGIN, AT_HEADER, AT_PALETTE, AT_TRANSPARENCY, AT_DATA, AFTER_DATA, AT_END };

struct chunk {
    struct str name, data, whole;
};

struct image {
    struct str file;
    size_t at;
    enum place place;
    uint32_t width, height;
    unsigned depth, colour;
    bool interlaced;
    size_t palette; /* number of entries */
    struct buf data, out;
};

static uint32_t number_at(struct str bytes, size_t at) {
    uint32_t number = 0;
    for (size_t i = at; i < at + 4; i++) number = number << 8 | (unsigned char)bytes.ptr[i];
    return number;
}

static bool is_side(uint32_t side) {
    return side >= 1 && side <= IMAGE_SIDE_MAX;
}

bool image_has_header(struct str png) {
    return png.len >= HEADER && png.len <= IMAGE_BYTES_MAX &&
           memcmp(png.ptr, begin, sizeof begin - 1) == 0 && is_side(number_at(png, 16)) &&
           is_side(number_at(png, 20));
}

static enum image_flaw take_header(struct image *image, struct str data) {
    if (data.len != 13) return IMAGE_CHUNKS;
    unsigned char bytes[13];
    memcpy(bytes, data.ptr, sizeof bytes);
    image->width = number_at(data, 0);
    image->height = number_at(data, 4);
    image->depth = bytes[8];
    image->colour = bytes[9];
    image->interlaced = bytes[12] == 1;
    bool known = image->colour < COLOURS && image->depth <= 16 &&
                 (colours[image->colour].depths & 1u << image->depth) != 0;
    if (!known || bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1) return IMAGE_CHUNKS;
    return is_side(image->width) && is_side(image->height) ? IMAGE_FINE : IMAGE_TOO_WIDE;
}

static enum image_flaw take_palette(struct image *image, struct str data) {
    image->palette = data.len / 3;
    size_t most = image->colour == INDEXED ? (size_t)1 << image->depth : 256;
    bool fine = data.len % 3 == 0 && image->palette >= 1 && image->palette <= most &&
                image->colour != GREY && image->colour != GREY_ALPHA;
    return fine ? IMAGE_FINE : IMAGE_CHUNKS;
}

static enum image_flaw take_transparency(struct image *image, struct str data) {
    bool fine = image->colour == INDEXED
                    ? data.len >= 1 && data.len <= image->palette
                    : data.len > 0 && data.len == colours[image->colour].transparency;
    return fine ? IMAGE_FINE : IMAGE_CHUNKS;
}

static enum image_flaw take_data(struct image *image, struct str data) {
    if (image->colour == INDEXED && image->palette == 0) return IMAGE_CHUNKS;
    buf_str(&image->data, data);
    return IMAGE_FINE;
}

static enum image_flaw take_end(struct image *image, struct str data) {
    if (data.len != 0) return IMAGE_CHUNKS;
    return image->at == image->file.len ? IMAGE_FINE : IMAGE_BYTES_BEHIND;
}

/* The chunks that are kept, and the positions in the file where each may occur. */
static const struct {
    const char *name;
    enum place from, until, next;
    enum image_flaw (*take)(struct image *image, struct str data);
} kept[] = {
    {"IHDR", AT_BEGIN, AT_BEGIN, AT_HEADER, take_header},
    {"PLTE", AT_HEADER, AT_HEADER, AT_PALETTE, take_palette},
    {"tRNS", AT_HEADER, AT_PALETTE, AT_TRANSPARENCY, take_transparency},
    {"IDAT", AT_HEADER, AT_DATA, AT_DATA, take_data},
    {"IEND", AT_DATA, AFTER_DATA, AT_END, take_end},
};

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static enum image_flaw next_chunk(struct image *image, struct chunk *ret) {
    struct str rest = str_sub(image->file, image->at, image->file.len);
    if (rest.len < CHUNK_EXTRA || number_at(rest, 0) > rest.len - CHUNK_EXTRA) return IMAGE_CUT;
    size_t len = number_at(rest, 0);
    *ret = (struct chunk){str_sub(rest, 4, 4), str_sub(rest, 8, len),
                          str_sub(rest, 0, CHUNK_EXTRA + len)};
    for (size_t i = 0; i < ret->name.len; i++)
        if (!is_letter(ret->name.ptr[i])) return IMAGE_DAMAGED;
    image->at += ret->whole.len;
    return libdeflate_crc32(0, ret->name.ptr, 4 + len) == number_at(rest, 8 + len) ? IMAGE_FINE
                                                                                   : IMAGE_DAMAGED;
}

static enum image_flaw take_chunk(struct image *image, const struct chunk *chunk) {
    size_t i = 0;
    while (i < COUNT(kept) && !str_eq(chunk->name, str_of(kept[i].name))) i++;
    if (i == COUNT(kept)) {
        bool ancillary = chunk->name.ptr[0] >= 'a';
        if (image->place == AT_DATA) image->place = AFTER_DATA;
        return ancillary && image->place != AT_BEGIN ? IMAGE_FINE : IMAGE_CHUNKS;
    }
    if (image->place < kept[i].from || image->place > kept[i].until) return IMAGE_CHUNKS;
    image->place = kept[i].next;
    buf_str(&image->out, chunk->whole);
    return kept[i].take(image, chunk->data);
}

/* One pass of an image: every step-th pixel from a first one. */
struct pass {
    uint32_t x, y, x_step, y_step;
};
static const struct pass whole_image[] = {{0, 0, 1, 1}},
                         adam7[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                    {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

/*
 * Computes the number of rows of a pass and the bytes per row, filter byte included. Returns false
 * when the pass is empty.
 */
static bool size_of_pass(const struct image *image, const struct pass *pass, size_t *ret_rows,
                         size_t *ret_bytes) {
    if (image->width <= pass->x || image->height <= pass->y) return false;
    size_t pixels = (image->width - pass->x + pass->x_step - 1) / pass->x_step;
    *ret_rows = (image->height - pass->y + pass->y_step - 1) / pass->y_step;
    *ret_bytes = 1 + (pixels * colours[image->colour].channels * image->depth + 7) / 8;
    return true;
}

/* Checks that each row starts with a valid filter byte and nothing follows the last row. */
static bool has_rows(const struct image *image, struct str pixels) {
    const struct pass *passes = image->interlaced ? adam7 : whole_image;
    size_t count = image->interlaced ? COUNT(adam7) : COUNT(whole_image), at = 0, rows, bytes;
    for (size_t i = 0; i < count; i++) {
        if (!size_of_pass(image, &passes[i], &rows, &bytes)) continue;
        for (size_t row = 0; row < rows; row++, at += bytes)
            if (bytes > pixels.len - at || (unsigned char)pixels.ptr[at] >= FILTERS) return false;
    }
    return at == pixels.len;
}

static enum image_flaw check_pixels(const struct image *image, struct arena *arena) {
    const size_t room = (size_t)IMAGE_SIDE_MAX * IMAGE_SIDE_MAX * 8 + (size_t)IMAGE_SIDE_MAX * 8;
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    char *bytes = arena_alloc(arena, room);
    size_t used = 0, len = 0;
    bool whole = inflater != NULL &&
                 libdeflate_zlib_decompress_ex(inflater, image->data.ptr, image->data.len, bytes,
                                               room, &used, &len) == LIBDEFLATE_SUCCESS &&
                 used == image->data.len;
    libdeflate_free_decompressor(inflater);
    return whole && has_rows(image, (struct str){bytes, len}) ? IMAGE_FINE : IMAGE_PIXELS;
}

static enum image_flaw clean(struct image *image, struct arena *arena) {
    if (!str_starts(image->file, (struct str){begin, SIGNATURE})) return IMAGE_NOT_PNG;
    buf_bytes(&image->out, begin, SIGNATURE);
    image->at = SIGNATURE;
    while (image->place != AT_END) {
        struct chunk chunk;
        enum image_flaw flaw = next_chunk(image, &chunk);
        if (flaw == IMAGE_FINE) flaw = take_chunk(image, &chunk);
        if (flaw != IMAGE_FINE) return flaw;
    }
    enum image_flaw flaw = check_pixels(image, arena);
    bool too_large = image->out.overflow || image->out.len > IMAGE_BYTES_MAX;
    return flaw == IMAGE_FINE && too_large ? IMAGE_TOO_LARGE : flaw;
}

/* Reads the file with read and seek only: the calling process may make no other system calls. */
static enum image_flaw read_whole(int fd, struct arena *arena, struct str *ret_file) {
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0) return IMAGE_CANNOT_OPEN;
    if (size > IMAGE_FILE_MAX) return IMAGE_FILE_TOO_LARGE;
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t len = 0;
    for (ssize_t got = 1; got > 0 && len < (size_t)size; len += (size_t)got) {
        got = pread(fd, bytes + len, (size_t)size - len, (off_t)len);
        if (got < 0) return IMAGE_CANNOT_OPEN;
    }
    *ret_file = (struct str){bytes, len};
    return IMAGE_FINE;
}

enum rc image_read_fd(int fd, struct arena *arena, struct str *ret_png, enum image_flaw *ret_flaw) {
    struct image image = {.data = buf_make(arena, IMAGE_FILE_MAX),
                          .out = buf_make(arena, IMAGE_FILE_MAX)};
    *ret_flaw = read_whole(fd, arena, &image.file);
    if (*ret_flaw == IMAGE_FINE) *ret_flaw = clean(&image, arena);
    if (*ret_flaw != IMAGE_FINE) return RC_INVALID;
    *ret_png = buf_view(&image.out);
    return RC_OK;
}
