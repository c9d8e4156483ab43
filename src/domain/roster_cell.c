#include "domain/roster_cell.h"

#include <stdbool.h>

/* Fields that a file can clear. Everybody has a birth day, a sex and official names, so a word for
 * "none" in one of those columns means that the package does not know the value. */
static const struct {
    bool by_none, by_empty;
} clears[COLUMNS] = {
    [COLUMN_CLASS] = {true, true},
    [COLUMN_SITE] = {true, false},
    [COLUMN_END] = {true, false},
};

enum cell_effect roster_cell_effect(enum roster_column column, enum roster_cell cell) {
    if (cell == CELL_VALUE) return CELL_SETS;
    if (cell == CELL_NONE && clears[column].by_none) return CELL_CLEARS;
    if (cell == CELL_EMPTY && clears[column].by_empty) return CELL_CLEARS;
    return CELL_KEEPS;
}
