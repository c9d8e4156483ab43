/* Values of cells in a workbook: which numbers are dates, and numbers without an exponent. */
#pragma once

#include "base/str.h"

enum { CELL_STYLES_MAX = 4096, CELL_FORMATS_MAX = 1024 };

struct cell_styles {
    bool from_1904;                     /* days count from 1904-01-01 */
    bool used_1904;                     /* such a day was converted */
    bool date_format[CELL_FORMATS_MAX]; /* number formats that the workbook defines, by id */
    bool date_style[CELL_STYLES_MAX];   /* styles of cells, by index */
    size_t count;                       /* styles so far */
};

/* Texts are attributes of the workbook's part of styles, in the order of that part. */
void cell_styles_format(struct cell_styles *styles, const char *id, const char *code);
void cell_styles_add(struct cell_styles *styles, const char *format_id);
bool cell_styles_is_date(const struct cell_styles *styles, const char *style);

/* Returns a date as "2012-09-01"; the number itself when it is not a day. */
struct str cell_date(struct arena *arena, struct cell_styles *styles, struct str number);
/* Returns "12345678901" for "1.2345678901E10", "945" for "945.0"; others unchanged. */
struct str cell_number(struct arena *arena, struct str number);
