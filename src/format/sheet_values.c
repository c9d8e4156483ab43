#include "format/sheet_values.h"

#include <string.h>

#include "base/day.h"

enum {
    CUSTOM_FROM = 164,
    DAYS_1900 = 25569, /* day number of 1970-01-01, with 1899-12-30 as day 0 */
    DAYS_1904 = 24107,
    DIGITS_MAX = 15 /* significant digits of a double */
};

/* Tells whether a built-in number format is a date, in any language. */
static bool is_known_date(int64_t id) {
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/* Tells whether a format code has days or years outside quoted text, escapes and "[Red]". */
static bool is_date_code(const char *code) {
    bool quoted = false, bracketed = false;
    for (; *code != 0; code++) {
        if (*code == '\\' && code[1] != 0) {
            code++;
            continue;
        }
        quoted ^= *code == '"';
        bracketed = !quoted && (*code == '[' || (bracketed && *code != ']'));
        if (!quoted && !bracketed && strchr("dDyYjJ", *code) != NULL) return true;
    }
    return false;
}

void cell_styles_format(struct cell_styles *styles, const char *id, const char *code) {
    int64_t number;
    if (str_to_i64(str_of(id), 0, CELL_FORMATS_MAX - 1, &number) == RC_OK)
        styles->date_format[number] = is_date_code(code);
}

void cell_styles_add(struct cell_styles *styles, const char *format_id) {
    int64_t number = 0;
    if (styles->count == CELL_STYLES_MAX) return;
    bool known = str_to_i64(str_of(format_id), 0, CELL_FORMATS_MAX - 1, &number) == RC_OK;
    styles->date_style[styles->count++] =
        known &&
        (number < CUSTOM_FROM && is_known_date(number) ? true : styles->date_format[number]);
}

bool cell_styles_is_date(const struct cell_styles *styles, const char *style) {
    int64_t number;
    return str_to_i64(str_of(style), 0, (int64_t)styles->count - 1, &number) == RC_OK &&
           styles->date_style[number];
}

struct str cell_date(struct arena *arena, struct cell_styles *styles, struct str number) {
    int64_t serial;
    struct str rest = cell_number(arena, number), whole = str_cut(&rest, '.', NULL);
    if (str_to_i64(whole, 61, 2958465, &serial) != RC_OK) return number; /* until 9999-12-31 */
    styles->used_1904 = styles->used_1904 || styles->from_1904;
    return day_iso(arena, (day_count)(serial - (styles->from_1904 ? DAYS_1904 : DAYS_1900)));
}

/* Splits a number such as "-1.25E+3" into its digits and the position of the point. Returns false
 * for anything else. */
static bool split_number(struct str text, char *digits, int *ret_count, int *ret_point) {
    int count = 0, point = -1;
    size_t at = 0;
    for (; at < text.len && text.ptr[at] != 'E' && text.ptr[at] != 'e'; at++) {
        char c = text.ptr[at];
        if (c == '.' && point < 0)
            point = count;
        else if (c < '0' || c > '9' || count == 2 * DIGITS_MAX)
            return false;
        else
            digits[count++] = c;
    }
    int64_t exponent = 0;
    struct str rest = str_sub(text, at + 1, text.len);
    if (str_starts(rest, S("+"))) rest = str_sub(rest, 1, rest.len);
    if (at < text.len && str_to_i64(rest, -300, 300, &exponent) != RC_OK) return false;
    *ret_point = (point < 0 ? count : point) + (int)exponent;
    *ret_count = count;
    return count > 0;
}

struct str cell_number(struct arena *arena, struct str number) {
    char digits[2 * DIGITS_MAX];
    int count, point;
    if (!split_number(number, digits, &count, &point) || point < 1 || point > DIGITS_MAX)
        return number;
    for (int i = point; i < count; i++)
        if (digits[i] != '0') return number;
    while (count < point) digits[count++] = '0';
    int from = 0;
    while (from < point - 1 && digits[from] == '0') from++;
    return str_copy(arena, (struct str){digits + from, (size_t)(point - from)});
}
