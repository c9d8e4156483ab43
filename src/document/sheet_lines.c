#include "document/sheet_lines.h"

#define ARM_MM 3.0 /* half the length of a corner mark */

void sheet_line(struct buf *out, double x, double y, double to_x, double to_y) {
    const double points[] = {x * MM, (PAGE_HEIGHT_MM - y) * MM, to_x * MM,
                             (PAGE_HEIGHT_MM - to_y) * MM};
    for (size_t i = 0; i < COUNT(points); i++) {
        pdf_number(out, points[i]);
        buf_c(out, i == 1 ? " m " : " ");
    }
    buf_c(out, "l\n");
}

/* Returns whether a line is inside the sheet; at its edge there is nothing to cut. */
static bool is_inside(double at, double size) {
    return at > 1 && at < size - 1;
}

void sheet_cut_lines(struct pdf *pdf, const struct layout *l, double dx, double dy) {
    struct buf *out = pdf_content(pdf);
    double right = l->left + l->columns * l->stock.width,
           bottom = l->top + l->rows * l->stock.height;
    pdf_artifact_begin(pdf);
    buf_c(out, "q .45 G .4 w [2.5 2] 0 d\n");
    for (int i = 0; i <= l->columns; i++) {
        double x = l->left + i * l->stock.width;
        if (is_inside(x, PAGE_WIDTH_MM)) sheet_line(out, x + dx, l->top + dy, x + dx, bottom + dy);
    }
    for (int i = 0; i <= l->rows; i++) {
        double y = l->top + i * l->stock.height;
        if (is_inside(y, PAGE_HEIGHT_MM)) sheet_line(out, l->left + dx, y + dy, right + dx, y + dy);
    }
    buf_c(out, "S Q\n");
    pdf_artifact_end(pdf);
}

void sheet_corners(struct pdf *pdf, const struct layout *l, double dx, double dy) {
    struct buf *out = pdf_content(pdf);
    bool gap = l->pitch_x > l->stock.width; /* the labels do not touch, so each has its own edges */
    int across = gap ? l->columns * 2 : l->columns + 1;
    for (int i = 0; i < across * (l->rows + 1); i++) {
        int edge = i % across;
        double x = dx + l->left +
                   (gap ? edge / 2 * l->pitch_x + edge % 2 * l->stock.width : edge * l->pitch_x);
        double y = dy + l->top + i / across * l->pitch_y;
        sheet_line(out, x - ARM_MM, y, x + ARM_MM, y);
        sheet_line(out, x, y - ARM_MM, x, y + ARM_MM);
    }
    buf_c(out, "S\n");
}
