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
    bool inactive; /* status column of the class list */
};
/* What cards are printed on. The numbers are stored in the table sheet and never change. */
enum card_stock {
    STOCK_A4,
    STOCK_STICKER,
    STOCK_L7160,
    STOCK_L7163,
    STOCK_BANK_CARD,
    STOCK_A6,
    STOCKS
};
struct stock {
    const char *word;     /* in forms and on the command line */
    double width, height; /* of a card, millimetres */
    int cards;            /* on a sheet */
    bool is_cut;          /* plain paper with cut lines; otherwise a sheet of labels */
    bool has_captions;    /* a line fits under the pictures of a picture password */
};
const struct stock *stock_of(enum card_stock stock);
/* Returns RC_INVALID when no stock has that word. */
enum rc stock_read(struct str word, enum card_stock *ret_stock) MUST_USE;

/* Printed under each picture of a picture password: nothing, its word, or its place in the row. */
enum card_captions { CAPTIONS_NONE, CAPTIONS_WORDS, CAPTIONS_NUMBERS, CAPTIONS };

/* Columns of a class list. */
enum class_list_column {
    CLASS_LIST_NUMBER,
    CLASS_LIST_NAME,
    CLASS_LIST_USERNAME,
    CLASS_LIST_STATUS,
    CLASS_LIST_SECRET,
    CLASS_LIST_SIGNATURE,
    CLASS_LIST_COLUMNS
};
enum { CARD_PICTURE_NAMES = 16 };
/* The fixed texts of the documents in one language; {0}, {1} … stand for data. */
struct card_texts {
    const char *language;                     /* BCP 47 */
    struct str username, password, temporary; /* labels, with colon, without trailing space */
    struct str note;                          /* note on a temporary password without expiry date */
    struct str note_by;                       /* with expiry date: {0} day, {1} month, {2} year */
    struct str
        foot; /* {0} school followed by " · ", or ""; {1} day, {2} month, {3} year, {4} time */
    struct str qr;   /* alternative text of the QR code: {0} address */
    struct str link; /* alternative text of the address */
    struct str pictures[CARD_PICTURE_NAMES];
    struct str title_cards, title_labels, title_list; /* {0} class, {1} school */
    struct str range;                                 /* {0} first class, {1} last class */
    struct str list_columns[CLASS_LIST_COLUMNS];
    struct str list_secret; /* notice that a list with passwords is confidential */
    struct str list_foot;   /* {0} time of creation, {1} page, {2} number of pages */
    struct str active, inactive;
};

struct sheet_options {
    enum card_stock stock;
    int start_label; /* first free label of the first sheet, 1..cards on a sheet; labels only */
    /* shift of everything on the page in half millimetres, -20..20; positive is right and down */
    int offset_x, offset_y;
    bool sheet_per_class;
    /*
     * Orders the cards so that a stack of sheets, cut at once, gives piles in order. For stocks
     * that are cut; with sheet_per_class each class is a stack of its own.
     */
    bool stacked;
    enum card_captions captions;    /* ignored on a stock without has_captions */
    const struct card_texts *texts; /* required for cards; the test sheet has its own texts */
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
enum rc card_pdf(struct arena *arena, const struct fonts *fonts,
                 const struct sheet_options *options, struct str title, const struct card *cards,
                 size_t count, struct buf *out) MUST_USE;
/*
 * Returns the number of sheets that card_pdf() would use. ret_next_label: first free label after
 * the last card, 1 when its sheet is full.
 */
size_t card_sheets(const struct sheet_options *options, const struct card *cards, size_t count,
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
enum rc card_test_sheet_pdf(struct arena *arena, const struct fonts *fonts,
                            const struct sheet_options *options,
                            const struct test_sheet_texts *texts, struct buf *out) MUST_USE;
/*
 * Writes class lists: one table per class, each class on a new page, with number, name, username,
 * status and signature box. Source: docs/develop/requirements.md "Class lists".
 *   made          moment of creation as the bottom of each page says it
 *   with_secrets  adds the password column and a notice that the list is confidential
 * Errors: RC_INVALID for no cards, RC_TOO_LARGE when the PDF does not fit in out or the arena.
 */
struct list_options {
    const struct card_texts *texts;
    struct str title, school, made;
    bool with_secrets;
};
enum rc card_class_list_pdf(struct arena *arena, const struct fonts *fonts,
                            const struct list_options *options, const struct card *cards,
                            size_t count, struct buf *out) MUST_USE;
/*
 * Writes the Excel workbook of a bulk creation to out, which must be empty. Equal input gives equal
 * bytes; nothing is written to disk.
 *   made_ms  time of creation in ms UTC
 * Errors: RC_TOO_LARGE when the sheet or out is full. Source: docs/develop/document.md, ECMA-376.
 */
enum rc card_workbook(struct arena *arena, const struct card *cards, size_t count, int64_t made_ms,
                      struct buf *out) MUST_USE;
