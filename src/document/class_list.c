/* Class lists to sign: a table for each class, new page for each. Source: UX-12. */
#include "document/pdf.h"

#define PICTURE_MM 5.4
#define STEP_MM 2.1 /* between the lines of a text of the least size */
enum { ROW_MM = 8, FIRST_ROW_MM = 44, LAST_ROW_MM = 280, LEFT_MM = 15, COLUMNS = 5, USERNAME = 1, SECRET = 3, TEXT_SIZE = 9, TEXT_SIZE_MIN = 6, TITLE_SIZE = 15, ROW_BYTES = 16 << 20 };

struct column {
    const char *title;
    double x, width; /* millimetres */
};
static const struct column columns[COLUMNS] = {
    {"Naam", 15, 55}, {"Gebruikersnaam", 72, 50}, {"Status", 124, 18}, {"Wachtwoord", 0, 0}, {"Handtekening", 150, 45}};
static const struct column columns_with_secrets[COLUMNS] = {
    {"Naam", 15, 48}, {"Gebruikersnaam", 65, 42}, {"Status", 109, 15}, {"Wachtwoord", 126, 42}, {"Handtekening", 170, 28}};

struct listing {
    struct arena *arena; /* of a row */
    const struct fonts *fonts;
    struct pdf *pdf;
    struct str school, date;
    const struct column *columns;
    double y;
};

static void put(const struct listing *l, enum font_style style, struct str text, double size, double x, double room, const char *role) {
    int width = (int)(room * MM * 1000 / size);
    struct line line = font_line(l->arena, l->fonts, style, font_fit(l->arena, l->fonts, style, text, width));
    pdf_leaf_begin(l->pdf, role, S(""));
    pdf_line(l->pdf, &line, size, x * MM, (PAGE_HEIGHT_MM - l->y) * MM);
    pdf_leaf_end(l->pdf);
}

/* Somebody signs in with it: never cut. */
static void put_whole(const struct listing *l, enum font_style style, struct str text, double x, double room) {
    const struct whole whole = font_whole(l->arena, l->fonts, style, text, TEXT_SIZE, TEXT_SIZE_MIN, room * MM);
    double y = l->y - (double)(whole.count - 1) * STEP_MM / 2;
    pdf_leaf_begin(l->pdf, "TD", S(""));
    for (size_t i = 0; i < whole.count; i++) pdf_line(l->pdf, &whole.lines[i], whole.size, x * MM, (PAGE_HEIGHT_MM - y - (double)i * STEP_MM) * MM);
    pdf_leaf_end(l->pdf);
}

static void put_rule(const struct listing *l) {
    struct buf *out = pdf_content(l->pdf);
    pdf_artifact_begin(l->pdf);
    buf_c(out, "q .6 G .4 w ");
    const double points[] = {LEFT_MM * MM, (PAGE_HEIGHT_MM - l->y - 2.4) * MM, (PAGE_WIDTH_MM - LEFT_MM) * MM, (PAGE_HEIGHT_MM - l->y - 2.4) * MM};
    for (size_t i = 0; i < COUNT(points); i++) {
        pdf_number(out, points[i]);
        buf_c(out, i == 1 ? " m " : " ");
    }
    buf_c(out, "l S Q\n");
    pdf_artifact_end(l->pdf);
}

static void begin_page(struct listing *l, const struct card *card) {
    bool has_class = card->class_code.len > 0;
    struct str title = str_format(l->arena, "%.*s%s%.*s", STR_ARG(card->class_code), has_class ? " · " : "", STR_ARG(card->group_name));
    pdf_page_begin(l->pdf);
    l->y = 20;
    put(l, FONT_BOLD, title, TITLE_SIZE, LEFT_MM, 180, "H1");
    l->y = 27;
    put(l, FONT_REGULAR, str_format(l->arena, "%.*s, %.*s", STR_ARG(l->school), STR_ARG(l->date)), TEXT_SIZE, LEFT_MM, 180, "P");
    l->y = FIRST_ROW_MM - ROW_MM;
    pdf_group_begin(l->pdf, "Table");
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < COLUMNS; i++)
        if (l->columns[i].width > 0) put(l, FONT_BOLD, str_of(l->columns[i].title), TEXT_SIZE, l->columns[i].x, l->columns[i].width, "TH");
    pdf_group_end(l->pdf);
    put_rule(l);
    l->y = FIRST_ROW_MM;
}

static void end_page(struct listing *l) {
    pdf_group_end(l->pdf);
    pdf_page_end(l->pdf);
}

static void put_pictures(const struct listing *l, const struct card *card, double x) {
    struct str rest = card->secret;
    pdf_group_begin(l->pdf, "TD");
    for (int i = 0; i < card->picture_count; i++) {
        pdf_leaf_begin(l->pdf, "Figure", str_cut(&rest, '-', NULL));
        pdf_picture(l->pdf, card->pictures[i], (x + i * (PICTURE_MM + 0.5)) * MM, (PAGE_HEIGHT_MM - l->y - 1.8) * MM, PICTURE_MM * MM);
        pdf_leaf_end(l->pdf);
    }
    pdf_group_end(l->pdf);
}

static void put_row(struct listing *l, const struct card *card) {
    struct str name = str_format(l->arena, "%.*s %.*s", STR_ARG(card->last_name), STR_ARG(card->first_name));
    const struct str cells[COLUMNS] = {name, card->username, card->status_text, card->secret, S("")};
    pdf_group_begin(l->pdf, "TR");
    for (int i = 0; i < COLUMNS; i++) {
        const struct column *column = &l->columns[i];
        if (column->width <= 0 || cells[i].len == 0) continue;
        if (i == SECRET && card->picture_count > 0) put_pictures(l, card, column->x);
        else if (i == SECRET || i == USERNAME) put_whole(l, i == SECRET ? FONT_BOLD : FONT_REGULAR, cells[i], column->x, column->width);
        else put(l, FONT_REGULAR, cells[i], TEXT_SIZE, column->x, column->width, "TD");
    }
    pdf_group_end(l->pdf);
    put_rule(l);
    l->y += ROW_MM;
}

static bool same_class(const struct card *a, const struct card *b) {
    return str_eq(a->class_code, b->class_code) && str_eq(a->group_name, b->group_name);
}

enum rc class_list_pdf(struct arena *arena, const struct fonts *fonts, struct str school_name, struct str date_text, bool with_secrets,
                       const struct card *cards, size_t count, struct buf *out) {
    ENSURE(count > 0, RC_INVALID);
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(ROW_BYTES, true);
    struct listing l = {.arena = scratch, .fonts = fonts, .pdf = pdf_begin(arena, fonts, S("LeerID klaslijst"), out), .school = school_name,
                        .date = date_text, .columns = with_secrets ? columns_with_secrets : columns};
    for (size_t i = 0; i < count && !pdf_is_too_large(l.pdf); i++) {
        bool turn = i > 0 && (l.y > LAST_ROW_MM || !same_class(&cards[i], &cards[i - 1]));
        if (turn) end_page(&l);
        if (i == 0 || turn) begin_page(&l, &cards[i]);
        put_row(&l, &cards[i]);
        arena_reset(scratch);
    }
    end_page(&l);
    return pdf_end(l.pdf);
}
