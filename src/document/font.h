/* Fonts: which one has a word, what glyphs it becomes, and embedding the glyphs that were used.
 * struct fonts is read-only after opening and shared by threads; struct font_use belongs to one
 * document. Libraries: HarfBuzz (shaping), harfbuzz-subset (embedding), ICU (direction of runs).
 * Source: CARDS "Rules found the hard way". */
#pragma once

#include "document/card.h"

enum font_style { FONT_REGULAR, FONT_BOLD, FONT_STYLES };
enum {
    FONT_FAMILIES = 21 /* Andika, DejaVu Sans, then a family for each further script */,
    FONT_FACES = FONT_FAMILIES * FONT_STYLES
};

/* One glyph where it stands: advance and offsets in thousandths of the type size. */
struct glyph {
    uint16_t face, id;
    bool
        apart; /* moved, or its advance is not the font's: the glyph after it is placed by itself */
    int advance, dx, dy;
    uint32_t from,
        to; /* the bytes of the text it came from; from == to: belongs to the glyph before it */
};

struct line {
    const struct glyph *glyphs; /* in the order they are drawn, left to right */
    size_t count;
    int width; /* thousandths of the type size */
    struct str text;
};
/* Shapes one line of text; words choose their font whole. Characters no font has become glyph 0. */
struct line font_line(struct arena *arena, const struct fonts *fonts, enum font_style style,
                      struct str text);
/* Length in bytes of the longest beginning of the line's text that is no wider than width
 * (thousandths), in the order of reading; 0 when not even the first letter fits. Never inside a
 * cluster, nor before a combining mark. Takes no memory that lasts. */
size_t font_cut(struct arena *arena, const struct line *line, int width);
/* How a text that may lose nothing is set: as large as it fits on one line, from size down to
 * least; what is too wide even then is broken over at most that many lines of the least size, at
 * blanks and signs where there are some. Only a text that does not fit so becomes smaller still.
 * Sizes and widths in points. */
enum { WHOLE_LINES = 4 };
struct fitting {
    enum font_style style;
    double size, least;
    double first, room; /* the width of the first line and of those after it */
    size_t lines;       /* 1..WHOLE_LINES */
};
struct whole {
    double size;
    struct line lines[WHOLE_LINES]; /* together the whole text; a blank at an end is kept and takes
                                       no width */
    size_t count;
};
struct whole font_whole(struct arena *arena, const struct fonts *fonts, struct str text,
                        const struct fitting *fit);

/* The glyphs a document uses, and what they mean. */
struct font_use;
struct font_use *font_use_make(struct arena *arena, const struct fonts *fonts);
/* Notes the use; false when this glyph was given another meaning before: the text must then be said
 * apart (/ActualText). */
bool font_use_glyph(struct font_use *use, const struct glyph *glyph, struct str meaning);
bool font_used(const struct font_use *use, int face);

/* What stands in the PDF for one face. */
struct font_file {
    struct str name;     /* "ABCDEF+Andika-Bold" */
    struct str program;  /* the subset as TrueType, glyph numbers kept */
    struct str widths;   /* the /W array */
    struct str unicodes; /* the ToUnicode CMap */
    int ascent, descent, cap_height, box[4];
    bool bold;
};
enum rc font_embed(struct arena *arena, const struct font_use *use, int face,
                   struct font_file *ret_file) MUST_USE;
