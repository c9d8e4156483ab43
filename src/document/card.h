/*
 * Printed documents of bulk creation: cards, stickers, the test sheet for label printers, class
 * lists and the Excel workbook.
 *
 * All functions are pure: they read an array of cards and append a complete file to a buffer. The
 * caller decrypts the secrets and owns the arena, which should be a wiped one. See
 * docs/develop/document.md.
 */
#pragma once
#include "base/buf.h"
#include "base/day.h"

enum card_secret { CARD_PICTURES, CARD_WORD, CARD_TEMPORARY, CARD_SECRETS };
enum { CARD_PICTURES_MAX = 7 };
struct card {
    struct str first_name, last_name, group_name, class_code; /* class_code is empty when unknown */
    struct str username, address; /* e.g. "https://mijn.leerid.be/suheda.carabin" */
    enum card_secret kind;
    /* as the pupil types it; picture names joined by hyphens for CARD_PICTURES */
    struct str secret;
    /* picture numbers, 0..15, in the order of domain/pictures and tools/pictures.py */
    unsigned char pictures[CARD_PICTURES_MAX];
    int picture_count;
    /*
     * The workbook and the class lists use the fields below; cards and stickers use only
     * valid_until.
     */
    int school_number;
    int64_t roll_number;
    bool advanced;
    struct str kind_text; /* in Dutch, e.g. "Afbeeldingswachtwoord" */
    /* last day on which the temporary password works; DAY_NONE when unknown */
    day_count valid_until;
    struct str status_text; /* status column of the class list */
};
enum card_stock { STOCK_A4, STOCK_STICKER };
struct sheet_options {
    enum card_stock stock;
    int start_label; /* first free label of the first sheet, 1..12; used for STOCK_STICKER only */
    /* shift of everything on the page in half millimetres, -20..20; positive is right and down */
    int offset_x, offset_y;
    bool sheet_per_class;
    /* printed on every card, so that a lost card can be returned; may be empty */
    struct str school;
    /*
     * time of creation in ms UTC, printed on every card: the latest card of a pupil is the valid
     * one
     */
    int64_t made_ms;
};
/*
 * Returns true when both pupils are in the same class: equal class codes, or equal administrative
 * groups when neither has a class code. A class may contain several administrative groups.
 */
bool card_same_class(const struct card *a, const struct card *b);

struct fonts; /* All font faces of font.c. Read-only after fonts_open(), so threads may share it. */
/*
 * Opens every font file.
 *   folder  contains all files; NULL: the folders of Debian in /usr/share/fonts/truetype
 * Errors: RC_IO when a file is missing or unreadable (named in fault), RC_INVALID when folder is
 * too long.
 */
enum rc fonts_open(struct arena *arena, const char *folder, struct fonts **ret_fonts,
                   struct fault *fault) MUST_USE;
/* Releases the faces; the memory of fonts itself belongs to the arena. */
void fonts_close(struct fonts *fonts);
/* Returns the first character of text that no font contains, or 0 when all can be printed. */
uint32_t fonts_missing(const struct fonts *fonts, struct str text);

/*
 * Writes one PDF with all cards, in the given order, to out.
 * Errors: RC_INVALID for no cards or a start label outside the sheet, RC_LIMIT for an address that
 * is too long for a QR code, RC_TOO_LARGE when the PDF does not fit in out or the arena. Characters
 * without a glyph print as an empty box; check with fonts_missing() first.
 */
enum rc cards_pdf(struct arena *arena, const struct fonts *fonts,
                  const struct sheet_options *options, struct str title, const struct card *cards,
                  size_t count, struct buf *out) MUST_USE;
/*
 * Returns the number of sheets that cards_pdf() would use. ret_next_label: first free label after
 * the last card, 1 when its sheet is full.
 */
size_t cards_sheets(const struct sheet_options *options, const struct card *cards, size_t count,
                    int *ret_next_label);
/*
 * Texts of the test sheet: language is a BCP 47 tag, lines[0] the title, the others paragraphs
 * below it.
 */
struct test_sheet_texts {
    const char *language;
    const struct str *lines;
    size_t count;
};
/*
 * Writes a test sheet for plain paper, which the user holds against a sheet of labels: the corners
 * of all labels and a ruler of 100 mm in both directions, shifted by the offsets in options.
 * Errors: RC_INVALID for no texts, RC_TOO_LARGE.
 */
enum rc test_sheet_pdf(struct arena *arena, const struct fonts *fonts,
                       const struct sheet_options *options, const struct test_sheet_texts *texts,
                       struct buf *out) MUST_USE;
/*
 * Writes class lists: one table per class, each class on a new page, with number, name, username,
 * status and signature box. Source: docs/develop/requirements.md "Class lists". with_secrets adds
 * the password column and a notice that the list is confidential date_text printed at the bottom of
 * each page Errors: RC_INVALID for no cards, RC_TOO_LARGE when the PDF does not fit in out or the
 * arena.
 */
enum rc class_list_pdf(struct arena *arena, const struct fonts *fonts, struct str title,
                       struct str school_name, struct str date_text, bool with_secrets,
                       const struct card *cards, size_t count, struct buf *out) MUST_USE;
/*
 * Writes the Excel workbook of a bulk creation to out, which must be empty. Equal input gives equal
 * bytes; nothing is written to disk.
 *   made_ms  time of creation in ms UTC
 * Errors: RC_TOO_LARGE when the sheet or out is full. Source: docs/develop/document.md, ECMA-376.
 */
enum rc cards_workbook(struct arena *arena, const struct card *cards, size_t count, int64_t made_ms,
                       struct buf *out) MUST_USE;
