/* Draws page content: shaped lines of text, pictures, the mark and the stamp. */
#include "document/pdf_state.h"

void pdf_stamp_begin(struct pdf *pdf) {
    pdf->page_content = pdf->content;
    pdf->content = buf_make(pdf->arena, CONTENT_MAX);
}

void pdf_stamp_end(struct pdf *pdf, double width, double height) {
    pdf->stamp_id = object_new(&pdf->file);
    struct str entries = str_format(
        pdf->arena,
        "/Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<</Font %u 0 R/XObject<</M %u 0 R>>>>",
        (int)(width + 1), (int)(height + 1), pdf->fonts_id, pdf->mark_id);
    object_stream(&pdf->file, pdf->stamp_id, str_c(pdf->arena, entries), buf_view(&pdf->content));
    pdf->content = pdf->page_content;
}

struct text_run {
    int face;
    bool open;
};

static void run_close(struct pdf *pdf, struct text_run *run) {
    if (run->open) buf_c(&pdf->content, ">Tj\n");
    run->open = false;
}

static void run_open(struct pdf *pdf, struct text_run *run, int face, double size, double x,
                     double y) {
    buf_c(&pdf->content, "/F");
    buf_i64(&pdf->content, face);
    buf_char(&pdf->content, ' ');
    pdf_number(&pdf->content, size);
    buf_c(&pdf->content, " Tf 1 0 0 1 ");
    pdf_number(&pdf->content, x);
    buf_char(&pdf->content, ' ');
    pdf_number(&pdf->content, y);
    buf_c(&pdf->content, " Tm<");
    run->open = true;
    run->face = face;
}

static void put_plain_glyph(struct pdf *pdf, struct text_run *run, const struct glyph *g,
                            double size, double x, double y) {
    bool positioned = g->positioned;
    if (run->open && (positioned || run->face != g->face)) run_close(pdf, run);
    if (!run->open)
        run_open(pdf, run, g->face, size, x + g->dx * size / 1000, y + g->dy * size / 1000);
    pdf_hex(&pdf->content, g->id);
    if (positioned) run_close(pdf, run);
}

/* Returns the first or the last character of text; a space when text is empty. */
static struct str one_point(struct str text, bool last) {
    size_t from = last ? text.len : 0, to = last ? text.len : 0;
    if (text.len == 0) return S(" ");
    if (last) do
            from--;
        while (from > 0 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80);
    if (!last) do
            to++;
        while (to < text.len && ((unsigned char)text.ptr[to] & 0xC0) == 0x80);
    return str_sub(text, from, to - from);
}

/*
 * Records what the glyphs of a cluster stand for. Returns false when /ActualText is needed as well.
 * Readers expect every glyph to map to a character (ISO 14289-1, 7.21.7), so in a cluster of
 * several glyphs the first one maps to the first character and the others, as marks, to the last.
 */
static bool note_cluster(struct pdf *pdf, const struct glyph *glyphs, size_t count,
                         struct str meaning) {
    bool known = font_use_glyph(pdf->use, glyphs, count == 1 ? meaning : one_point(meaning, false));
    struct str last = one_point(meaning, true);
    for (size_t i = 1; i < count; i++) (void)font_use_glyph(pdf->use, &glyphs[i], last);
    return known && count == 1;
}

void pdf_line(struct pdf *pdf, const struct line *line, double size, double x, double y) {
    struct text_run run = {.open = false};
    double next_x = x;
    buf_c(&pdf->content, "BT\n");
    for (size_t i = 0; i < line->count;) {
        size_t end = i + 1;
        while (end < line->count && line->glyphs[end].from == line->glyphs[end].to) end++;
        const struct glyph *first = &line->glyphs[i];
        struct str meaning = str_sub(line->text, first->from, first->to - first->from);
        bool needs_actual_text = !note_cluster(pdf, first, end - i, meaning);
        if (needs_actual_text) {
            run_close(pdf, &run);
            buf_c(&pdf->content, "/Span<</ActualText");
            pdf_text_string(&pdf->content, meaning);
            buf_c(&pdf->content, ">>BDC\n");
        }
        for (; i < end; i++) {
            put_plain_glyph(pdf, &run, &line->glyphs[i], size, next_x, y);
            next_x += line->glyphs[i].advance * size / 1000;
        }
        if (needs_actual_text) {
            run_close(pdf, &run);
            buf_c(&pdf->content, "EMC\n");
        }
    }
    run_close(pdf, &run);
    buf_c(&pdf->content, "ET\n");
}

static void put_form(struct pdf *pdf, const char *name, double x, double y, double scale) {
    struct buf *out = &pdf->content;
    buf_c(out, "q ");
    pdf_number(out, scale);
    buf_c(out, " 0 0 ");
    pdf_number(out, scale);
    buf_char(out, ' ');
    pdf_number(out, x);
    buf_char(out, ' ');
    pdf_number(out, y);
    buf_format(out, " cm /%s Do Q\n", name);
}

void pdf_picture(struct pdf *pdf, int number, double x, double y, double side) {
    char name[] = {'P', (char)('A' + number), '\0'};
    if (pdf->picture_ids[number] == 0) pdf->picture_ids[number] = object_new(&pdf->file);
    put_form(pdf, name, x, y, side);
}

void pdf_mark(struct pdf *pdf, double x, double y, double side) {
    if (pdf->mark_id == 0) pdf->mark_id = object_new(&pdf->file);
    put_form(pdf, "M", x, y, side);
}

void pdf_stamp(struct pdf *pdf, double x, double y) {
    put_form(pdf, "S", x, y, 1);
}
