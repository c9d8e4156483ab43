/*
 * Position of everything on a card, per stock, in millimetres from the upper left corner of the
 * card. Source: docs/develop/card-layout.md "Layout".
 */
#pragma once

#include "document/card.h"

struct layout {
    int columns, rows;
    double width, height;      /* of one card */
    double left, top;          /* of the first card on the page */
    double margin;             /* inside the card, left and right */
    double group, first, last; /* baselines of the group and of the names */
    double qr_side, qr_x, qr_y;
    double address, username, password;
    double picture;    /* side of a picture */
    double note, foot; /* baselines of the temporary password notice and of the footer */
    bool cut_lines;
};
/* Returns the layout of a stock; static storage. */
const struct layout *layout_of(enum card_stock stock);
