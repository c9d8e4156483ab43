/*
 * Shaping text into glyphs, fitting text into a width, and embedding the glyphs that a document
 * uses.
 *
 * struct fonts is read-only after opening and shared by threads; struct font_use belongs to one
 * document. Libraries: HarfBuzz (shaping), harfbuzz-subset (embedding), ICU (bidirectional text).
 *
 * Source: docs/develop/card-layout.md "Rules".
 */
#pragma once

#include "document/card.h"

enum font_style { FONT_REGULAR, FONT_BOLD, FONT_STYLES };
enum {
    FONT_FAMILIES = 22 /* Andika, DejaVu Sans, then one family per additional script */,
    FONT_FACES = FONT_FAMILIES * FONT_STYLES
};

/* A positioned glyph. Advance and offsets are in thousandths of the type size. */
struct glyph {
    uint16_t face, id;
    bool positioned; /* has an offset or its own advance, so the next glyph is placed explicitly */
    int advance, dx, dy;
    uint32_t from, to; /* bytes of the text; from == to for the further glyphs of a cluster */
};

struct line {
    const struct glyph *glyphs; /* in drawing order, left to right */
    size_t count;
    int width; /* thousandths of the type size */
    struct str text;
};
/*
 * Shapes one line of text. A word is set in the first family that has all its characters;
 * characters that no font contains become glyph 0.
 */
struct line font_line(struct arena *arena, const struct fonts *fonts, enum font_style style,
                      struct str text);
/*
 * Returns the length in bytes of the longest prefix, in reading order, whose width is at most width
 * (thousandths of the type size); 0 when the first letter is already too wide. Never cuts inside a
 * cluster or before a combining mark. Scratch memory is given back to the arena.
 */
size_t font_cut(struct arena *arena, const struct line *line, int width);
/*
 * How to fit a text that must be printed completely. font_fit() tries one line at size, then
 * smaller sizes down to least, then breaks the text at size least over at most lines lines,
 * preferably at spaces and punctuation. Only when that is not enough does it go below least. Sizes
 * and widths are in points.
 */
enum { FIT_LINES_MAX = 4 };
struct fit_options {
    enum font_style style;
    double size, least;
    double first, room; /* width of the first line and of the further lines */
    size_t lines;       /* 1..FIT_LINES_MAX */
};
struct fitted_text {
    double size;
    /* together the complete text; a trailing space is kept but does not count as width */
    struct line lines[FIT_LINES_MAX];
    size_t count;
};
struct fitted_text font_fit(struct arena *arena, const struct fonts *fonts, struct str text,
                            const struct fit_options *fit);

/* Collects the glyphs that one document uses and the text each stands for. */
struct font_use;
struct font_use *font_use_make(struct arena *arena, const struct fonts *fonts);
/*
 * Records that glyph stands for meaning. Returns false when the glyph already stands for another
 * text; the caller must then write /ActualText.
 */
bool font_use_glyph(struct font_use *use, const struct glyph *glyph, struct str meaning);
/* Returns true when the document uses at least one glyph of the face. */
bool font_used(const struct font_use *use, int face);

/* Parts of an embedded font in the PDF file. */
struct font_file {
    struct str name;     /* e.g. "ABCDEF+Andika-Bold" */
    struct str program;  /* TrueType subset with the original glyph numbers */
    struct str widths;   /* contents of the /W array */
    struct str unicodes; /* ToUnicode CMap */
    int ascent, descent, cap_height, box[4];
    bool bold;
};
/* Builds the subset of one used face. Errors: RC_IO (out of memory), RC_BUG (HarfBuzz failed). */
enum rc font_embed(struct arena *arena, const struct font_use *use, int face,
                   struct font_file *ret_file) MUST_USE;
