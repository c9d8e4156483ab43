/* Lines on a sheet of cards or labels: where to cut, and where the cut edges of labels are. */
#pragma once

#include "document/layout.h"
#include "document/pdf.h"

/* Appends a line from x, y to to_x, to_y: millimetres from the upper left corner of the page. */
void sheet_line(struct buf *out, double x, double y, double to_x, double to_y);
/* Dashed lines that two cards share, each drawn once. dx, dy: the offset of the printer in mm. */
void sheet_cut_lines(struct pdf *pdf, const struct layout *layout, double dx, double dy);
/* A cross on each corner of each label: held against the light it lies on the cut edges. */
void sheet_corners(struct pdf *pdf, const struct layout *layout, double dx, double dy);
