/* The test sheet, which shows an offset or a wrong scale of the printer before labels are used. */
#include "document/pdf.h"
#include "document/sheet_lines.h"

enum { RULER_MM = 100, TITLE_SIZE = 15, TEXT_SIZE = 10, NUMBER_SIZE = 7, LINES_MAX = 3 };
#define RULER_X 20.0
#define RULER_Y 62.0 /* upper edge of the horizontal ruler */
#define RULER_GAP 14.0
#define TEXT_X 36.0
#define TEXT_STEP 4.6

static void put_ruler(struct pdf *pdf, double x, double y, bool vertical) {
    struct buf *out = pdf_content(pdf);
    for (int mm = 0; mm <= RULER_MM; mm++) {
        double length = mm % 10 == 0 ? 5 : mm % 5 == 0 ? 3.5 : 2;
        double at_x = x + (vertical ? 0 : mm), at_y = y + (vertical ? mm : 0);
        sheet_line(out, at_x, at_y, at_x + (vertical ? length : 0), at_y + (vertical ? 0 : length));
    }
    buf_c(out, "S\n");
}

static void put_numbers(struct arena *arena, const struct fonts *fonts, struct pdf *pdf, double x,
                        double y, bool vertical) {
    for (int mm = 0; mm <= RULER_MM; mm += 10) {
        struct line line = font_line(arena, fonts, FONT_REGULAR, str_format(arena, "%d", mm));
        double half = line.width * NUMBER_SIZE / 2000.0 / MM;
        double at_x = vertical ? x + 6 : x + mm - half, at_y = vertical ? y + mm + 0.9 : y + 8;
        pdf_line(pdf, &line, NUMBER_SIZE, at_x * MM, (PAGE_HEIGHT_MM - at_y) * MM);
    }
}

static void put_texts(struct arena *arena, const struct fonts *fonts, struct pdf *pdf,
                      const struct test_sheet_texts *texts) {
    double y = RULER_Y - 8, room = PAGE_WIDTH_MM - TEXT_X - 20;
    for (size_t i = 0; i < texts->count; i++) {
        bool title = i == 0;
        const struct fit_options fit = {title ? FONT_BOLD : FONT_REGULAR,
                                        title ? TITLE_SIZE : TEXT_SIZE,
                                        TEXT_SIZE,
                                        room * MM,
                                        room * MM,
                                        LINES_MAX};
        struct fitted_text fitted = font_fit(arena, fonts, texts->lines[i], &fit);
        pdf_leaf_begin(pdf, title ? "H1" : "P", S(""));
        for (size_t k = 0; k < fitted.count; k++, y += TEXT_STEP)
            pdf_line(pdf, &fitted.lines[k], fitted.size, (title ? RULER_X : TEXT_X) * MM,
                     (PAGE_HEIGHT_MM - y) * MM);
        pdf_leaf_end(pdf);
        y = title ? RULER_Y + RULER_GAP + 4 : y + 1.4;
    }
}

enum rc card_test_sheet_pdf(struct arena *arena, const struct fonts *fonts,
                            const struct sheet_options *options,
                            const struct test_sheet_texts *texts, struct buf *out) {
    const struct layout *l = layout_of(options->stock);
    ENSURE(texts->count > 0, RC_INVALID);
    struct pdf *pdf =
        pdf_begin(arena, fonts, str_format(arena, "LeerID %.*s", STR_ARG(texts->lines[0])), out);
    pdf_set_language(pdf, texts->language);
    pdf_page_begin(pdf);
    pdf_artifact_begin(pdf);
    buf_c(pdf_content(pdf), "q 0 G .4 w\n");
    sheet_corners(pdf, l, options->offset_x / 2.0, options->offset_y / 2.0);
    put_ruler(pdf, RULER_X, RULER_Y, false);
    put_ruler(pdf, RULER_X, RULER_Y + RULER_GAP, true);
    buf_c(pdf_content(pdf), "Q\n");
    put_numbers(arena, fonts, pdf, RULER_X, RULER_Y, false);
    put_numbers(arena, fonts, pdf, RULER_X, RULER_Y + RULER_GAP, true);
    pdf_artifact_end(pdf);
    put_texts(arena, fonts, pdf, texts);
    pdf_page_end(pdf);
    return pdf_end(pdf);
}
