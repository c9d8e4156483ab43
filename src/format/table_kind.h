/* Detects the kind of a file by its content; the file name is not used. */
#pragma once

#include "format/table.h"

enum table_kind {
    TABLE_KIND_CSV,
    TABLE_KIND_ZIP, /* a workbook (.xlsx) or a package of files */
    TABLE_KIND_HTML,
    TABLE_KIND_SHEET_XML, /* "XML Spreadsheet 2003" */
    TABLE_KIND_XML,       /* any other XML */
};

/* Returns the kind of a text file. */
enum table_kind table_kind_of_text(struct str head);
/*
 * Returns the kind of a file. *ret_code is TABLE_FINE, or the reason why this kind cannot be read.
 *   head  the first bytes of the file, at most 4 KiB
 */
enum table_kind table_kind_of(int fd, struct str head, enum table_flaw_code *ret_code);
