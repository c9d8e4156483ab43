/* One card being drawn: lines of text and rows of pictures in millimetres from its upper left
 * corner. Shared by cards.c and place.c. */
#pragma once

#include "document/layout.h"
#include "document/pdf.h"

#define LEADING 1.15 /* from line to line, in sizes */
#define ASCENT 0.78  /* height over the baseline, in sizes */

struct place {
    struct arena *arena;
    const struct fonts *fonts;
    struct pdf *pdf;
    const struct layout *layout;
    const struct card_texts *texts;
    enum card_captions captions;
    double x, y; /* of the upper left corner of the card on the page */
};

/* Millimetres: the width of a line, and from baseline to baseline. size: points. */
double place_width(const struct line *line, double size);
double place_step(double size);
/* The upper edge of lines whose last baseline is y. */
double place_top(const struct fitted_text *fitted, double y);
/* Sets a text as font_fit does; room: its width in millimetres. */
struct fitted_text place_text(const struct place *place, enum font_style style, struct str text,
                              double size, double least, double room, size_t lines);
/* Draws a line with its baseline at x, y. */
void place_line(const struct place *place, const struct line *line, double size, double x,
                double y);
/* Draws lines one under another, the last on the baseline y. */
void place_lines(const struct place *place, const struct fitted_text *fitted, double x, double y);

/* A row of pictures: where it begins, from picture to picture, its lower edge. */
struct picture_row {
    double x, bottom, top; /* top: of all that belongs to the password */
    double step, indent;   /* indent: of a picture in its step */
    struct fitted_text captions[CARD_PICTURES_MAX];
    double caption_size;
    bool below; /* on a line of its own */
};
/* at: where the label of the password ends. */
struct picture_row place_set_pictures(const struct place *place, const struct card *card,
                                      double at);
void place_put_pictures(const struct place *place, const struct card *card,
                        const struct picture_row *row);
