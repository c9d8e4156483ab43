/* Where everything stands on a card of each stock: millimetres from its upper left corner. Source:
 * CARDS "Layout". */
#pragma once

#include "document/card.h"

struct layout {
    int columns, rows;
    double width, height;      /* of a card */
    double left, top;          /* of the first card on the page */
    double margin;             /* inner, left and right */
    double group, first, last; /* baselines */
    double qr_side, qr_x, qr_y;
    double address, username, password;
    double picture;    /* side */
    double note, foot; /* baselines: of the line about a temporary password, of the foot */
    bool cut_lines;
};
const struct layout *layout_of(enum card_stock stock);
