/* Cell values of a workbook: recognises dates and writes numbers without an exponent. */
#pragma once

#include "base/str.h"

enum { CELL_STYLES_MAX = 4096, CELL_FORMATS_MAX = 1024 };

struct cell_styles {
    bool from_1904;                     /* day numbers count from 1904-01-01 */
    bool used_1904;                     /* such a day was converted */
    bool date_format[CELL_FORMATS_MAX]; /* by id: a number format of the workbook that is a date */
    bool date_style[CELL_STYLES_MAX];   /* by index: the cell style is a date */
    size_t count;                       /* styles so far */
};

/* Reads the styles part. Call these with its attributes, in the order of that part: first the
 * number formats, then the styles. cell_styles_is_date() takes the style index of a cell. */
void cell_styles_format(struct cell_styles *styles, const char *id, const char *code);
void cell_styles_add(struct cell_styles *styles, const char *format_id);
bool cell_styles_is_date(const struct cell_styles *styles, const char *style);

/* Returns a day number as "2012-09-01"; the unchanged number when it is not a day. */
struct str cell_date(struct arena *arena, struct cell_styles *styles, struct str number);
/* Returns "12345678901" for "1.2345678901E10" and "945" for "945.0"; anything else unchanged. */
struct str cell_number(struct arena *arena, struct str number);
