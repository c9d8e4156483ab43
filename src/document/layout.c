#include "document/layout.h"

static const struct type_sizes sizes_normal = {.group = 8,
                                               .group_min = 7,
                                               .name = 15,
                                               .name_min = 11,
                                               .small = 9,
                                               .address_min = 7,
                                               .username = 11,
                                               .username_min = 8,
                                               .password = 13,
                                               .password_min = 8,
                                               .note = 7,
                                               .note_min = 5,
                                               .foot = 6,
                                               .foot_min = 5,
                                               .caption = 5,
                                               .name_floor = 7,
                                               .gap = 1};
/* For labels of 38 mm height. */
static const struct type_sizes sizes_small = {.group = 7,
                                              .group_min = 6,
                                              .name = 12,
                                              .name_min = 9,
                                              .small = 7.5,
                                              .address_min = 6,
                                              .username = 10,
                                              .username_min = 8,
                                              .password = 12,
                                              .password_min = 8,
                                              .note = 6.5,
                                              .note_min = 5,
                                              .foot = 5,
                                              .foot_min = 4.5,
                                              .caption = 5,
                                              .name_floor = 7,
                                              .gap = 0.75};
static const struct type_sizes sizes_large = {.group = 12,
                                              .group_min = 10,
                                              .name = 26,
                                              .name_min = 16,
                                              .small = 12,
                                              .address_min = 9,
                                              .username = 16,
                                              .username_min = 10,
                                              .password = 20,
                                              .password_min = 10,
                                              .note = 10,
                                              .note_min = 8,
                                              .foot = 8,
                                              .foot_min = 7,
                                              .caption = 9,
                                              .name_floor = 10,
                                              .gap = 1.6};

/* Dimensions of labels are those of the makers' templates. */
static const struct layout layouts[STOCKS] = {
    [STOCK_A4] = {.stock = {"a4", 95, 56, 10, true, true},
                  .sizes = &sizes_normal,
                  .columns = 2,
                  .rows = 5,
                  .left = 10,
                  .top = 8.5,
                  .pitch_x = 95,
                  .pitch_y = 56,
                  .margin = 5,
                  .group = 8.5,
                  .first = 16,
                  .last = 22.5,
                  .qr_side = 24,
                  .qr_x = 66,
                  .qr_y = 4,
                  .address = 33.8,
                  .username = 40,
                  .password = 48.2,
                  .temporary = 46.5,
                  .picture = 8.4,
                  .pictures = 50.4,
                  .note = 49.9,
                  .foot = 53.7,
                  .pictures_labelled = true},
    [STOCK_STICKER] = {.stock = {"stickers", 105, 48, 12, false, true},
                       .sizes = &sizes_normal,
                       .columns = 2,
                       .rows = 6,
                       .left = 0,
                       .top = 4.5,
                       .pitch_x = 105,
                       .pitch_y = 48,
                       .margin = 5,
                       .group = 7.5,
                       .first = 13.8,
                       .last = 19.6,
                       .qr_side = 22,
                       .qr_x = 78,
                       .qr_y = 3.5,
                       .address = 28,
                       .username = 32.4,
                       .password = 40,
                       .temporary = 38.3,
                       .picture = 8.8,
                       .pictures = 42.2,
                       .note = 41.6,
                       .foot = 45.5,
                       .pictures_labelled = true},
    [STOCK_L7160] = {.stock = {"l7160", 63.5, 38.1, 21, false, false},
                     .sizes = &sizes_small,
                     .columns = 3,
                     .rows = 7,
                     .left = 7.21,
                     .top = 15.15,
                     .pitch_x = 66.04,
                     .pitch_y = 38.1,
                     .margin = 3,
                     .group = 5.4,
                     .first = 10.4,
                     .last = 14.8,
                     .qr_side = 16,
                     .qr_x = 44.5,
                     .qr_y = 2.2,
                     .address = 18.2,
                     .username = 22.8,
                     .password = 29.2,
                     .temporary = 28.6,
                     .picture = 8,
                     .pictures = 32,
                     .note = 31.4,
                     .foot = 35,
                     .pictures_below = true},
    [STOCK_L7163] = {.stock = {"l7163", 99.1, 38.1, 14, false, true},
                     .sizes = &sizes_small,
                     .columns = 2,
                     .rows = 7,
                     .left = 4.65,
                     .top = 15.15,
                     .pitch_x = 101.6,
                     .pitch_y = 38.1,
                     .margin = 4,
                     .group = 5.4,
                     .first = 11.2,
                     .last = 16,
                     .qr_side = 18,
                     .qr_x = 77.1,
                     .qr_y = 2.6,
                     .address = 20.4,
                     .username = 25,
                     .password = 31,
                     .temporary = 29.4,
                     .picture = 8,
                     .pictures = 32.4,
                     .note = 32.6,
                     .foot = 35.4},
    [STOCK_BANK_CARD] = {.stock = {"bankkaart", 85.6, 54, 10, true, true},
                         .sizes = &sizes_normal,
                         .columns = 2,
                         .rows = 5,
                         .left = 19.4,
                         .top = 13.5,
                         .pitch_x = 85.6,
                         .pitch_y = 54,
                         .margin = 4,
                         .group = 7.5,
                         .first = 14.8,
                         .last = 21,
                         .qr_side = 22,
                         .qr_x = 59.6,
                         .qr_y = 3.6,
                         .address = 31,
                         .username = 37.4,
                         .password = 45.4,
                         .temporary = 44,
                         .picture = 8.4,
                         .pictures = 47.4,
                         .note = 47.4,
                         .foot = 51,
                         .pictures_below = true,
                         .pictures_labelled = true},
    [STOCK_A6] = {.stock = {"a6", 105, 148, 4, true, true},
                  .sizes = &sizes_large,
                  .columns = 2,
                  .rows = 2,
                  .left = 0,
                  .top = 0.5,
                  .pitch_x = 105,
                  .pitch_y = 148,
                  .margin = 9,
                  .group = 14,
                  .first = 27,
                  .last = 38,
                  .qr_side = 40,
                  .qr_x = 9,
                  .qr_y = 46,
                  .address = 96,
                  .username = 106,
                  .password = 122,
                  .temporary = 121,
                  .picture = 11.4,
                  .pictures = 130,
                  .note = 128,
                  .foot = 140,
                  .pictures_below = true,
                  .pictures_labelled = true},
};

const struct layout *layout_of(enum card_stock stock) {
    return &layouts[stock];
}

const struct stock *stock_of(enum card_stock stock) {
    return &layouts[stock].stock;
}

enum rc stock_read(struct str word, enum card_stock *ret_stock) {
    for (enum card_stock stock = 0; stock < STOCKS; stock++) {
        if (!str_eq(word, str_of(layouts[stock].stock.word))) continue;
        *ret_stock = stock;
        return RC_OK;
    }
    return RC_INVALID;
}

bool card_same_class(const struct card *a, const struct card *b) {
    return str_eq(a->class_code, b->class_code) &&
           (a->class_code.len > 0 || str_eq(a->group_name, b->group_name));
}

static bool is_stacked(const struct dealing *d) {
    return d->options->stacked && layouts[d->options->stock].stock.is_cut;
}

static void begin_block(struct dealing *d, size_t from) {
    const struct stock *stock = stock_of(d->options->stock);
    bool begun_sheet = from == 0 && !stock->is_cut;
    d->from = d->end = from;
    while (d->end < d->count && (!d->options->sheet_per_class || d->end == from ||
                                 card_same_class(&d->cards[d->end], &d->cards[d->end - 1])))
        d->end++;
    d->first = d->cell = begun_sheet ? d->options->start_label - 1 : 0;
    d->sheet = 0;
    d->sheets =
        ((size_t)d->first + d->end - from + (size_t)stock->cards - 1) / (size_t)stock->cards;
}

struct dealing dealing_begin(const struct sheet_options *options, const struct card *cards,
                             size_t count) {
    struct dealing d = {.options = options, .cards = cards, .count = count};
    begin_block(&d, 0);
    return d;
}

bool dealing_next(struct dealing *d, struct dealt *ret_dealt) {
    int cells = layouts[d->options->stock].stock.cards;
    if (d->from == d->count) return false;
    size_t cell = (size_t)d->cell;
    size_t card = d->from + (is_stacked(d) ? cell * d->sheets + d->sheet
                                           : d->sheet * (size_t)cells + cell - (size_t)d->first);
    bool sheet_begins = d->cell == (d->sheet == 0 ? d->first : 0);
    *ret_dealt = (struct dealt){card, d->cell, sheet_begins};
    size_t next = is_stacked(d) ? card + d->sheets : card + 1;
    d->cell++;
    if (d->cell < cells && next < d->end) return true;
    d->cell = 0;
    d->sheet++;
    if (d->sheet == d->sheets) begin_block(d, d->end);
    return true;
}

size_t card_sheets(const struct sheet_options *options, const struct card *cards, size_t count,
                   int *ret_next_label) {
    struct dealing dealing = dealing_begin(options, cards, count);
    struct dealt dealt = {0};
    size_t sheets = 0;
    while (dealing_next(&dealing, &dealt)) sheets += dealt.new_sheet;
    *ret_next_label = (dealt.cell + 1) % stock_of(options->stock)->cards + 1;
    return sheets;
}
