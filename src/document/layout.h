/*
 * Positions on a card, per stock, in millimetres from the upper left corner of the card; and the
 * order of the cards on the sheets. Source: docs/develop/card-layout.md "Layout".
 */
#pragma once

#include "document/card.h"

/* Type sizes in points. */
struct type_sizes {
    double group, group_min, name, name_min, small /* labels and address */, address_min;
    double username, username_min, password, password_min;
    double note, note_min, foot, foot_min, caption;
    double name_floor; /* when names would be smaller, the address is shortened or omitted */
    double gap;        /* from a baseline to the upper edge of the next line, in millimetres */
};

struct layout {
    struct stock stock;
    const struct type_sizes *sizes;
    int columns, rows;
    double left, top;          /* upper left corner of the first card on the page */
    double pitch_x, pitch_y;   /* distance between cards */
    double margin;             /* inside the card, left and right */
    double group, first, last; /* baselines */
    double qr_side, qr_x,
        qr_y; /* qr_x equal to margin: the code is below the names, not beside them */
    double address, username, password,
        temporary;            /* baselines; temporary: of a temporary password */
    double picture, pictures; /* side of a picture; lower edge of the pictures */
    double note, foot;        /* baselines: of the note on a temporary password, of the footer */
    bool pictures_below;      /* on a separate line over the full width */
    bool pictures_labelled;   /* with the label of the password above that line */
};
/* Returns the layout of a stock; static storage. */
const struct layout *layout_of(enum card_stock stock);

/* Assigns cards to sheets, in drawing order. */
struct dealing {
    const struct sheet_options *options;
    const struct card *cards;
    size_t count;
    size_t from, end;     /* current block: one class with sheet_per_class, else all cards */
    size_t sheets, sheet; /* within the block: number of sheets, current sheet */
    int first, cell;      /* first label of the block; label of the next card */
};
struct dealing dealing_begin(const struct sheet_options *options, const struct card *cards,
                             size_t count);
/*
 * Returns the next card with its place. False when all cards are assigned.
 *   cell  0 to (cards per sheet - 1)
 */
struct dealt {
    size_t card;
    int cell;
    bool new_sheet;
};
bool dealing_next(struct dealing *dealing, struct dealt *ret_dealt);
