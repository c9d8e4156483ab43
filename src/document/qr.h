/*
 * QR codes as vector rectangles. Runs of dark modules are merged over rows, which keeps the
 * output small; they scan at 100 dpi.
 *
 * Error correction level M, versions 1 to 12, fixed mask: choosing the best mask costs ten times as
 * much and phones read every mask equally well. Library: libqrcodegen. Source: ISO/IEC 18004;
 * docs/develop/card-layout.md.
 */
#pragma once

#include "base/buf.h"

/*
 * Writes PDF operators that draw the code in a square of side points with its lower left corner at
 * x, y. Errors: RC_LIMIT when the text is too long.
 */
enum rc qr_draw(struct buf *out, const char *text, double x, double y, double side) MUST_USE;
/*
 * Writes a <path> element for an SVG with viewBox "0 0 *ret_modules *ret_modules". Errors: RC_LIMIT
 * when the text is too long.
 */
enum rc qr_svg_path(struct buf *out, const char *text, int *ret_modules) MUST_USE;
