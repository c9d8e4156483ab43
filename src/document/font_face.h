/* A font face as HarfBuzz holds it. Private to font*.c. */
#pragma once

#include <harfbuzz/hb.h>

#include "document/font.h"

/* Characters below this code point need no shaping in our fonts: one character is one glyph. */
enum { PLAIN = 0x250 };

struct face {
    hb_face_t *face;
    hb_font_t *font;
    int units; /* per em */
    uint16_t plain_glyphs[PLAIN];
    int plain_advances[PLAIN]; /* thousandths of the type size */
};

struct fonts {
    struct face faces[FONT_FACES];
    hb_language_t language;
};

/* Converts font units to thousandths of the type size, rounded to the nearest. */
static inline int thousandths(const struct face *face, int units) {
    return (int)(((int64_t)units * 1000 + (units < 0 ? -face->units : face->units) / 2) /
                 face->units);
}

/* Returns the code point at *at and advances *at. text must be valid UTF-8. */
static inline uint32_t next_point(struct str text, size_t *at) {
    unsigned char first = (unsigned char)text.ptr[*at];
    int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t point = more == 0 ? first : first & (0x3Fu >> more);
    for (int i = 1; i <= more && *at + (size_t)i < text.len; i++)
        point = point << 6 | ((unsigned char)text.ptr[*at + (size_t)i] & 0x3F);
    *at += (size_t)more + 1;
    return point;
}

/* Returns the family name of a face for the PDF, e.g. "Andika". */
const char *font_family_name(int face);
