/*
 * Draws on one card: lines of text and rows of pictures, in millimetres from its upper left corner.
 * Shared by cards.c and place.c.
 */
#pragma once

#include "document/layout.h"
#include "document/pdf.h"

#define LEADING 1.15 /* line distance, in type sizes */
#define ASCENT 0.78  /* height above the baseline, in type sizes */

struct place {
    struct arena *arena;
    const struct fonts *fonts;
    struct pdf *pdf;
    const struct layout *layout;
    const struct card_texts *texts;
    enum card_captions captions;
    double x, y; /* upper left corner of the card on the page */
};

/*
 * Return, in millimetres, the width of a line and the distance between baselines, for a size in
 * points.
 */
double place_width(const struct line *line, double size);
double place_step(double size);
/* Returns the upper edge of lines whose last baseline is y. */
double place_top(const struct fitted_text *fitted, double y);
/* Fits a text as font_fit() does. room: available width in millimetres. */
struct fitted_text place_text(const struct place *place, enum font_style style, struct str text,
                              double size, double least, double room, size_t lines);
/* Draws a line with its baseline at x, y. */
void place_line(const struct place *place, const struct line *line, double size, double x,
                double y);
/* Draws lines below each other, the last one on baseline y. */
void place_lines(const struct place *place, const struct fitted_text *fitted, double x, double y);

/* A row of pictures: left edge, lower edge, and distance between pictures. */
struct picture_row {
    double x, bottom, top; /* top: upper edge of the password, label included */
    double step, indent;   /* indent: from the start of a step to its picture */
    struct fitted_text captions[CARD_PICTURES_MAX];
    double caption_size;
    bool below; /* on a separate line */
};
/*
 * Computes the row of a card's pictures.
 *   at  right end of the password's label
 */
struct picture_row place_set_pictures(const struct place *place, const struct card *card,
                                      double at);
void place_put_pictures(const struct place *place, const struct card *card,
                        const struct picture_row *row);
