/* Draws cards to cut out and stickers. Source: docs/develop/card-layout.md "Layout". */
#include "document/layout.h"
#include "document/pdf.h"
#include "document/qr.h"

static const struct layout layouts[] = {
    [STOCK_A4] = {2,  5,  95, 56,   10, 8.5,  5,   8.5,  16,   22.5,
                  24, 66, 4,  33.8, 40, 48.2, 8.4, 49.9, 53.7, true},
    [STOCK_STICKER] = {2,  6,  105, 48, 0,    4.5, 5,   7.5,  13.8, 19.6,
                       22, 78, 3.5, 28, 32.4, 40,  8.8, 41.6, 45.5, false},
};

const struct layout *layout_of(enum card_stock stock) {
    return &layouts[stock];
}

enum {
    NAME_SIZE = 15,
    NAME_SIZE_MIN = 11,
    SMALL_SIZE = 9,
    ADDRESS_SIZE_MIN = 7,
    USERNAME_SIZE = 11,
    USERNAME_SIZE_MIN = 8,
    PASSWORD_SIZE = 13,
    PASSWORD_SIZE_MIN = 8,
    GROUP_SIZE = 8,
    GROUP_SIZE_MIN = 7,
    NOTE_SIZE = 7,
    NOTE_SIZE_MIN = 5,
    FOOT_SIZE = 6,
    FOOT_SIZE_MIN = 5,
    SCRATCH_MAX = 16 << 20
};
#define LEADING 1.15 /* line height, in type sizes */
#define MARK_MM 2.1  /* side of the LeerID mark */
#define ASCENT 0.78  /* height above the baseline, in type sizes */

/* The card being drawn; x and y are its upper left corner on the page, in millimetres. */
struct place {
    struct arena *arena;
    const struct fonts *fonts;
    struct pdf *pdf;
    const struct layout *layout;
    double x, y;
};

static double width_mm(const struct line *line, double size) {
    return line->width * size / 1000 / MM;
}

static double step_mm(double size) {
    return size * LEADING / MM;
}

/*
 * Draws a line with its baseline at y. In a right-to-left line that was broken, the trailing space
 * is the leftmost glyph; it hangs in the margin.
 */
static void put(const struct place *p, const struct line *line, double size, double x, double y) {
    bool blank_first = line->count > 1 && line->text.ptr[line->glyphs[0].from] == ' ' &&
                       line->glyphs[0].from + 1 == line->text.len;
    if (blank_first) x -= line->glyphs[0].advance * size / 1000 / MM;
    pdf_line(p->pdf, line, size, (p->x + x) * MM, (PAGE_HEIGHT_MM - p->y - y) * MM);
}

static struct fitted_text set_text(const struct place *p, enum font_style style, struct str text,
                                   double size, double least, double room, size_t lines) {
    const struct fit_options fit = {style, size, least, room * MM, room * MM, lines};
    return font_fit(p->arena, p->fonts, text, &fit);
}

/* Draws lines below each other, the last one with its baseline at y. */
static void put_lines(const struct place *p, const struct fitted_text *fitted, double x, double y) {
    for (size_t i = 0; i < fitted->count; i++)
        put(p, &fitted->lines[i], fitted->size, x,
            y - (double)(fitted->count - 1 - i) * step_mm(fitted->size));
}

/*
 * Draws the class and administrative group, on two lines when necessary, and the footer. Both are
 * one paragraph of the document structure: a separate element for the footer would cost 20 bytes
 * per card.
 */
static void put_group(const struct place *p, const struct card *card, double room) {
    const struct layout *l = p->layout;
    const char *between = card->class_code.len > 0 ? " · " : "";
    struct str group = str_format(p->arena, "%.*s%s%.*s", STR_ARG(card->class_code), between,
                                  STR_ARG(card->group_name));
    struct fitted_text fitted =
        set_text(p, FONT_REGULAR, group, GROUP_SIZE, GROUP_SIZE_MIN, room, 2);
    pdf_leaf_begin(p->pdf, "P", S(""));
    put_lines(p, &fitted, l->margin, l->group + (fitted.count > 1 ? 0.9 : 0));
    pdf_stamp(p->pdf, (p->x + l->margin) * MM, (PAGE_HEIGHT_MM - p->y - l->height) * MM);
    pdf_leaf_end(p->pdf);
}

/*
 * Draws first and last name on two lines. A name that does not fit at 11 pt continues on a second
 * line; the lines then move closer together, so that the last baseline is not below lowest.
 */
static void put_names(const struct place *p, const struct card *card, double room, double lowest) {
    const struct layout *l = p->layout;
    /* The trailing space separates first and last name in copied text. */
    struct str first = str_format(p->arena, "%.*s ", STR_ARG(card->first_name));
    struct fitted_text names[] = {
        set_text(p, FONT_BOLD, first, NAME_SIZE, NAME_SIZE_MIN, room, 2),
        set_text(p, FONT_BOLD, card->last_name, NAME_SIZE, NAME_SIZE_MIN, room, 2)};
    size_t count = names[0].count + names[1].count;
    double size = names[0].size < names[1].size ? names[0].size : names[1].size;
    double y = l->first, step = l->last - l->first;
    if (count > 2) {
        y -= 2.2;
        double most = (lowest - y) / (double)(count - 1);
        step = step_mm(size) < most ? step_mm(size) : most;
        size = size < step * MM ? size : step * MM;
    }
    pdf_leaf_begin(p->pdf, "H1", S(""));
    for (size_t i = 0; i < COUNT(names); i++)
        for (size_t k = 0; k < names[i].count; k++, y += step)
            put(p, &names[i].lines[k], size, l->margin, y);
    pdf_leaf_end(p->pdf);
}

/*
 * A small label and a bold value on one baseline, e.g. "Gebruikersnaam: suheda.carabin". A long
 * value is shrunk first, then continues below at the left margin.
 */
struct labelled {
    struct line label;
    struct fitted_text value;
    double at; /* x of the value, in millimetres */
};

static struct labelled set_label(const struct place *p, struct str label, struct str value,
                                 double size, double least) {
    struct labelled all = {.label = font_line(p->arena, p->fonts, FONT_REGULAR, label),
                           .value = {.count = 1}};
    double left = p->layout->margin, right = p->layout->width - left;
    all.at = left + width_mm(&all.label, SMALL_SIZE);
    const struct fit_options fit = {FONT_BOLD,           size,         least, (right - all.at) * MM,
                                    (right - left) * MM, FIT_LINES_MAX};
    if (value.len > 0) all.value = font_fit(p->arena, p->fonts, value, &fit);
    return all;
}

/* Draws label and value with the last line at y; earlier lines and the label move up. */
static void put_label(const struct place *p, const struct labelled *all, double y) {
    const struct fitted_text *value = &all->value;
    double left = p->layout->margin;
    y -= (double)(value->count - 1) * step_mm(value->size);
    pdf_leaf_begin(p->pdf, "P", S(""));
    put(p, &all->label, SMALL_SIZE, left, y);
    for (size_t i = 0; i < value->count && value->size > 0; i++)
        put(p, &value->lines[i], value->size, i == 0 ? all->at : left,
            y + (double)i * step_mm(value->size));
    pdf_leaf_end(p->pdf);
}

static struct str without_scheme(struct str address) {
    struct str schemes[] = {S("https://"), S("http://")};
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_starts(address, schemes[i])) return str_sub(address, schemes[i].len, address.len);
    return address;
}

static double top_of(const struct fitted_text *fitted, double y) {
    return y - (double)(fitted->count - 1) * step_mm(fitted->size) - fitted->size * ASCENT / MM;
}

/*
 * Fits the address so that its last line has its baseline at y: over the full width of the card, or
 * only beside the QR code when the text reaches that high.
 */
static struct fitted_text set_address(const struct place *p, const struct card *card, double y,
                                      double beside_qr) {
    const struct layout *l = p->layout;
    struct str text = without_scheme(card->address);
    struct fitted_text fitted =
        set_text(p, FONT_REGULAR, text, SMALL_SIZE, ADDRESS_SIZE_MIN, l->width - 2 * l->margin, 2);
    if (top_of(&fitted, y) > l->qr_y + l->qr_side) return fitted;
    return set_text(p, FONT_REGULAR, text, SMALL_SIZE, ADDRESS_SIZE_MIN, beside_qr, 2);
}

/* Draws the address as a link, for readers on a screen. */
static void put_address(const struct place *p, const struct card *card,
                        const struct fitted_text *fitted, double y) {
    const struct layout *l = p->layout;
    double height = (double)fitted->count * step_mm(fitted->size);
    pdf_leaf_begin(p->pdf, "Link", S(""));
    put_lines(p, fitted, l->margin, y);
    pdf_link(p->pdf, card->address, (p->x + l->margin) * MM, (PAGE_HEIGHT_MM - p->y - y - 0.8) * MM,
             (l->qr_x - l->margin) * MM, height * MM);
    pdf_leaf_end(p->pdf);
}

static void put_pictures(const struct place *p, const struct card *card, double x, double y) {
    struct str rest = card->secret;
    double side = p->layout->picture, room = p->layout->width - p->layout->margin - x - side;
    double gap = card->picture_count > 1 ? room / (card->picture_count - 1) : 0;
    if (gap > side + 1.2) gap = side + 1.2;
    for (int i = 0; i < card->picture_count; i++) {
        pdf_leaf_begin(p->pdf, "Figure", str_cut(&rest, '-', NULL));
        pdf_picture(p->pdf, card->pictures[i], (p->x + x + i * gap) * MM,
                    (PAGE_HEIGHT_MM - p->y - y) * MM, side * MM);
        pdf_leaf_end(p->pdf);
    }
}

static enum rc put_qr(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    pdf_leaf_begin(p->pdf, "Figure",
                   str_format(p->arena, "QR-code naar %.*s", STR_ARG(card->address)));
    enum rc rc = qr_draw(pdf_content(p->pdf), str_c(p->arena, card->address), (p->x + l->qr_x) * MM,
                         (PAGE_HEIGHT_MM - p->y - l->qr_y - l->qr_side) * MM, l->qr_side * MM);
    pdf_leaf_end(p->pdf);
    return rc;
}

/* Draws until when the temporary password works and that the pupil then chooses an own one. */
static void put_note(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    struct date day = day_to_date(card->valid_until == DAY_NONE ? 0 : card->valid_until);
    struct str by = card->valid_until == DAY_NONE ? S("")
                                                  : str_format(p->arena, " uiterlijk op %d-%d-%d",
                                                               day.day, day.month, day.year);
    struct str text =
        str_format(p->arena, "Meld je aan%.*s en kies daarna zelf een wachtwoord.", STR_ARG(by));
    struct fitted_text fitted =
        set_text(p, FONT_REGULAR, text, NOTE_SIZE, NOTE_SIZE_MIN, l->width - 2 * l->margin, 1);
    pdf_leaf_begin(p->pdf, "P", S(""));
    put_lines(p, &fitted, l->margin, l->note);
    pdf_leaf_end(p->pdf);
}

/*
 * The footer is equal on all cards and is therefore drawn once, as a stamp whose lower edge is that
 * of the card.
 */
static double footer_height(const struct layout *l) {
    return l->height - l->note;
}

static void draw_footer(struct place p, const struct sheet_options *options) {
    const struct layout *l = p.layout;
    struct local_time made = local_of_ms(options->made_ms);
    struct str school =
        options->school.len > 0 ? str_format(p.arena, "%.*s · ", STR_ARG(options->school)) : S("");
    struct str text = str_format(
        p.arena, "LeerID · %.*sgemaakt %d-%d-%d %02d:%02d · Toon dit aan niemand.", STR_ARG(school),
        made.date.day, made.date.month, made.date.year, made.hour, made.minute);
    double left = MARK_MM + 0.8;
    struct fitted_text fitted = set_text(&p, FONT_REGULAR, text, FOOT_SIZE, FOOT_SIZE_MIN,
                                         l->width - 2 * l->margin - left, 2);
    double y = footer_height(l) - (l->height - l->foot) + (fitted.count > 1 ? 1 : 0),
           up = (double)(fitted.count - 1) * step_mm(fitted.size);
    pdf_stamp_begin(p.pdf);
    p.y = PAGE_HEIGHT_MM - footer_height(l);
    put_lines(&p, &fitted, left, y);
    pdf_mark(p.pdf, 0, (footer_height(l) - y + up - 0.3) * MM, MARK_MM * MM);
    pdf_stamp_end(p.pdf, l->width * MM, footer_height(l) * MM);
}

static enum rc put_card(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    double beside_qr = l->qr_x - l->margin - 2;
    bool pictures = card->kind == CARD_PICTURES, temporary = card->kind == CARD_TEMPORARY;
    struct str label = temporary ? S("Tijdelijk wachtwoord: ") : S("Wachtwoord: "),
               secret = pictures ? S("") : card->secret;
    const struct labelled username =
        set_label(p, S("Gebruikersnaam: "), card->username, USERNAME_SIZE, USERNAME_SIZE_MIN);
    const struct labelled password = set_label(p, label, secret, PASSWORD_SIZE, PASSWORD_SIZE_MIN);
    double y = l->address - (username.value.count > 1 ? 1.8 : 0);
    const struct fitted_text address = set_address(p, card, y, beside_qr);
    pdf_group_begin(p->pdf, "Sect");
    put_group(p, card, beside_qr);
    put_names(p, card, beside_qr, top_of(&address, y) - 1.4);
    TRY(put_qr(p, card));
    put_address(p, card, &address, y);
    put_label(p, &username, l->username);
    put_label(p, &password, l->password - (!temporary ? 0 : password.value.count > 1 ? 1.2 : 1.7));
    if (pictures) put_pictures(p, card, password.at + 0.5, l->password + 2.2);
    if (temporary) put_note(p, card);
    pdf_group_end(p->pdf);
    return RC_OK;
}

static void number_mm(struct buf *out, double mm) {
    pdf_number(out, mm * MM);
    buf_char(out, ' ');
}

/* Draws the dashed cut lines; neighbouring cards share one line. */
static void put_cut_lines(struct pdf *pdf, const struct layout *l, double dx, double dy) {
    struct buf *out = pdf_content(pdf);
    double right = l->left + l->columns * l->width, bottom = l->top + l->rows * l->height;
    pdf_artifact_begin(pdf);
    buf_c(out, "q .45 G .4 w [2.5 2] 0 d\n");
    for (int i = 0; i <= l->columns + l->rows + 1; i++) {
        bool vertical = i <= l->columns;
        double x = l->left + i * l->width, y = l->top + (i - l->columns - 1) * l->height;
        number_mm(out, (vertical ? x : l->left) + dx);
        number_mm(out, PAGE_HEIGHT_MM - (vertical ? l->top : y) - dy);
        buf_c(out, "m ");
        number_mm(out, (vertical ? x : right) + dx);
        number_mm(out, PAGE_HEIGHT_MM - (vertical ? bottom : y) - dy);
        buf_c(out, "l\n");
    }
    buf_c(out, "S Q\n");
    pdf_artifact_end(pdf);
}

bool card_same_class(const struct card *a, const struct card *b) {
    return str_eq(a->class_code, b->class_code) &&
           (a->class_code.len > 0 || str_eq(a->group_name, b->group_name));
}

/*
 * Returns the cell of card i on its sheet, given the cell of the card before it. Cell 0 starts a
 * new sheet, except for i == 0.
 */
static int cell_of(const struct sheet_options *options, const struct card *cards, size_t i,
                   int before) {
    const struct layout *l = &layouts[options->stock];
    if (i == 0) return options->stock == STOCK_STICKER ? options->start_label - 1 : 0;
    bool same_class = card_same_class(&cards[i], &cards[i - 1]);
    return before + 1 == l->columns * l->rows || (options->sheet_per_class && !same_class)
               ? 0
               : before + 1;
}

size_t cards_sheets(const struct sheet_options *options, const struct card *cards, size_t count,
                    int *ret_next_label) {
    size_t sheets = 0;
    int cell = 0;
    for (size_t i = 0; i < count; i++) {
        cell = cell_of(options, cards, i, cell);
        sheets += i == 0 || cell == 0;
    }
    *ret_next_label =
        (cell + 1) % (layouts[options->stock].columns * layouts[options->stock].rows) + 1;
    return sheets;
}

enum rc cards_pdf(struct arena *arena, const struct fonts *fonts,
                  const struct sheet_options *options, struct str title, const struct card *cards,
                  size_t count, struct buf *out) {
    const struct layout *l = &layouts[options->stock];
    ENSURE(count > 0 &&
               (options->stock != STOCK_STICKER ||
                (options->start_label >= 1 && options->start_label <= l->columns * l->rows)),
           RC_INVALID);
    double dx = options->offset_x / 2.0, dy = options->offset_y / 2.0;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_MAX, true);
    struct pdf *pdf = pdf_begin(arena, fonts, title, out);
    draw_footer((struct place){.arena = arena, .fonts = fonts, .pdf = pdf, .layout = l}, options);
    enum rc rc = RC_OK;
    int cell = 0;
    for (size_t i = 0; i < count && rc == RC_OK && !pdf_is_too_large(pdf); i++) {
        cell = cell_of(options, cards, i, cell);
        if (i > 0 && cell == 0) pdf_page_end(pdf);
        if (i == 0 || cell == 0) {
            pdf_page_begin(pdf);
            if (l->cut_lines) put_cut_lines(pdf, l, dx, dy);
        }
        const struct place place = {scratch,
                                    fonts,
                                    pdf,
                                    l,
                                    l->left + cell % l->columns * l->width + dx,
                                    l->top + cell / l->columns * l->height + dy};
        rc = put_card(&place, &cards[i]);
        arena_reset(scratch);
    }
    pdf_page_end(pdf);
    enum rc ended = pdf_end(pdf);
    return rc == RC_OK ? ended : rc;
}
