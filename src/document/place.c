#include "document/place.h"

double place_width(const struct line *line, double size) {
    return line->width * size / 1000 / MM;
}

double place_step(double size) {
    return size * LEADING / MM;
}

/*
 * Draws a line. In right-to-left text the trailing space is the first glyph; it is moved outside
 * the margin.
 */
void place_line(const struct place *p, const struct line *line, double size, double x, double y) {
    bool blank_first = line->count > 1 && line->text.ptr[line->glyphs[0].from] == ' ' &&
                       line->glyphs[0].from + 1 == line->text.len;
    if (blank_first) x -= line->glyphs[0].advance * size / 1000 / MM;
    pdf_line(p->pdf, line, size, (p->x + x) * MM, (PAGE_HEIGHT_MM - p->y - y) * MM);
}

struct fitted_text place_text(const struct place *p, enum font_style style, struct str text,
                              double size, double least, double room, size_t lines) {
    const struct fit_options fit = {style, size, least, room * MM, room * MM, lines};
    return font_fit(p->arena, p->fonts, text, &fit);
}

void place_lines(const struct place *p, const struct fitted_text *fitted, double x, double y) {
    for (size_t i = 0; i < fitted->count; i++)
        place_line(p, &fitted->lines[i], fitted->size, x,
                   y - (double)(fitted->count - 1 - i) * place_step(fitted->size));
}

double place_top(const struct fitted_text *fitted, double y) {
    return y - (double)(fitted->count - 1) * place_step(fitted->size) - fitted->size * ASCENT / MM;
}

struct picture_row place_set_pictures(const struct place *p, const struct card *card, double at) {
    const struct layout *l = p->layout;
    bool words = p->captions == CAPTIONS_WORDS, captions = p->captions != CAPTIONS_NONE;
    double side = l->picture, rise = captions ? place_step(l->sizes->caption) + 0.2 : 0;
    struct picture_row row = {.below = l->pictures_below || words,
                              .bottom = l->pictures - rise,
                              .caption_size = l->sizes->caption};
    row.top = row.bottom - side;
    if (row.below && l->pictures_labelled) row.top -= l->sizes->gap + l->sizes->small * ASCENT / MM;
    row.x = row.below ? l->margin : at + 0.5;
    int count = card->picture_count > 1 ? card->picture_count : 1;
    double room = l->stock.width - l->margin - row.x;
    row.step = words ? room / count : count > 1 ? (room - side) / (count - 1) : 0;
    if (!words && row.step > side + 1.2) row.step = side + 1.2;
    row.indent = words ? (row.step - side) / 2 : 0;
    for (int i = 0; i < card->picture_count && captions; i++) {
        struct str text =
            words ? p->texts->pictures[card->pictures[i]] : str_format(p->arena, "%d", i + 1);
        row.captions[i] = place_text(p, FONT_REGULAR, text, row.caption_size, 4, row.step - 0.5, 1);
        if (row.captions[i].size < row.caption_size) row.caption_size = row.captions[i].size;
    }
    return row;
}

void place_put_pictures(const struct place *p, const struct card *card,
                        const struct picture_row *row) {
    double side = p->layout->picture;
    for (int i = 0; i < card->picture_count; i++) {
        double x = row->x + i * row->step + row->indent;
        const struct line *caption = row->captions[i].count > 0 ? row->captions[i].lines : NULL;
        pdf_leaf_begin(p->pdf, "Figure", p->texts->pictures[card->pictures[i]]);
        pdf_picture(p->pdf, card->pictures[i], (p->x + x) * MM,
                    (PAGE_HEIGHT_MM - p->y - row->bottom) * MM, side * MM);
        if (caption != NULL)
            place_line(p, caption, row->caption_size,
                       x + (side - place_width(caption, row->caption_size)) / 2,
                       row->bottom + 0.4 + row->caption_size * ASCENT / MM);
        pdf_leaf_end(p->pdf);
    }
}
