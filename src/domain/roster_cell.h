/*
 * Columns of a roster, and the meaning of one cell.
 *
 * A package that does not export a column states nothing about it. An empty cell, a word for "none"
 * and an unreadable value are three different statements. roster_cell_effect() defines what each
 * does to the stored value. Source: docs/develop/formats.md "What a cell says".
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
    CELL_ABSENT,     /* the file lacks the column */
    CELL_EMPTY,      /* empty or spaces only */
    CELL_NONE,       /* a word for none, e.g. "-", "nvt" or "0"; for an end date: no end */
    CELL_UNREADABLE, /* ignored, with a warning */
    CELL_VALUE,
    CELLS,
};

enum cell_effect {
    CELL_KEEPS,  /* keeps the stored value; a new enrolment gets the default */
    CELL_CLEARS, /* removes the value */
    CELL_SETS,   /* stores the value of the row */
};
/* Returns the effect of a cell of an optional column on the stored field. For COLUMN_END,
 * CELL_CLEARS means the last day of the school year, which the row then contains. */
enum cell_effect roster_cell_effect(enum roster_column column, enum roster_cell cell);
