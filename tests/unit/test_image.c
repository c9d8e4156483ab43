/* Images from users: the chunks of a PNG that are kept, and images that are rejected. */
#include "files.h"

#include "base/clock.h"
#include "format/image.h"
#include "png.h"

struct piece {
    const char *name; /* NULL: bytes that are no chunk */
    struct str data;
};
enum { PIECES = 10 };

static struct str file_from(const struct piece *pieces) {
    struct buf out = buf_make(arena, 4 << 20);
    buf_str(&out, PNG_SIGNATURE);
    for (size_t i = 0; i < PIECES && (pieces[i].name != NULL || pieces[i].data.len > 0); i++) {
        if (pieces[i].name != NULL) put_chunk(&out, pieces[i].name, pieces[i].data);
        if (pieces[i].name == NULL) buf_str(&out, pieces[i].data);
    }
    return buf_view(&out);
}

static enum image_flaw read_bytes(struct str bytes, struct str *ret_png) {
    enum image_flaw flaw = IMAGE_FLAWS;
    int fd = file_of(bytes);
    struct arena_mark mark = arena_mark(arena);
    *ret_png = S("");
    enum rc rc = image_read_fd(fd, arena, ret_png, &flaw);
    close(fd);
    assert_true((rc == RC_OK) == (flaw == IMAGE_FINE) && (rc == RC_OK || rc == RC_INVALID));
    if (rc != RC_OK) assert_rc(arena_rewind(arena, mark), RC_OK);
    return flaw;
}

#define GREY_8 "\x08\0\0\0\0"
#define HEAD_4_4                                                                                   \
    { "IHDR", png_header(4, 4, GREY_8) }
#define DATA_4_4                                                                                   \
    { "IDAT", png_pixels(4, 4, 0) }
#define END                                                                                        \
    { "IEND", S("") }

static void checks_every_chunk(void **state) {
    (void)state;
    struct str big = repeat('x', IMAGE_BYTES_MAX), pixels = png_pixels(4, 4, 0);
    struct str first = str_sub(pixels, 0, 3), second = str_sub(pixels, 3, pixels.len);
    struct str indexed = png_header(4, 4, "\x01\x03\0\0\0"), two = S("abcdef"),
               three = S("abcdefghi");
    const struct {
        const char *name;
        struct piece pieces[PIECES];
        enum image_flaw flaw;
    } rows[] = {
        {"grey", {HEAD_4_4, DATA_4_4, END}, IMAGE_FINE},
        {"data in two chunks", {HEAD_4_4, {"IDAT", first}, {"IDAT", second}, END}, IMAGE_FINE},
        {"true colour",
         {{"IHDR", png_header(3, 2, "\x08\x02\0\0\0")}, {"IDAT", png_pixels(2, 9, 4)}, END},
         IMAGE_FINE},
        {"true colour with alpha, 16 bits",
         {{"IHDR", png_header(3, 2, "\x10\x06\0\0\0")}, {"IDAT", png_pixels(2, 24, 1)}, END},
         IMAGE_FINE},
        {"two colours",
         {{"IHDR", indexed}, {"PLTE", two}, {"tRNS", S("ab")}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_FINE},
        {"the largest",
         {{"IHDR", png_header(512, 512, "\x10\x06\0\0\0")},
          {"IDAT", png_pixels(512, 4096, 0)},
          END},
         IMAGE_FINE},
        {"interlaced, one pixel",
         {{"IHDR", png_header(1, 1, "\x08\0\0\0\1")}, {"IDAT", png_pixels(1, 1, 0)}, END},
         IMAGE_FINE},
        {"interlaced, as if it were not",
         {{"IHDR", png_header(4, 4, "\x08\0\0\0\1")}, DATA_4_4, END},
         IMAGE_PIXELS},
        {"no chunk", {{NULL, S("")}}, IMAGE_CUT},
        {"no end", {HEAD_4_4, DATA_4_4}, IMAGE_CUT},
        {"half a chunk", {HEAD_4_4, {NULL, S("\0\0\1\0IDATx")}}, IMAGE_CUT},
        {"a length beyond the file", {HEAD_4_4, {NULL, S("\xff\xff\xff\xffIDAT____")}}, IMAGE_CUT},
        {"a wrong checksum", {HEAD_4_4, {NULL, S("\0\0\0\0IENDaaaa")}}, IMAGE_DAMAGED},
        {"a chunk that has no name", {HEAD_4_4, {"1DAT", pixels}, END}, IMAGE_DAMAGED},
        {"something before the header", {{"tEXt", S("a")}, HEAD_4_4, DATA_4_4, END}, IMAGE_CHUNKS},
        {"two headers", {HEAD_4_4, HEAD_4_4, DATA_4_4, END}, IMAGE_CHUNKS},
        {"a short header",
         {{"IHDR", S("\0\0\0\4\0\0\0\4\x08\0\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"a long header",
         {{"IHDR", S("\0\0\0\4\0\0\0\4\x08\0\0\0\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"no width", {{"IHDR", png_header(0, 4, GREY_8)}, DATA_4_4, END}, IMAGE_TOO_WIDE},
        {"too wide", {{"IHDR", png_header(513, 4, GREY_8)}, DATA_4_4, END}, IMAGE_TOO_WIDE},
        {"too high", {{"IHDR", png_header(4, 513, GREY_8)}, DATA_4_4, END}, IMAGE_TOO_WIDE},
        {"a depth of 3", {{"IHDR", png_header(4, 4, "\x03\0\0\0\0")}, DATA_4_4, END}, IMAGE_CHUNKS},
        {"a depth of 64",
         {{"IHDR", png_header(4, 4, "\x40\0\0\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"colour type 1",
         {{"IHDR", png_header(4, 4, "\x08\1\0\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"colour type 255",
         {{"IHDR", png_header(4, 4, "\x08\xff\0\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"a palette of 16 bits",
         {{"IHDR", png_header(4, 4, "\x10\x03\0\0\0")}, {"PLTE", two}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"compression 1",
         {{"IHDR", png_header(4, 4, "\x08\0\1\0\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"filter method 1",
         {{"IHDR", png_header(4, 4, "\x08\0\0\1\0")}, DATA_4_4, END},
         IMAGE_CHUNKS},
        {"interlace 2", {{"IHDR", png_header(4, 4, "\x08\0\0\0\2")}, DATA_4_4, END}, IMAGE_CHUNKS},
        {"no data", {HEAD_4_4, END}, IMAGE_CHUNKS},
        {"data in two places",
         {HEAD_4_4, {"IDAT", first}, {"tEXt", S("a")}, {"IDAT", second}, END},
         IMAGE_CHUNKS},
        {"an unknown critical chunk", {HEAD_4_4, {"ABCD", S("a")}, DATA_4_4, END}, IMAGE_CHUNKS},
        {"a palette behind the data",
         {{"IHDR", png_header(3, 2, "\x08\x02\0\0\0")},
          {"IDAT", png_pixels(2, 9, 4)},
          {"PLTE", two},
          END},
         IMAGE_CHUNKS},
        {"a grey palette", {HEAD_4_4, {"PLTE", two}, DATA_4_4, END}, IMAGE_CHUNKS},
        {"indexed without a palette",
         {{"IHDR", indexed}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_CHUNKS},
        {"three entries for one bit",
         {{"IHDR", indexed}, {"PLTE", three}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_CHUNKS},
        {"half an entry",
         {{"IHDR", indexed}, {"PLTE", S("abcd")}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_CHUNKS},
        {"more transparency than entries",
         {{"IHDR", indexed}, {"PLTE", two}, {"tRNS", S("abc")}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_CHUNKS},
        {"transparency before the palette",
         {{"IHDR", indexed}, {"tRNS", S("a")}, {"PLTE", two}, {"IDAT", png_pixels(4, 1, 0)}, END},
         IMAGE_CHUNKS},
        {"transparency beside alpha",
         {{"IHDR", png_header(3, 2, "\x08\x06\0\0\0")},
          {"tRNS", S("abcdef")},
          {"IDAT", png_pixels(2, 12, 0)},
          END},
         IMAGE_CHUNKS},
        {"an end with data", {HEAD_4_4, DATA_4_4, {"IEND", S("a")}}, IMAGE_CHUNKS},
        {"a row too few", {HEAD_4_4, {"IDAT", png_pixels(3, 4, 0)}, END}, IMAGE_PIXELS},
        {"a row too many", {HEAD_4_4, {"IDAT", png_pixels(5, 4, 0)}, END}, IMAGE_PIXELS},
        {"filter 5", {HEAD_4_4, {"IDAT", png_pixels(4, 4, 5)}, END}, IMAGE_PIXELS},
        {"no compressed data", {HEAD_4_4, {"IDAT", S("")}, END}, IMAGE_PIXELS},
        {"bytes behind the compressed data",
         {HEAD_4_4, DATA_4_4, {"IDAT", S("Jan Peeters")}, END},
         IMAGE_PIXELS},
        {"half of the compressed data", {HEAD_4_4, {"IDAT", first}, END}, IMAGE_PIXELS},
        {"more pixels than an image may have",
         {HEAD_4_4, {"IDAT", png_pixels(2048, 4096, 0)}, END},
         IMAGE_PIXELS},
        {"a byte behind the end", {HEAD_4_4, DATA_4_4, END, {NULL, S("x")}}, IMAGE_BYTES_BEHIND},
        {"a file behind the end",
         {HEAD_4_4, DATA_4_4, END, {NULL, S("PK\3\4<script>")}},
         IMAGE_BYTES_BEHIND},
        {"64 KiB of text", {HEAD_4_4, {"tEXt", big}, DATA_4_4, END}, IMAGE_FINE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str png, again, bytes = file_from(rows[i].pieces);
        enum image_flaw flaw = read_bytes(bytes, &png);
        if (flaw != rows[i].flaw) fail_msg("%s: flaw %d, not %d", rows[i].name, flaw, rows[i].flaw);
        if (flaw != IMAGE_FINE) continue;
        assert_row(rows[i].name, image_has_header(png) && png.len <= bytes.len);
        assert_row(rows[i].name, read_bytes(png, &again) == IMAGE_FINE && str_eq(png, again));
    }
}

static void other_files(void **state) {
    (void)state;
    const struct piece large[PIECES] = {
        HEAD_4_4, {"tEXt", repeat('x', IMAGE_FILE_MAX)}, DATA_4_4, END};
    char noise[IMAGE_BYTES_MAX];
    uint64_t seed = 1;
    const struct random random = random_seeded(&seed);
    random_fill(&random, noise, sizeof noise);
    struct buf raw = buf_make(arena, 1 << 20);
    for (size_t i = 0; i < 256; i++) {
        buf_char(&raw, 0);
        buf_bytes(&raw, noise + i * 256, 256);
    }
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(1);
    char *room = arena_alloc(arena, 1 << 20);
    size_t len = libdeflate_zlib_compress(deflater, raw.ptr, raw.len, room, 1 << 20);
    libdeflate_free_compressor(deflater);
    const struct piece heavy[] = {
        {"IHDR", png_header(256, 256, GREY_8)}, {"IDAT", {room, len}}, END, {NULL, S("")}};
    const struct {
        const char *name;
        struct str bytes;
        enum image_flaw flaw;
    } rows[] = {
        {"empty", S(""), IMAGE_NOT_PNG},
        {"SVG", S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), IMAGE_NOT_PNG},
        {"GIF", S("GIF89a\1\0\1\0\0\0\0"), IMAGE_NOT_PNG},
        {"JPEG", S("\xff\xd8\xff\xe0"), IMAGE_NOT_PNG},
        {"half a signature", S("\x89PNG"), IMAGE_NOT_PNG},
        {"a signature", PNG_SIGNATURE, IMAGE_CUT},
        {"more than 1 MiB", file_from(large), IMAGE_FILE_TOO_LARGE},
        {"more than 64 KiB of pixels", file_from(heavy), IMAGE_TOO_LARGE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str png;
        enum image_flaw flaw = read_bytes(rows[i].bytes, &png);
        if (flaw != rows[i].flaw) fail_msg("%s: flaw %d, not %d", rows[i].name, flaw, rows[i].flaw);
    }
}

/* Text, Exif and animation can name a person or a place: nothing of them stays. */
static void only_the_image_stays(void **state) {
    (void)state;
    const struct piece whole[PIECES] = {HEAD_4_4,
                                        {"eXIf", S("MM\0*Jan Peeters")},
                                        {"tEXt", S("Author\0Jan Peeters")},
                                        {"acTL", S("\0\0\0\1\0\0\0\0")},
                                        DATA_4_4,
                                        {"iTXt", S("XML:com.adobe.xmp\0\0\0\0\0Jan Peeters")},
                                        {"prVt", S("Jan Peeters")},
                                        END},
                       bare[PIECES] = {HEAD_4_4, DATA_4_4, END};
    struct str png;
    assert_int_equal(read_bytes(file_from(whole), &png), IMAGE_FINE);
    assert_true(str_eq(png, file_from(bare)));
}

static void every_bit_is_checked(void **state) {
    (void)state;
    const struct piece pieces[PIECES] = {HEAD_4_4, DATA_4_4, END};
    struct str bytes = file_from(pieces), png;
    char *copy = arena_alloc(arena, bytes.len);
    for (size_t i = 0; i < bytes.len * 8; i++) {
        memcpy(copy, bytes.ptr, bytes.len);
        copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
        if (read_bytes((struct str){copy, bytes.len}, &png) == IMAGE_FINE)
            fail_msg("bit %zu was changed and not noticed", i);
    }
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_not_equal(read_bytes(str_sub(bytes, 0, len), &png), IMAGE_FINE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_every_chunk),
        cmocka_unit_test(other_files),
        cmocka_unit_test(only_the_image_stays),
        cmocka_unit_test(every_bit_is_checked),
    };
    return cmocka_run_group_tests_name("image", tests, unit_setup, unit_teardown);
}
