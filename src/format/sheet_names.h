/* Which sheet of a workbook is read: the first visible one. */
#pragma once

#include "format/table.h"

enum { SHEET_NAME_BYTES = 160 };

struct sheet_names {
    size_t count;                /* sheets so far */
    size_t chosen;               /* number of the first visible sheet, from 1; 0 = none yet */
    size_t hidden;               /* before the chosen one */
    char name[SHEET_NAME_BYTES]; /* of the chosen one */
    char hidden_names[SHEET_NAME_BYTES];
    char last[SHEET_NAME_BYTES];
};

/* Adds a sheet, visible until sheet_names_hide() is called. */
void sheet_names_add(struct sheet_names *sheets, struct str name);
/* The last sheet turns out to be hidden. */
void sheet_names_hide(struct sheet_names *sheets);
/* Notes which sheet is read when there are several, and which hidden ones come before it. */
void sheet_names_note(const struct sheet_names *sheets, const struct table_sink *sink);
