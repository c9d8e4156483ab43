/* Selects the sheet of a workbook to read: the first visible one. */
#pragma once

#include "format/table.h"

enum { SHEET_NAME_BYTES = 160 };

struct sheet_names {
    size_t count;                /* sheets so far */
    size_t chosen;               /* number of the first visible sheet, from 1; 0: none yet */
    size_t hidden;               /* hidden sheets before the chosen one */
    char name[SHEET_NAME_BYTES]; /* name of the chosen sheet */
    char hidden_names[SHEET_NAME_BYTES];
    char last[SHEET_NAME_BYTES];
};

/* Adds a sheet. It is visible unless sheet_names_hide() follows. */
void sheet_names_add(struct sheet_names *sheets, struct str name);
/* Marks the last added sheet as hidden. */
void sheet_names_hide(struct sheet_names *sheets);
/* Reports which sheet is read when there are several, and the hidden sheets before it. */
void sheet_names_note(const struct sheet_names *sheets, const struct table_sink *sink);
