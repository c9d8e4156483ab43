/* A PDF writer for what this product prints: PDF 1.7 with object streams, tagged (PDF/UA-shaped),
 * embedded subsets, vector pictures. Equal input gives equal bytes: no dates, no random ids. Units
 * on a page are points; y runs upwards. Source: ISO 32000-1; CARDS. */
#pragma once

#include "document/font.h"

struct pdf;
/* out receives the file. The arena holds what the whole document needs; what one line needs may lie
 * in an arena of the caller that is reset after it. */
struct pdf *pdf_begin(struct arena *arena, const struct fonts *fonts, struct str title,
                      struct buf *out);
/* The language of the document, BCP 47; "nl-BE" unless it is set. Not copied. */
void pdf_set_language(struct pdf *pdf, const char *language);
/* Closes the document and gives its libraries back, also after a failure. RC_TOO_LARGE: it does not
 * fit in out or in the arena. */
enum rc pdf_end(struct pdf *pdf) MUST_USE;
/* Nothing more needs to be drawn: pdf_end will answer RC_TOO_LARGE. Asked once a row. */
bool pdf_is_too_large(const struct pdf *pdf);

void pdf_page_begin(struct pdf *pdf);
void pdf_page_end(struct pdf *pdf);

/* Structure: groups nest (Sect, Table, TR, …); leaves are what text and figures mark. */
void pdf_group_begin(struct pdf *pdf, const char *role);
void pdf_group_end(struct pdf *pdf);
/* Marks what is drawn until pdf_leaf_end as one element of that role ("P", "H2", "TD"); alt for
 * Figure, else "". */
void pdf_leaf_begin(struct pdf *pdf, const char *role, struct str alt);
void pdf_leaf_end(struct pdf *pdf);
/* Inside a leaf "Link": makes the rectangle from x, y (lower left, points) an annotation that opens
 * the address (ASCII), said to be a personal page. */
void pdf_link(struct pdf *pdf, struct str address, double x, double y, double width, double height);
/* What is drawn between is no content: cut lines, rulers, page numbers. */
void pdf_artifact_begin(struct pdf *pdf);
void pdf_artifact_end(struct pdf *pdf);

/* Drawing operators go straight into the page. */
struct buf *pdf_content(struct pdf *pdf);
/* A shaped line with its baseline at x, y. */
void pdf_line(struct pdf *pdf, const struct line *line, double size, double x, double y);
/* Picture number 0..15 in a square of that side, lower left corner at x, y. */
void pdf_picture(struct pdf *pdf, int number, double x, double y, double side);
/* What is drawn between is kept once and put on pages many times, inside a leaf or an artifact: the
 * foot of every card. Its own lower left corner is 0, 0; nothing outside width × height is shown.
 * One for each document, not on an open page. */
void pdf_stamp_begin(struct pdf *pdf);
void pdf_stamp_end(struct pdf *pdf, double width, double height);
void pdf_stamp(struct pdf *pdf, double x, double y);
void pdf_mark(struct pdf *pdf, double x, double y, double side); /* the LeerID mark */

#define MM 2.8346456692913385 /* points in a millimetre */
enum { PAGE_WIDTH_MM = 210, PAGE_HEIGHT_MM = 297 };
/* Numbers in page content: at most two decimals, no needless zeros. */
void pdf_number(struct buf *out, double value);
