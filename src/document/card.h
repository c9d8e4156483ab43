/* Seam of the document room: see docs/develop/document.md. */
#pragma once
#include "base/buf.h"
#include "base/day.h"

enum card_secret { CARD_PICTURES, CARD_WORD, CARD_TEMPORARY, CARD_SECRETS };
enum { CARD_PICTURES_MAX = 7 };
struct card {
    struct str first_name, last_name, group_name, class_code; /* class_code "" = unknown */
    struct str username, address; /* address: "https://mijn.leerid.be/suheda.carabin" */
    enum card_secret kind;
    struct str secret; /* canonical text; picture names joined by hyphens for CARD_PICTURES */
    unsigned char pictures[CARD_PICTURES_MAX]; /* numbers 0..15, domain/pictures order = file order
                                                  in assets/pictures by that table */
    int picture_count;
    /* for the workbook and class lists only */
    int school_number;
    int64_t roll_number;
    bool advanced;
    struct str kind_text;   /* Dutch: "Afbeeldingswachtwoord" */
    day_count valid_until;  /* last day; DAY_NONE: unknown */
    struct str status_text; /* class lists */
};
enum card_stock { STOCK_A4, STOCK_STICKER };
struct sheet_options {
    enum card_stock stock;
    int start_label;        /* 1..12, stickers */
    int offset_x, offset_y; /* half mm, -20..20 */
    bool sheet_per_class;
    struct str school; /* in the foot of every card: a card that is found goes back there; "" leaves
                          it out */
    int64_t made_ms;   /* time of making, in the foot: of two cards the later one counts */
};
/* Are two pupils of one class: the class code tells when it is known, else the administrative
 * group. A class may mix groups. */
bool card_same_class(const struct card *a, const struct card *b);

struct fonts; /* regular and bold of the families in font.c; read-only after opening, shared by
                 threads */
enum rc fonts_open(struct arena *arena, const char *folder /* NULL: the system's */,
                   struct fonts **ret_fonts, struct fault *fault) MUST_USE;
void fonts_close(struct fonts *fonts);
/* The first character of text that no font has; 0: all printable. */
uint32_t fonts_missing(const struct fonts *fonts, struct str text);

/* All cards of one kind-of-document in given order; out gets the whole PDF. RC_INVALID: a glyph is
 * missing (check with fonts_missing before). RC_TOO_LARGE: out overflowed */
enum rc cards_pdf(struct arena *arena, const struct fonts *fonts,
                  const struct sheet_options *options, struct str title, const struct card *cards,
                  size_t count, struct buf *out) MUST_USE;
/* How many sheets that takes, and the label after the last card: 1 when its sheet is full. */
size_t cards_sheets(const struct sheet_options *options, const struct card *cards, size_t count,
                    int *ret_next_label);
/* A sheet to print on plain paper and hold against a sheet of labels: the cut edges of the labels,
 * a mark in each corner, a ruler of 100 mm in both directions. language: BCP 47; lines: the first
 * is the title; the others are told below it. */
struct test_sheet_texts {
    const char *language;
    const struct str *lines;
    size_t count;
};
enum rc test_sheet_pdf(struct arena *arena, const struct fonts *fonts,
                       const struct sheet_options *options, const struct test_sheet_texts *texts,
                       struct buf *out) MUST_USE;
/* UX-12: one table a class: number, name, username, status, signature box; with_secrets adds the
 * password column and says that the list is confidential. date_text stands in the foot of each
 * page. */
enum rc class_list_pdf(struct arena *arena, const struct fonts *fonts, struct str title,
                       struct str school_name, struct str date_text, bool with_secrets,
                       const struct card *cards, size_t count, struct buf *out) MUST_USE;
/*
 * Writes the Excel workbook of a bulk creation to out, which must be empty. made_ms is the time of
 * making in milliseconds UTC; equal input gives equal bytes. Nothing touches a disk.
 * Errors: RC_TOO_LARGE when the sheet or out has no room. Source: docs/develop/document.md,
 * ECMA-376.
 */
enum rc cards_workbook(struct arena *arena, const struct card *cards, size_t count, int64_t made_ms,
                       struct buf *out) MUST_USE;
