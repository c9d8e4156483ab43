/* Draws cards to cut out and labels. Source: docs/develop/card-layout.md "Layout". */
#include "document/place.h"
#include "document/qr.h"
#include "document/sheet_lines.h"

enum { NAME_BYTES_MAX = 4096 }; /* the longest accepted name has 400 bytes */
enum { NAME_LINES = 3, NAME_SIZE_MIN = 4, SCRATCH_MAX = 16 << 20 };
#define MARK_MM 2.1     /* side of the LeerID mark */
#define GAP_ADDRESS 1.3 /* from a baseline to the text above it, in type_sizes.gap */

/* Fits class and administrative group into at most two lines. */
static struct fitted_text set_group(const struct place *p, const struct card *card, double room) {
    const struct type_sizes *sizes = p->layout->sizes;
    const char *between = card->class_code.len > 0 ? " · " : "";
    struct str group = str_format(p->arena, "%.*s%s%.*s", STR_ARG(card->class_code), between,
                                  STR_ARG(card->group_name));
    return place_text(p, FONT_REGULAR, group, sizes->group, sizes->group_min, room, 2);
}

/* Returns the baseline of the last line of the group. */
static double group_y(const struct layout *l, const struct fitted_text *group) {
    return l->group + (group->count > 1 ? 0.9 * l->sizes->gap : 0);
}

/*
 * Draws the group and the footer in one paragraph; a separate paragraph would take 20 bytes per
 * card.
 */
static void put_group(const struct place *p, const struct fitted_text *group) {
    const struct layout *l = p->layout;
    pdf_leaf_begin(p->pdf, "P", S(""));
    place_lines(p, group, l->margin, group_y(l, group));
    pdf_stamp(p->pdf, (p->x + l->margin) * MM, (PAGE_HEIGHT_MM - p->y - l->stock.height) * MM);
    pdf_leaf_end(p->pdf);
}

/* First and last name: baseline of the first line, and distance between lines. */
struct names {
    struct fitted_text texts[2];
    double size, y, step;
};

static void set_names_at(const struct place *p, const struct card *card, double size, double room,
                         struct names *ret) {
    double least = size < p->layout->sizes->name_min ? size : p->layout->sizes->name_min;
    struct str first = str_format(
        p->arena, "%.*s ",
        STR_ARG(card->first_name)); /* the space separates the names when the text is copied */
    ret->texts[0] = place_text(p, FONT_BOLD, first, size, least, room, NAME_LINES);
    ret->texts[1] = place_text(p, FONT_BOLD, card->last_name, size, least, room, NAME_LINES);
    double a = ret->texts[0].size, b = ret->texts[1].size;
    ret->size = a < b ? a : b;
}

/*
 * Places the names between the baselines `above` and `lowest`, normally on two lines. A name that
 * does not fit at its smallest size takes more lines. With more lines or less height, the lines
 * move closer together and become smaller.
 */
static struct names set_names(const struct place *p, const struct card *card, double room,
                              double above, double lowest) {
    const struct layout *l = p->layout;
    struct names names = {.y = l->first, .step = l->last - l->first};
    double top = above + l->sizes->gap, limit = l->sizes->name;
    for (int try = 0; try < 2; try++) { /* smaller text may need fewer lines */
        set_names_at(p, card, limit, room, &names);
        size_t lines = names.texts[0].count + names.texts[1].count;
        if (lines == 2 && l->last <= lowest) break;
        double most = (lowest - top) / (ASCENT + (double)(lines - 1) * LEADING) * MM;
        names.size = names.size < most ? names.size : most;
        names.y = top + names.size * ASCENT / MM;
        names.step = place_step(names.size);
        limit = names.size > NAME_SIZE_MIN ? names.size : NAME_SIZE_MIN;
    }
    return names;
}

static void put_names(const struct place *p, const struct names *names) {
    double y = names->y;
    pdf_leaf_begin(p->pdf, "H1", S(""));
    for (size_t i = 0; i < COUNT(names->texts); i++)
        for (size_t k = 0; k < names->texts[i].count; k++, y += names->step)
            place_line(p, &names->texts[i].lines[k], names->size, p->layout->margin, y);
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

/*
 * Fits label and value.
 *   right  right limit of the first line
 *   rest   right limit of further lines
 */
static struct labelled set_label(const struct place *p, struct str label, struct str value,
                                 double size, double least, double right, double rest) {
    struct str spaced = str_format(p->arena, "%.*s ", STR_ARG(label));
    struct labelled all = {.label = font_line(p->arena, p->fonts, FONT_REGULAR, spaced),
                           .value = {.count = 1}};
    double left = p->layout->margin;
    all.at = left + place_width(&all.label, p->layout->sizes->small);
    const struct fit_options fit = {FONT_BOLD,          size,         least, (right - all.at) * MM,
                                    (rest - left) * MM, FIT_LINES_MAX};
    if (value.len > 0) all.value = font_fit(p->arena, p->fonts, value, &fit);
    return all;
}

/* Draws label and value with the last line at y; earlier lines and the label move up. */
static void put_label(const struct place *p, const struct labelled *all, double y) {
    const struct fitted_text *value = &all->value;
    double left = p->layout->margin;
    y -= (double)(value->count - 1) * place_step(value->size);
    pdf_leaf_begin(p->pdf, "P", S(""));
    place_line(p, &all->label, p->layout->sizes->small, left, y);
    for (size_t i = 0; i < value->count && value->size > 0; i++)
        place_line(p, &value->lines[i], value->size, i == 0 ? all->at : left,
                   y + (double)i * place_step(value->size));
    pdf_leaf_end(p->pdf);
}

static struct str without_scheme(struct str address) {
    struct str schemes[] = {S("https://"), S("http://")};
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_starts(address, schemes[i])) return str_sub(address, schemes[i].len, address.len);
    return address;
}

/*
 * Returns the width available for text with that upper edge: beside the QR code, or the whole card.
 */
static double room_at(const struct layout *l, double top) {
    bool beside = l->qr_x > l->margin && top < l->qr_y + l->qr_side;
    return (beside ? l->qr_x - 2 : l->stock.width - l->margin) - l->margin;
}

/* Fits the address with its last line on baseline y. */
static struct fitted_text set_address(const struct place *p, struct str text, double y) {
    const struct type_sizes *sizes = p->layout->sizes;
    double room = room_at(p->layout, y);
    struct fitted_text fitted =
        place_text(p, FONT_REGULAR, text, sizes->small, sizes->address_min, room, 2);
    if (room_at(p->layout, place_top(&fitted, y)) >= room) return fitted;
    room = room_at(p->layout, 0);
    return place_text(p, FONT_REGULAR, text, sizes->small, sizes->address_min, room, 2);
}

/* Fits the username with its last line on baseline y. */
static struct labelled set_username(const struct place *p, const struct card *card, double y) {
    const struct layout *l = p->layout;
    double wide = l->stock.width - l->margin, narrow = l->margin + room_at(l, 0);
    const double rights[][2] = {{wide, wide}, {narrow, wide}, {narrow, narrow}};
    struct labelled all = {0};
    for (size_t i = 0; i < COUNT(rights); i++) {
        all = set_label(p, p->texts->username, card->username, l->sizes->username,
                        l->sizes->username_min, rights[i][0], rights[i][1]);
        double top = place_top(&all.value, y);
        if (i == 1) top += place_step(all.value.size); /* upper edge of the second line */
        if (room_at(l, top) >= wide - l->margin) break;
    }
    return all;
}

/* Draws the address as a link, for readers on a screen. */
static void put_address(const struct place *p, const struct card *card,
                        const struct fitted_text *fitted, double y) {
    const struct layout *l = p->layout;
    double height = (double)fitted->count * place_step(fitted->size);
    pdf_leaf_begin(p->pdf, "Link", S(""));
    place_lines(p, fitted, l->margin, y);
    pdf_link(p->pdf, card->address, p->texts->link, (p->x + l->margin) * MM,
             (PAGE_HEIGHT_MM - p->y - y - 0.8) * MM, room_at(l, 0) * MM, height * MM);
    pdf_leaf_end(p->pdf);
}

static enum rc put_qr(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    pdf_leaf_begin(p->pdf, "Figure", str_fill(p->arena, p->texts->qr, &card->address, 1));
    enum rc rc = qr_draw(pdf_content(p->pdf), str_c(p->arena, card->address), (p->x + l->qr_x) * MM,
                         (PAGE_HEIGHT_MM - p->y - l->qr_y - l->qr_side) * MM, l->qr_side * MM);
    pdf_leaf_end(p->pdf);
    return rc;
}

/*
 * Draws the note on a temporary password: its expiry date, and that the pupil then chooses an own
 * one.
 */
static void put_note(const struct place *p, const struct card *card) {
    const struct layout *l = p->layout;
    struct date day = day_to_date(card->valid_until == DAY_NONE ? 0 : card->valid_until);
    const struct str by[] = {str_format(p->arena, "%d", day.day),
                             str_format(p->arena, "%d", day.month),
                             str_format(p->arena, "%d", day.year)};
    struct str text = card->valid_until == DAY_NONE
                          ? p->texts->note
                          : str_fill(p->arena, p->texts->note_by, by, COUNT(by));
    struct fitted_text fitted = place_text(p, FONT_REGULAR, text, l->sizes->note,
                                           l->sizes->note_min, l->stock.width - 2 * l->margin, 1);
    pdf_leaf_begin(p->pdf, "P", S(""));
    place_lines(p, &fitted, l->margin, l->note);
    pdf_leaf_end(p->pdf);
}

/*
 * Returns the height of the footer, which ends at the lower edge of the card. It is equal on all
 * cards, so it is drawn once, as the stamp of the document.
 */
static double footer_height(const struct layout *l) {
    return l->stock.height - l->note;
}

static void draw_footer(struct place p, const struct sheet_options *options) {
    const struct layout *l = p.layout;
    struct local_time made = day_local_of_ms(options->made_ms);
    const struct str parts[] = {
        options->school.len > 0 ? str_format(p.arena, "%.*s · ", STR_ARG(options->school)) : S(""),
        str_format(p.arena, "%d", made.date.day), str_format(p.arena, "%d", made.date.month),
        str_format(p.arena, "%d", made.date.year),
        str_format(p.arena, "%02d:%02d", made.hour, made.minute)};
    struct str text = str_fill(p.arena, p.texts->foot, parts, COUNT(parts));
    double left = MARK_MM + 0.8;
    struct fitted_text fitted =
        place_text(&p, FONT_REGULAR, text, l->sizes->foot, l->sizes->foot_min,
                   l->stock.width - 2 * l->margin - left, 2);
    double y = footer_height(l) - (l->stock.height - l->foot) + (fitted.count > 1 ? 0.6 : 0),
           up = (double)(fitted.count - 1) * place_step(fitted.size);
    pdf_stamp_begin(p.pdf);
    p.y = PAGE_HEIGHT_MM - footer_height(l);
    place_lines(&p, &fitted, left, y);
    pdf_mark(p.pdf, 0, (footer_height(l) - y + up - 0.3) * MM, MARK_MM * MM);
    pdf_stamp_end(p.pdf, l->stock.width * MM, footer_height(l) * MM);
}

static double lower(double a, double b) {
    return a < b ? a : b;
}

/*
 * Rejects text that cannot fit any card before shaping it, because the time of shaping grows with
 * the length.
 */
static bool has_room(const struct card *card) {
    return card->first_name.len <= NAME_BYTES_MAX && card->last_name.len <= NAME_BYTES_MAX;
}

/* Draws a card from the bottom up: text that needs more lines moves up what is above it. */
static enum rc put_card(const struct place *p, const struct card *card) {
    ENSURE(has_room(card), RC_TOO_LARGE);
    const struct layout *l = p->layout;
    bool pictures = card->kind == CARD_PICTURES, temporary = card->kind == CARD_TEMPORARY;
    double right = l->stock.width - l->margin, beside = room_at(l, 0);
    const struct labelled password = set_label(
        p, temporary ? p->texts->temporary : p->texts->password, pictures ? S("") : card->secret,
        l->sizes->password, l->sizes->password_min, right, right);
    struct picture_row row = {0};
    if (pictures) row = place_set_pictures(p, card, password.at);
    double password_y = temporary ? l->temporary : l->password;
    if (row.below) password_y = row.bottom - l->picture - l->sizes->gap;
    double username_y =
        (pictures ? row.top : place_top(&password.value, password_y)) - l->sizes->gap;
    const struct labelled username = set_username(p, card, username_y);
    double more = (double)(username.value.count - 1) * place_step(username.value.size);
    username_y = lower(username_y, l->username + more);
    double y =
        lower(l->address, place_top(&username.value, username_y) - GAP_ADDRESS * l->sizes->gap);
    const struct fitted_text group = set_group(p, card, beside);
    struct str address = without_scheme(card->address), rest = address;
    struct fitted_text site;
    struct names names;
    bool with_address = true;
    /*
     * When the names would become too small, shortens the address to the site (the username is
     * printed below it), then omits it (the QR code has it).
     */
    for (int try = 0; try < 3; try++) {
        with_address = try < 2;
        if (with_address) site = set_address(p, try == 0 ? address : str_cut(&rest, '/', NULL), y);
        double below = with_address ? place_top(&site, y) : place_top(&username.value, username_y);
        if (l->qr_x <= l->margin) below = l->qr_y;
        names = set_names(p, card, beside, group_y(l, &group), below - GAP_ADDRESS * l->sizes->gap);
        if (names.size >= l->sizes->name_floor) break;
    }
    pdf_group_begin(p->pdf, "Sect");
    put_group(p, &group);
    put_names(p, &names);
    TRY(put_qr(p, card));
    if (with_address) put_address(p, card, &site, y);
    put_label(p, &username, username_y);
    if (!row.below || l->pictures_labelled) put_label(p, &password, password_y);
    if (pictures) place_put_pictures(p, card, &row);
    if (temporary) put_note(p, card);
    pdf_group_end(p->pdf);
    return RC_OK;
}

enum rc card_pdf(struct arena *arena, const struct fonts *fonts,
                 const struct sheet_options *options, struct str title, const struct card *cards,
                 size_t count, struct buf *out) {
    const struct layout *l = layout_of(options->stock);
    ENSURE(count > 0 && (l->stock.is_cut ||
                         (options->start_label >= 1 && options->start_label <= l->stock.cards)),
           RC_INVALID);
    double dx = options->offset_x / 2.0, dy = options->offset_y / 2.0;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_MAX, true);
    struct pdf *pdf = pdf_begin(arena, fonts, title, out);
    pdf_set_language(pdf, options->texts->language);
    struct place place = {
        .arena = arena,
        .fonts = fonts,
        .pdf = pdf,
        .layout = l,
        .texts = options->texts,
        .captions = l->stock.has_captions ? options->captions : CAPTIONS_NONE,
    };
    draw_footer(place, options);
    place.arena = scratch;
    struct dealing dealing = dealing_begin(options, cards, count);
    struct dealt dealt;
    bool begun = false;
    enum rc rc = RC_OK;
    while (rc == RC_OK && !pdf_is_too_large(pdf) && dealing_next(&dealing, &dealt)) {
        if (dealt.new_sheet && begun) pdf_page_end(pdf);
        if (dealt.new_sheet) {
            pdf_page_begin(pdf);
            if (l->stock.is_cut) sheet_cut_lines(pdf, l, dx, dy);
        }
        begun = true;
        place.x = l->left + dealt.cell % l->columns * l->pitch_x + dx;
        place.y = l->top + dealt.cell / l->columns * l->pitch_y + dy;
        rc = put_card(&place, &cards[dealt.card]);
        arena_reset(scratch);
    }
    pdf_page_end(pdf);
    enum rc ended = pdf_end(pdf);
    return rc == RC_OK ? ended : rc;
}
