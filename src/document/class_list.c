/*
 * Draws class lists with a signature column: one table per class, each class on a new page. Source:
 * docs/develop/requirements.md "Class lists".
 */
#include "document/pdf.h"

#define PICTURE_MM 5.4
#define LEADING 1.15      /* line height, in type sizes */
#define FIRST_ROW_MM 40.0 /* upper edge of the first row */
#define LAST_MM 283.0     /* lowest edge that a row may reach */
#define FOOT_MM 289.0     /* baseline of the footer */
enum {
    ROW_MM = 8,
    LEFT_MM = 15,
    TEXT_SIZE = 9,
    TEXT_SIZE_MIN = 8,
    FOOT_SIZE = 8,
    TITLE_SIZE = 15,
    TITLE_SIZE_MIN = 10,
    SCRATCH_BYTES = 16 << 20
};

struct column {
    double x, width; /* millimetres; width 0: not there */
};
static const struct column columns[CLASS_LIST_COLUMNS] = {{15, 7},   {23, 52}, {77, 48},
                                                          {127, 18}, {0, 0},   {148, 47}};
static const struct column columns_with_secrets[CLASS_LIST_COLUMNS] = {
    {15, 6}, {22, 42}, {66, 42}, {110, 15}, {127, 42}, {171, 24}};

struct listing {
    struct arena *arena; /* scratch memory, reset after each row */
    const struct fonts *fonts;
    struct pdf *pdf;
    const struct list_options *options;
    const struct card_texts *texts;
    const struct column *columns;
    const struct card *cards;
    size_t count;
    bool *starts_page; /* per card: this card starts a new page */
    size_t number;     /* of the row within its class, from 1 */
    int sheet, sheets; /* page number within the class, and their count */
    double y;          /* upper edge of the next row, in millimetres */
};

static double step_mm(double size) {
    return size * LEADING / MM;
}

static struct fitted_text set_text(const struct listing *l, enum font_style style, struct str text,
                                   double size, double least, double room) {
    const struct fit_options fit = {style, size, least, room * MM, room * MM, FIT_LINES_MAX};
    return font_fit(l->arena, l->fonts, text, &fit);
}

static void put_lines(const struct listing *l, const struct fitted_text *fitted, double x, double y,
                      const char *role) {
    pdf_leaf_begin(l->pdf, role, S(""));
    for (size_t i = 0; i < fitted->count; i++)
        pdf_line(l->pdf, &fitted->lines[i], fitted->size, x * MM,
                 (PAGE_HEIGHT_MM - y - (double)i * step_mm(fitted->size)) * MM);
    pdf_leaf_end(l->pdf);
}

static void put_text(const struct listing *l, enum font_style style, struct str text, double size,
                     double least, double y, const char *role) {
    struct fitted_text fitted = set_text(l, style, text, size, least, PAGE_WIDTH_MM - 2 * LEFT_MM);
    put_lines(l, &fitted, LEFT_MM, y, role);
}

static void put_rule(const struct listing *l, double y) {
    struct buf *out = pdf_content(l->pdf);
    const double points[] = {LEFT_MM * MM, (PAGE_HEIGHT_MM - y) * MM,
                             (PAGE_WIDTH_MM - LEFT_MM) * MM, (PAGE_HEIGHT_MM - y) * MM};
    pdf_artifact_begin(l->pdf);
    buf_c(out, "q .6 G .4 w ");
    for (size_t i = 0; i < COUNT(points); i++) {
        pdf_number(out, points[i]);
        buf_c(out, i == 1 ? " m " : " ");
    }
    buf_c(out, "l S Q\n");
    pdf_artifact_end(l->pdf);
}

/* Returns e.g. "4A · 4de leerjaar", or only "4A" when the class mixes administrative groups. */
static struct str class_title(const struct listing *l, size_t first) {
    const struct card *card = &l->cards[first];
    bool mixed = false, has_class = card->class_code.len > 0;
    for (size_t i = first; i < l->count && card_same_class(card, &l->cards[i]); i++)
        mixed = mixed || !str_eq(card->group_name, l->cards[i].group_name);
    for (size_t i = first; i > 0 && card_same_class(card, &l->cards[i - 1]); i--)
        mixed = mixed || !str_eq(card->group_name, l->cards[i - 1].group_name);
    if (mixed) return card->class_code;
    return str_format(l->arena, "%.*s%s%.*s", STR_ARG(card->class_code), has_class ? " · " : "",
                      STR_ARG(card->group_name));
}

static void put_footer(const struct listing *l) {
    const struct str parts[] = {l->options->made, str_format(l->arena, "%d", l->sheet),
                                str_format(l->arena, "%d", l->sheets)};
    struct str text = str_fill(l->arena, l->texts->list_foot, parts, COUNT(parts));
    struct fitted_text fitted =
        set_text(l, FONT_REGULAR, text, FOOT_SIZE, FOOT_SIZE, PAGE_WIDTH_MM - 2 * LEFT_MM);
    pdf_artifact_begin(l->pdf);
    pdf_line(l->pdf, &fitted.lines[0], fitted.size, LEFT_MM * MM, (PAGE_HEIGHT_MM - FOOT_MM) * MM);
    pdf_artifact_end(l->pdf);
}

static void begin_page(struct listing *l, size_t first) {
    pdf_page_begin(l->pdf);
    put_footer(l);
    put_text(l, FONT_BOLD, class_title(l, first), TITLE_SIZE, TITLE_SIZE_MIN, 17, "H1");
    put_text(l, FONT_REGULAR, l->options->school, TEXT_SIZE, TEXT_SIZE_MIN, 23.5, "P");
    if (l->options->with_secrets)
        put_text(l, FONT_BOLD, l->texts->list_secret, TEXT_SIZE, TEXT_SIZE, 29.5, "P");
    pdf_group_begin(l->pdf, "Table");
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < CLASS_LIST_COLUMNS; i++) {
        if (l->columns[i].width <= 0) continue;
        struct fitted_text title = set_text(l, FONT_BOLD, l->texts->list_columns[i], TEXT_SIZE,
                                            TEXT_SIZE_MIN, l->columns[i].width);
        put_lines(l, &title, l->columns[i].x, FIRST_ROW_MM - 2.4, "TH");
    }
    pdf_group_end(l->pdf);
    put_rule(l, FIRST_ROW_MM);
    l->y = FIRST_ROW_MM;
}

static void end_page(struct listing *l) {
    pdf_group_end(l->pdf);
    pdf_page_end(l->pdf);
}

static void put_pictures(const struct listing *l, const struct card *card, double x,
                         double height) {
    double y = l->y + (height + PICTURE_MM) / 2;
    pdf_group_begin(l->pdf, "TD");
    for (int i = 0; i < card->picture_count; i++) {
        pdf_leaf_begin(l->pdf, "Figure", l->texts->pictures[card->pictures[i]]);
        pdf_picture(l->pdf, card->pictures[i], (x + i * (PICTURE_MM + 0.5)) * MM,
                    (PAGE_HEIGHT_MM - y) * MM, PICTURE_MM * MM);
        pdf_leaf_end(l->pdf);
    }
    pdf_group_end(l->pdf);
}

struct row {
    struct fitted_text cells[CLASS_LIST_COLUMNS]; /* count 0: empty */
    double height;
};

static struct row set_row(const struct listing *l, const struct card *card) {
    struct row row = {.height = ROW_MM};
    const char *comma = card->last_name.len > 0 && card->first_name.len > 0 ? ", " : "";
    struct str name = str_format(l->arena, "%.*s%s%.*s", STR_ARG(card->last_name), comma,
                                 STR_ARG(card->first_name));
    const struct str texts[CLASS_LIST_COLUMNS] = {
        [CLASS_LIST_NUMBER] = str_format(l->arena, "%zu", l->number),
        [CLASS_LIST_NAME] = name,
        [CLASS_LIST_USERNAME] = card->username,
        [CLASS_LIST_STATUS] = card->inactive ? l->texts->inactive : l->texts->active,
        [CLASS_LIST_SECRET] = card->picture_count > 0 ? S("") : card->secret};
    for (int i = 0; i < CLASS_LIST_COLUMNS; i++) {
        if (l->columns[i].width <= 0 || texts[i].len == 0) continue;
        struct fitted_text *cell = &row.cells[i];
        *cell = set_text(l, i == CLASS_LIST_SECRET ? FONT_BOLD : FONT_REGULAR, texts[i], TEXT_SIZE,
                         TEXT_SIZE_MIN, l->columns[i].width);
        double height = (double)cell->count * step_mm(cell->size) + 2;
        row.height = height > row.height ? height : row.height;
    }
    return row;
}

static void put_row(struct listing *l, const struct card *card) {
    const struct row row = set_row(l, card);
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < CLASS_LIST_COLUMNS; i++) {
        const struct column *column = &l->columns[i];
        const struct fitted_text *cell = &row.cells[i];
        if (column->width <= 0) continue;
        if (i == CLASS_LIST_SECRET && card->picture_count > 0)
            put_pictures(l, card, column->x, row.height);
        else if (cell->count > 0)
            put_lines(l, cell, column->x,
                      l->y + (row.height - (double)cell->count * step_mm(cell->size)) / 2 +
                          cell->size * 0.9 / MM,
                      "TD");
        else {
            /* Empty cells are tagged too, so that every row has all columns. */
            pdf_group_begin(l->pdf, "TD");
            pdf_group_end(l->pdf);
        }
    }
    pdf_group_end(l->pdf);
    l->y += row.height;
    put_rule(l, l->y);
}

static bool begins_class(const struct listing *l, size_t i) {
    return i == 0 || !card_same_class(&l->cards[i], &l->cards[i - 1]);
}

/*
 * Marks the cards that start a page, before anything is drawn, because each page prints the number
 * of pages of its class ("blad 1 van 2").
 */
static void find_pages(struct listing *l) {
    double y = 0;
    for (size_t i = 0; i < l->count; i++) {
        l->number = 888;
        double height = set_row(l, &l->cards[i]).height;
        arena_reset(l->arena);
        l->starts_page[i] = begins_class(l, i) || y + height > LAST_MM;
        y = (l->starts_page[i] ? FIRST_ROW_MM : y) + height;
    }
}

static void start_page(struct listing *l, size_t i) {
    if (i > 0) end_page(l);
    l->sheet++;
    if (begins_class(l, i)) {
        l->sheet = l->sheets = 1;
        l->number = 0;
        for (size_t k = i + 1; k < l->count && !begins_class(l, k); k++)
            l->sheets += l->starts_page[k];
    }
    begin_page(l, i);
}

enum rc card_class_list_pdf(struct arena *arena, const struct fonts *fonts,
                            const struct list_options *options, const struct card *cards,
                            size_t count, struct buf *out) {
    ENSURE(count > 0, RC_INVALID);
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_BYTES, true);
    struct listing l = {.arena = scratch,
                        .fonts = fonts,
                        .pdf = pdf_begin(arena, fonts, options->title, out),
                        .options = options,
                        .texts = options->texts,
                        .columns = options->with_secrets ? columns_with_secrets : columns,
                        .cards = cards,
                        .count = count,
                        .starts_page = ARENA_ARRAY(arena, bool, count)};
    pdf_set_language(l.pdf, l.texts->language);
    find_pages(&l);
    for (size_t i = 0; i < count && !pdf_is_too_large(l.pdf); i++) {
        if (l.starts_page[i]) start_page(&l, i);
        l.number++;
        put_row(&l, &cards[i]);
        arena_reset(scratch);
    }
    end_page(&l);
    return pdf_end(l.pdf);
}
