/* Cards to cut out and stickers: where everything stands, in millimetres from the upper left corner of a card. Source: CARDS "Layout". */
#include "document/pdf.h"
#include "document/qr.h"

struct layout {
    int columns, rows;
    double width, height;       /* of a card */
    double left, top;           /* of the first card on the page */
    double margin;              /* inner, left and right */
    double group, first, last;  /* baselines */
    double qr_side, qr_x, qr_y;
    double address, username, password;
    double picture;             /* side */
    double mark;                /* baseline */
    bool cut_lines;
};

static const struct layout layouts[] = {
    [STOCK_A4] = {2, 5, 95, 56, 10, 8.5, 5, 8.5, 16, 22.5, 24, 66, 4, 33.8, 40, 48.2, 8.4, 53.4, true},
    [STOCK_STICKER] = {2, 6, 105, 48, 0, 4.5, 5, 7.5, 13.8, 19.6, 22, 78, 3.5, 28, 32.4, 40, 8.8, 45.4, false},
};

#define VALUE_STEP_MM 2.3 /* between the lines of a value of the least size */
enum { VALUE_SIZE_MIN = 6, NAME_SIZE = 15, NAME_SIZE_MIN = 11, SMALL_SIZE = 9, USERNAME_SIZE = 11, PASSWORD_SIZE = 13, GROUP_SIZE = 8, GROUP_SIZE_MIN = 7, MARK_SIZE = 7, SCRATCH_MAX = 16 << 20 };

/* One card being drawn; x and y of its upper left corner in millimetres on the page. */
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

static void put(const struct place *p, const struct line *line, double size, double x, double y) {
    pdf_line(p->pdf, line, size, (p->x + x) * MM, (PAGE_HEIGHT_MM - p->y - y) * MM);
}

/* The largest size from size down to least at which the line is no wider than room; least when none. */
static double fitting(const struct line *line, double size, double least, double room) {
    while (size > least && width_mm(line, size) > room) size -= 0.5;
    return size;
}

static void put_text(const struct place *p, enum font_style style, struct str text, double size, double least, double room, double x,
                     double y, const char *role) {
    struct line line = font_line(p->arena, p->fonts, style, text);
    double fit = fitting(&line, size, least, room);
    if (width_mm(&line, fit) > room)
        line = font_line(p->arena, p->fonts, style, font_fit(p->arena, p->fonts, style, text, (int)(room * MM * 1000 / fit)));
    pdf_leaf_begin(p->pdf, role, S(""));
    put(p, &line, fit, x, y);
    pdf_leaf_end(p->pdf);
}

/* Cuts a name that is too long even at the least size at the last blank or hyphen that fits. */
static struct str break_name(const struct place *p, const struct line *line, double room, struct str *ret_rest) {
    struct str name = line->text;
    size_t cut = font_cut(p->arena, line, (int)(room * MM * 1000 / NAME_SIZE_MIN));
    for (size_t at = cut < name.len ? cut : name.len - 1; at > 0; at--) {
        char c = name.ptr[at];
        struct str head = str_sub(name, 0, c == '-' ? at + 1 : at);
        if ((c != ' ' && c != '-') || head.len > cut) continue;
        *ret_rest = str_sub(name, at + 1, name.len - at - 1);
        return head;
    }
    *ret_rest = S("");
    return name;
}

enum { NAME_LINES = 4 };

/* First and last name on two lines; a name that does not fit at 11 pt takes a second line, all then set closer. */
static void put_names(const struct place *p, const struct card *card, double room) {
    struct str lines[NAME_LINES], names[] = {card->first_name, card->last_name};
    size_t count = 0;
    double size = NAME_SIZE;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct line line = font_line(p->arena, p->fonts, FONT_BOLD, names[i]);
        double fit = fitting(&line, NAME_SIZE, NAME_SIZE_MIN, room);
        size = fit < size ? fit : size;
        struct str rest = S(""), head = width_mm(&line, fit) > room ? break_name(p, &line, room, &rest) : names[i];
        lines[count++] = head;
        if (rest.len > 0) lines[count++] = rest;
    }
    const struct layout *l = p->layout;
    double step = count <= 2 ? l->last - l->first : NAME_SIZE_MIN * 1.15 / MM;
    double y = count <= 2 ? l->first : l->first - 2.2;
    pdf_leaf_begin(p->pdf, "H2", S(""));
    for (size_t i = 0; i < count; i++, y += step) {
        struct str words = i + 1 < count ? str_format(p->arena, "%.*s ", STR_ARG(lines[i])) : lines[i];
        struct line line = font_line(p->arena, p->fonts, FONT_BOLD, font_fit(p->arena, p->fonts, FONT_BOLD, words, (int)((room + 1) * MM * 1000 / size)));
        put(p, &line, size, l->margin, y);
    }
    pdf_leaf_end(p->pdf);
}

/* "Gebruikersnaam: suheda.carabin": a small label and a bold value on one baseline, the value shrinking when it must, and going on below. */
static double put_label(const struct place *p, struct str label, struct str value, double value_size, double y) {
    struct line small = font_line(p->arena, p->fonts, FONT_REGULAR, label);
    double left = p->layout->margin, at = left + width_mm(&small, SMALL_SIZE);
    double room = p->layout->width - p->layout->margin - at;
    pdf_leaf_begin(p->pdf, "P", S(""));
    put(p, &small, SMALL_SIZE, left, y);
    const struct whole whole = font_whole(p->arena, p->fonts, FONT_BOLD, value, value_size, VALUE_SIZE_MIN, room * MM);
    for (size_t i = 0; i < whole.count && value.len > 0; i++) put(p, &whole.lines[i], whole.size, at, y + (double)i * VALUE_STEP_MM);
    pdf_leaf_end(p->pdf);
    return at;
}

static void put_pictures(const struct place *p, const struct card *card, double x, double y) {
    struct str rest = card->secret;
    double side = p->layout->picture, gap = card->picture_count > 1 ? (p->layout->width - p->layout->margin - x - side) / (card->picture_count - 1) : 0;
    if (gap > side + 1.2) gap = side + 1.2;
    for (int i = 0; i < card->picture_count; i++) {
        pdf_leaf_begin(p->pdf, "Figure", str_cut(&rest, '-', NULL));
        pdf_picture(p->pdf, card->pictures[i], (p->x + x + i * gap) * MM, (PAGE_HEIGHT_MM - p->y - y) * MM, side * MM);
        pdf_leaf_end(p->pdf);
    }
}

static struct str without_scheme(struct str address) {
    struct str schemes[] = {S("https://"), S("http://")};
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_starts(address, schemes[i])) return str_sub(address, schemes[i].len, address.len);
    return address;
}

static enum rc put_qr(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    pdf_leaf_begin(p->pdf, "Figure", str_format(p->arena, "QR-code naar %.*s", STR_ARG(card->address)));
    enum rc rc = qr_draw(pdf_content(p->pdf), str_c(p->arena, card->address), (p->x + l->qr_x) * MM,
                         (PAGE_HEIGHT_MM - p->y - l->qr_y - l->qr_side) * MM, l->qr_side * MM);
    pdf_leaf_end(p->pdf);
    return rc;
}

static void put_mark(const struct place *p) {
    const struct layout *l = p->layout;
    struct line name = font_line(p->arena, p->fonts, FONT_BOLD, S("LeerID"));
    pdf_artifact_begin(p->pdf);
    pdf_mark(p->pdf, (p->x + l->margin) * MM, (PAGE_HEIGHT_MM - p->y - l->mark) * MM - 0.5, MARK_SIZE);
    put(p, &name, MARK_SIZE, l->margin + 3.4, l->mark);
    pdf_artifact_end(p->pdf);
}

static enum rc put_card(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    double beside_qr = l->qr_x - l->margin - 2, whole = l->width - 2 * l->margin;
    bool has_class = card->class_code.len > 0;
    struct str group = str_format(p->arena, "%.*s%s%.*s", STR_ARG(card->class_code), has_class ? " · " : "", STR_ARG(card->group_name));
    pdf_group_begin(p->pdf, "Sect");
    put_text(p, FONT_REGULAR, group, GROUP_SIZE, GROUP_SIZE_MIN, beside_qr, l->margin, l->group, "P");
    put_names(p, card, beside_qr);
    TRY(put_qr(p, card));
    put_text(p, FONT_REGULAR, without_scheme(card->address), SMALL_SIZE, 5.5, whole, l->margin, l->address, "P");
    put_label(p, S("Gebruikersnaam: "), card->username, USERNAME_SIZE, l->username);
    bool pictures = card->kind == CARD_PICTURES;
    struct str label = card->kind == CARD_TEMPORARY ? S("Tijdelijk wachtwoord: ") : S("Wachtwoord: ");
    double at = put_label(p, label, pictures ? S("") : card->secret, PASSWORD_SIZE, l->password);
    if (pictures) put_pictures(p, card, at + 0.5, l->password + 2.2);
    pdf_group_end(p->pdf);
    put_mark(p);
    return RC_OK;
}

static void number_mm(struct buf *out, double mm) {
    pdf_number(out, mm * MM);
    buf_char(out, ' ');
}

/* Dashed lines that two cards share, each drawn once. */
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

/* The cell of card i, when the one before it has cell before (i 0: none has). Cell 0 after another card is a new sheet. */
static int cell_of(const struct sheet_options *options, const struct card *cards, size_t i, int before) {
    const struct layout *l = &layouts[options->stock];
    if (i == 0) return options->stock == STOCK_STICKER ? options->start_label - 1 : 0;
    bool same_class = str_eq(cards[i].class_code, cards[i - 1].class_code) && str_eq(cards[i].group_name, cards[i - 1].group_name);
    return before + 1 == l->columns * l->rows || (options->sheet_per_class && !same_class) ? 0 : before + 1;
}

size_t cards_sheets(const struct sheet_options *options, const struct card *cards, size_t count, int *ret_next_label) {
    size_t sheets = 0;
    int cell = 0;
    for (size_t i = 0; i < count; i++) {
        cell = cell_of(options, cards, i, cell);
        sheets += i == 0 || cell == 0;
    }
    *ret_next_label = (cell + 1) % (layouts[options->stock].columns * layouts[options->stock].rows) + 1;
    return sheets;
}

enum rc cards_pdf(struct arena *arena, const struct fonts *fonts, const struct sheet_options *options, struct str title,
                  const struct card *cards, size_t count, struct buf *out) {
    const struct layout *l = &layouts[options->stock];
    ENSURE(count > 0 && (options->stock != STOCK_STICKER || (options->start_label >= 1 && options->start_label <= l->columns * l->rows)), RC_INVALID);
    double dx = options->offset_x / 2.0, dy = options->offset_y / 2.0;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_MAX, true);
    struct pdf *pdf = pdf_begin(arena, fonts, title, out);
    enum rc rc = RC_OK;
    int cell = 0;
    for (size_t i = 0; i < count && rc == RC_OK && !pdf_is_too_large(pdf); i++) {
        cell = cell_of(options, cards, i, cell);
        if (i > 0 && cell == 0) pdf_page_end(pdf);
        if (i == 0 || cell == 0) {
            pdf_page_begin(pdf);
            if (l->cut_lines) put_cut_lines(pdf, l, dx, dy);
        }
        const struct place place = {scratch, fonts, pdf, l, l->left + cell % l->columns * l->width + dx, l->top + cell / l->columns * l->height + dy};
        rc = put_card(&place, &cards[i]);
        arena_reset(scratch);
    }
    pdf_page_end(pdf);
    enum rc ended = pdf_end(pdf);
    return rc == RC_OK ? ended : rc;
}

static void put_ruler(struct pdf *pdf, double x, double y, bool vertical) {
    struct buf *out = pdf_content(pdf);
    for (int mm = 0; mm <= 50; mm++) {
        double length = mm % 10 == 0 ? 5 : mm % 5 == 0 ? 3.5 : 2;
        number_mm(out, x + (vertical ? 0 : mm));
        number_mm(out, PAGE_HEIGHT_MM - y - (vertical ? mm : 0));
        buf_c(out, "m ");
        number_mm(out, x + (vertical ? length : mm));
        number_mm(out, PAGE_HEIGHT_MM - y - (vertical ? mm : length));
        buf_c(out, "l\n");
    }
    buf_c(out, "S\n");
}

static void put_frames(struct pdf *pdf, const struct layout *l, double dx, double dy) {
    struct buf *out = pdf_content(pdf);
    for (int cell = 0; cell < l->columns * l->rows; cell++) {
        double x = l->left + cell % l->columns * l->width, y = l->top + cell / l->columns * l->height;
        number_mm(out, x + 5 + dx);
        number_mm(out, PAGE_HEIGHT_MM - y - l->height + 4 - dy);
        number_mm(out, l->width - 10);
        number_mm(out, l->height - 8);
        buf_c(out, "re\n");
    }
    buf_c(out, "S\n");
}

enum rc test_sheet_pdf(struct arena *arena, const struct fonts *fonts, const struct sheet_options *options, struct buf *out) {
    const struct layout *l = &layouts[options->stock];
    double dx = options->offset_x / 2.0, dy = options->offset_y / 2.0;
    struct pdf *pdf = pdf_begin(arena, fonts, S("LeerID testblad"), out);
    pdf_page_begin(pdf);
    pdf_artifact_begin(pdf);
    buf_c(pdf_content(pdf), "q 0 G .4 w\n");
    put_frames(pdf, l, dx, dy);
    put_ruler(pdf, 15, 62, false);
    put_ruler(pdf, 15, 72, true);
    buf_c(pdf_content(pdf), "Q\n");
    pdf_artifact_end(pdf);
    static const char *const lines[] = {
        "Testblad: druk af op 100 % (ware grootte), leg het",
        "op een vel stickers en houd het tegen het licht.",
        "1. Meet beide linialen: 50 mm moet 50 mm zijn.",
        "Zo niet, kies ‘ware grootte’ in je programma.",
        "2. Staan de kaders scheef? Meet hoeveel mm naar",
        "rechts en naar beneden en vul dat in.",
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct line line = font_line(arena, fonts, FONT_REGULAR, str_of(lines[i]));
        pdf_leaf_begin(pdf, "P", S(""));
        pdf_line(pdf, &line, SMALL_SIZE, 24 * MM, (PAGE_HEIGHT_MM - 72.5 - 4.5 * (double)i) * MM);
        pdf_leaf_end(pdf);
    }
    pdf_page_end(pdf);
    return pdf_end(pdf);
}
