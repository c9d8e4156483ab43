/*
 * Columns of a roster, and what one cell of a row says about its field.
 *
 * A package that does not export a column says nothing about it; an empty cell, a word for "none"
 * and an unreadable value are different statements. Whether a statement changes what is known is a
 * table: roster_cell_effect(). Source: docs/develop/formats.md "What a cell says".
 */
#pragma once

#include "base/rc.h"

enum roster_column {
    COLUMN_SCHOOL,
    COLUMN_ROLL,
    COLUMN_FIRST,
    COLUMN_CALL_NAME, /* used only when the first name is absent */
    COLUMN_LAST,
    COLUMN_OFFICIAL_FIRST,
    COLUMN_OFFICIAL_LAST,
    COLUMN_GROUP,
    COLUMN_GROUP_NUMBER,
    COLUMN_CLASS,
    COLUMN_LEVEL,
    COLUMN_BIRTH,
    COLUMN_SEX,
    COLUMN_NUMBER, /* national number or bis number */
    COLUMN_BEGIN,
    COLUMN_END,
    COLUMN_SITE,
    COLUMNS,
};

enum roster_cell {
    CELL_ABSENT,     /* the file does not have the column */
    CELL_EMPTY,      /* nothing but spaces */
    CELL_NONE,       /* a word for none: "-", "nvt", "0"; for an end date: open */
    CELL_UNREADABLE, /* left out of the row and reported as a warning */
    CELL_VALUE,
    CELLS,
};

enum cell_effect {
    CELL_KEEPS,  /* what is known stays; a new enrolment gets the default */
    CELL_CLEARS, /* the field has no value */
    CELL_SETS,   /* the row has the value */
};
/*
 * Tells what a cell of an optional column does to the field of a known pupil. For COLUMN_END,
 * CELL_CLEARS means the last day of the school year, which the row then contains.
 */
enum cell_effect roster_cell_effect(enum roster_column column, enum roster_cell cell);
