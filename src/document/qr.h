/* QR codes as rectangles merged over rows: vector, small, read at 100 dpi. Level M, fixed mask
 * (choosing the mask costs ten times as much and phones read all masks alike). Source: ISO/IEC
 * 18004 through libqrcodegen; CARDS. */
#pragma once

#include "base/buf.h"

/* Writes PDF operators that fill a square of that side (points) with its lower left corner at x, y.
 * RC_LIMIT: the text is too long. */
enum rc qr_draw(struct buf *out, const char *text, double x, double y, double side) MUST_USE;
/* The same as the content of an SVG element with viewBox "0 0 *ret_modules *ret_modules". */
enum rc qr_svg_path(struct buf *out, const char *text, int *ret_modules) MUST_USE;
