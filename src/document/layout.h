/*
 * Position of everything on a card, per stock, in millimetres from the upper left corner of the
 * card, and the order of the cards on the sheets. Source: docs/develop/card-layout.md "Layout".
 */
#pragma once

#include "document/card.h"

/* Type sizes in points. */
struct type_sizes {
    double group, group_min, name, name_min, small /* labels and address */, address_min;
    double username, username_min, password, password_min;
    double note, note_min, foot, foot_min, caption;
    double name_floor; /* below it the address gives way */
    double gap;        /* millimetres from a baseline to what stands below it */
};

struct layout {
    struct stock stock;
    const struct type_sizes *sizes;
    int columns, rows;
    double left, top;           /* of the first card on the page */
    double pitch_x, pitch_y;    /* from card to card */
    double margin;              /* inner, left and right */
    double group, first, last;  /* baselines */
    double qr_side, qr_x, qr_y; /* qr_x equal to margin: it stands below the names, not beside */
    double address, username, password, temporary; /* baselines; temporary: of that password */
    double picture, pictures;                      /* side, lower edge */
    double note, foot;      /* baselines: of the line about a temporary password, of the foot */
    bool pictures_below;    /* on a line of their own, over the whole width */
    bool pictures_labelled; /* and then with the word for password above them */
};
/* Returns the layout of a stock; static storage. */
const struct layout *layout_of(enum card_stock stock);

/* Deals cards over sheets in the order in which they are drawn. */
struct dealing {
    const struct sheet_options *options;
    const struct card *cards;
    size_t count;
    size_t from, end;     /* the block being dealt: a class with sheet_per_class, else all cards */
    size_t sheets, sheet; /* of the block */
    int first, cell;      /* of the block; of the next card */
};
struct dealing dealing_begin(const struct sheet_options *options, const struct card *cards,
                             size_t count);
/* False: all cards were dealt. cell: 0..cards on a sheet - 1. */
struct dealt {
    size_t card;
    int cell;
    bool new_sheet;
};
bool dealing_next(struct dealing *dealing, struct dealt *ret_dealt);
