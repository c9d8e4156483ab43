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
    COLUMNS = 6,
    NUMBER = 0,
    NAME,
    USERNAME,
    STATUS,
    SECRET,
    SIGNATURE,
    TEXT_SIZE = 9,
    TEXT_SIZE_MIN = 8,
    FOOT_SIZE = 8,
    TITLE_SIZE = 15,
    TITLE_SIZE_MIN = 10,
    SCRATCH_BYTES = 16 << 20
};

struct column {
    const char *title;
    double x, width; /* millimetres; width 0: column left out */
};
static const struct column columns[COLUMNS] = {
    {"Nr.", 15, 7},      {"Naam", 23, 52},     {"Gebruikersnaam", 77, 48},
    {"Status", 127, 18}, {"Wachtwoord", 0, 0}, {"Handtekening", 148, 47}};
static const struct column columns_with_secrets[COLUMNS] = {
    {"Nr.", 15, 6},      {"Naam", 22, 42},        {"Gebruikersnaam", 66, 42},
    {"Status", 110, 15}, {"Wachtwoord", 127, 42}, {"Handtekening", 171, 24}};

struct listing {
    struct arena *arena; /* scratch memory, reset after each row */
    const struct fonts *fonts;
    struct pdf *pdf;
    struct str school, date;
    bool with_secrets;
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

static void put(const struct listing *l, enum font_style style, struct str text, double size,
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
    struct str text = str_format(l->arena, "LeerID · gemaakt op %.*s · blad %d van %d",
                                 STR_ARG(l->date), l->sheet, l->sheets);
    struct fitted_text fitted =
        set_text(l, FONT_REGULAR, text, FOOT_SIZE, FOOT_SIZE, PAGE_WIDTH_MM - 2 * LEFT_MM);
    pdf_artifact_begin(l->pdf);
    pdf_line(l->pdf, &fitted.lines[0], fitted.size, LEFT_MM * MM, (PAGE_HEIGHT_MM - FOOT_MM) * MM);
    pdf_artifact_end(l->pdf);
}

static void begin_page(struct listing *l, size_t first) {
    const struct str secret = S("Vertrouwelijk: toon deze lijst met wachtwoorden aan niemand.");
    pdf_page_begin(l->pdf);
    put_footer(l);
    put(l, FONT_BOLD, class_title(l, first), TITLE_SIZE, TITLE_SIZE_MIN, 17, "H1");
    put(l, FONT_REGULAR, l->school, TEXT_SIZE, TEXT_SIZE_MIN, 23.5, "P");
    if (l->with_secrets) put(l, FONT_BOLD, secret, TEXT_SIZE, TEXT_SIZE, 29.5, "P");
    pdf_group_begin(l->pdf, "Table");
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < COLUMNS; i++) {
        if (l->columns[i].width <= 0) continue;
        struct fitted_text title = set_text(l, FONT_BOLD, str_of(l->columns[i].title), TEXT_SIZE,
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
    struct str rest = card->secret;
    double y = l->y + (height + PICTURE_MM) / 2;
    pdf_group_begin(l->pdf, "TD");
    for (int i = 0; i < card->picture_count; i++) {
        pdf_leaf_begin(l->pdf, "Figure", str_cut(&rest, '-', NULL));
        pdf_picture(l->pdf, card->pictures[i], (x + i * (PICTURE_MM + 0.5)) * MM,
                    (PAGE_HEIGHT_MM - y) * MM, PICTURE_MM * MM);
        pdf_leaf_end(l->pdf);
    }
    pdf_group_end(l->pdf);
}

struct row {
    struct fitted_text cells[COLUMNS]; /* count 0: empty cell */
    double height;
};

static struct row set_row(const struct listing *l, const struct card *card) {
    struct row row = {.height = ROW_MM};
    const char *comma = card->last_name.len > 0 && card->first_name.len > 0 ? ", " : "";
    struct str name = str_format(l->arena, "%.*s%s%.*s", STR_ARG(card->last_name), comma,
                                 STR_ARG(card->first_name));
    const struct str texts[COLUMNS] = {[NUMBER] = str_format(l->arena, "%zu", l->number),
                                       [NAME] = name,
                                       [USERNAME] = card->username,
                                       [STATUS] = card->status_text,
                                       [SECRET] = card->picture_count > 0 ? S("") : card->secret};
    for (int i = 0; i < COLUMNS; i++) {
        if (l->columns[i].width <= 0 || texts[i].len == 0) continue;
        struct fitted_text *cell = &row.cells[i];
        *cell = set_text(l, i == SECRET ? FONT_BOLD : FONT_REGULAR, texts[i], TEXT_SIZE,
                         TEXT_SIZE_MIN, l->columns[i].width);
        double height = (double)cell->count * step_mm(cell->size) + 2;
        row.height = height > row.height ? height : row.height;
    }
    return row;
}

static void put_row(struct listing *l, const struct card *card) {
    const struct row row = set_row(l, card);
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < COLUMNS; i++) {
        const struct column *column = &l->columns[i];
        const struct fitted_text *cell = &row.cells[i];
        if (column->width <= 0) continue;
        if (i == SECRET && card->picture_count > 0)
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

enum rc class_list_pdf(struct arena *arena, const struct fonts *fonts, struct str title,
                       struct str school_name, struct str date_text, bool with_secrets,
                       const struct card *cards, size_t count, struct buf *out) {
    ENSURE(count > 0, RC_INVALID);
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_BYTES, true);
    struct listing l = {.arena = scratch,
                        .fonts = fonts,
                        .pdf = pdf_begin(arena, fonts, title, out),
                        .school = school_name,
                        .date = date_text,
                        .with_secrets = with_secrets,
                        .columns = with_secrets ? columns_with_secrets : columns,
                        .cards = cards,
                        .count = count,
                        .starts_page = ARENA_ARRAY(arena, bool, count)};
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
