/*
 * PDF writer for the documents of this product: PDF 1.7 with object streams, tagged structure
 * (PDF/UA), embedded font subsets and vector pictures.
 *
 * Equal input gives equal bytes: the file contains no dates and no random ids. Coordinates are
 * points with y upwards, origin in the lower left corner of the page. Writers do not report errors
 * one by one: pdf_end() returns RC_TOO_LARGE when anything did not fit.
 *
 * Source: ISO 32000-1; docs/develop/card-layout.md.
 */
#pragma once

#include "document/font.h"

struct pdf;
/*
 * Starts a document that is written to out. arena must live until pdf_end() and holds the structure
 * of the whole document; lines may be shaped in a scratch arena that the caller resets.
 */
struct pdf *pdf_begin(struct arena *arena, const struct fonts *fonts, struct str title,
                      struct buf *out);
/* Sets the document language, a BCP 47 tag; the default is "nl-BE". language is not copied. */
void pdf_set_language(struct pdf *pdf, const char *language);
/*
 * Finishes the file and releases the libraries; call it exactly once, also after a failure. Errors:
 * RC_TOO_LARGE when out or the arena is full, RC_IO or RC_BUG when a font cannot be embedded.
 */
enum rc pdf_end(struct pdf *pdf) MUST_USE;
/*
 * Returns true once pdf_end() is bound to return RC_TOO_LARGE, so that callers can stop early.
 * Check it once per row.
 */
bool pdf_is_too_large(const struct pdf *pdf);

/* Starts and ends an A4 page. */
void pdf_page_begin(struct pdf *pdf);
void pdf_page_end(struct pdf *pdf);

/*
 * Starts and ends a structure element that contains others ("Sect", "Table", "TR"); they nest up to
 * 8 deep.
 */
void pdf_group_begin(struct pdf *pdf, const char *role);
void pdf_group_end(struct pdf *pdf);
/*
 * Starts and ends a structure element with content ("P", "H2", "TD"). alt is the alternative text
 * of a "Figure", otherwise empty; not copied.
 */
void pdf_leaf_begin(struct pdf *pdf, const char *role, struct str alt);
void pdf_leaf_end(struct pdf *pdf);
/* Inside a leaf "Link": makes the rectangle from x, y (lower left, points) an annotation that opens
 * the address (ASCII); alt says what it opens. */
void pdf_link(struct pdf *pdf, struct str address, struct str alt, double x, double y, double width,
              double height);
/* Starts and ends an artifact: drawing that is not content, such as cut lines and page numbers. */
void pdf_artifact_begin(struct pdf *pdf);
void pdf_artifact_end(struct pdf *pdf);

/* Returns the content stream of the open page, for drawing operators. */
struct buf *pdf_content(struct pdf *pdf);
/* Draws a shaped line with its baseline at x, y. size is in points. */
void pdf_line(struct pdf *pdf, const struct line *line, double size, double x, double y);
/* Draws picture number 0..15 in a square with its lower left corner at x, y. */
void pdf_picture(struct pdf *pdf, int number, double x, double y, double side);
/*
 * Defines and draws the stamp: content that is stored once and placed on many pages, inside a leaf
 * or an artifact, such as the footer of the cards. The origin is the lower left corner of the
 * stamp; content outside width × height is clipped. A document has at most one stamp, defined while
 * no page is open.
 */
void pdf_stamp_begin(struct pdf *pdf);
void pdf_stamp_end(struct pdf *pdf, double width, double height);
void pdf_stamp(struct pdf *pdf, double x, double y);
/* Draws the LeerID mark in a square with its lower left corner at x, y. */
void pdf_mark(struct pdf *pdf, double x, double y, double side);

#define MM 2.8346456692913385 /* points per millimetre */
enum { PAGE_WIDTH_MM = 210, PAGE_HEIGHT_MM = 297 };
/* Writes a number for page content: at most two decimals, without trailing zeros. */
void pdf_number(struct buf *out, double value);
