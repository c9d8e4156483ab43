/* Lines on a sheet: cut lines between cards, and marks at the corners of labels. */
#pragma once

#include "document/layout.h"
#include "document/pdf.h"

/*
 * Appends a line from (x, y) to (to_x, to_y), in millimetres from the upper left corner of the
 * page.
 */
void sheet_line(struct buf *out, double x, double y, double to_x, double to_y);
/* Draws dashed cut lines; adjacent cards share one. dx, dy: printer offset in millimetres. */
void sheet_cut_lines(struct pdf *pdf, const struct layout *layout, double dx, double dy);
/*
 * Draws a cross on each corner of each label, to compare a plain sheet with the labels against the
 * light.
 */
void sheet_corners(struct pdf *pdf, const struct layout *layout, double dx, double dy);
