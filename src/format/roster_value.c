#include "format/roster_value.h"

#include <string.h>

#include "format/roster.h"

bool roster_is_none(struct str folded) {
    static const char *const words[] = {"-",       "--",   "–",      "—",    "/",
                                        "0",       "nvt",  "n.v.t.", "nvt.", "n/a",
                                        "na",      "geen", "null",   "none", "niet van toepassing",
                                        "onbekend"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq(folded, str_of(words[i]))) return true;
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool all_digits(struct str text) {
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.ptr[i])) return false;
    return text.len > 0;
}

/* Serial numbers of spreadsheets: days since 1899-12-30. The highest is the last day of 2100. */
enum { SERIAL_EPOCH = 25569, SERIAL_MIN = 10000, SERIAL_MAX = 73415 };

/* First letters of the months in Dutch, French, English and German. */
static const struct {
    const char *begins;
    int month;
} months[] = {
    {"ja", 1}, {"fe", 2}, {"fé", 2},  {"maa", 3}, {"mar", 3}, {"mrt", 3}, {"mä", 3},  {"ap", 4},
    {"av", 4}, {"me", 5}, {"mai", 5}, {"may", 5}, {"jun", 6}, {"jui", 6}, {"jul", 7}, {"juil", 7},
    {"au", 8}, {"ao", 8}, {"se", 9},  {"ok", 10}, {"oc", 10}, {"no", 11}, {"de", 12}, {"dé", 12},
};

/* Returns the month of a name or a number; 0 for anything else. */
static int month_of(struct str piece) {
    int64_t number;
    if (all_digits(piece)) return str_to_i64(piece, 1, 12, &number) == RC_OK ? (int)number : 0;
    char lower[4] = {0};
    for (size_t i = 0; i < 4 && i < piece.len; i++)
        lower[i] =
            (char)(piece.ptr[i] >= 'A' && piece.ptr[i] <= 'Z' ? piece.ptr[i] + 32 : piece.ptr[i]);
    const struct str start = {lower, piece.len < 4 ? piece.len : 4};
    int month = 0, longest = 0;
    for (size_t i = 0; i < COUNT(months); i++) {
        int len = (int)strlen(months[i].begins);
        if (len <= longest || !str_starts(start, str_of(months[i].begins))) continue;
        month = months[i].month;
        longest = len;
    }
    return month;
}

/* Removes a time of day: "2016-09-01T00:00:00", "1/9/2016 0:00". */
static struct str without_time(struct str text) {
    for (size_t i = 6; i + 1 < text.len; i++) {
        bool space = text.ptr[i] == ' ', t = text.ptr[i] == 'T' || text.ptr[i] == 't';
        if ((space || t) && is_digit(text.ptr[i - 1]) && is_digit(text.ptr[i + 1]) &&
            str_contains(str_sub(text, i, text.len), S(":")))
            return str_sub(text, 0, i);
    }
    return text;
}

static enum rc date_of_parts(const struct str *parts, struct date *ret_date) {
    bool year_first = parts[0].len == 4;
    int64_t year, day;
    ENSURE(all_digits(parts[0]) && all_digits(parts[2]), RC_INVALID);
    ENSURE(parts[year_first ? 0 : 2].len == 4, RC_INVALID);
    TRY(str_to_i64(parts[year_first ? 0 : 2], 1900, 9999, &year));
    TRY(str_to_i64(parts[year_first ? 2 : 0], 1, 31, &day));
    *ret_date = (struct date){.year = (int)year, .month = month_of(parts[1]), .day = (int)day};
    return ret_date->month == 0 ? RC_INVALID : RC_OK;
}

static enum rc parse_date(struct str text, struct date *ret_date) {
    text = without_time(str_trim(text));
    if (all_digits(text) && text.len == 8) {
        const struct str parts[] = {str_sub(text, 0, 4), str_sub(text, 4, 2), str_sub(text, 6, 2)};
        return date_of_parts(parts, ret_date);
    }
    const char separators[] = {'/', '.', '-', ' '};
    for (size_t s = 0; s < COUNT(separators); s++) {
        struct str rest = text, parts[3];
        bool more = true;
        size_t count = 0;
        while (more && count < 3) parts[count++] = str_trim(str_cut(&rest, separators[s], &more));
        if (count == 3 && !more) return date_of_parts(parts, ret_date);
    }
    return RC_INVALID;
}

enum rc roster_date(struct str text, day_count *ret_day) {
    int64_t serial;
    if (all_digits(text) && text.len == 5) {
        TRY(str_to_i64(text, SERIAL_MIN, SERIAL_MAX, &serial));
        *ret_day = (day_count)(serial - SERIAL_EPOCH);
        return RC_OK;
    }
    struct date date;
    TRY(parse_date(text, &date));
    ENSURE(date.year <= 2100, RC_INVALID);
    return day_of_date(date, ret_day);
}

bool roster_is_open_end(struct str folded) {
    struct date date;
    if (str_eq(folded, S("2958465"))) return true; /* the serial number of 31/12/9999 */
    return parse_date(folded, &date) == RC_OK && date.year > 2100;
}

bool roster_sex(struct str folded, int *ret_sex) {
    static const struct {
        const char *word;
        int sex;
    } words[] = {{"m", 1},        {"man", 1},    {"mannelijk", 1},  {"jongen", 1}, {"male", 1},
                 {"masculin", 1}, {"garcon", 1}, {"mannlich", 1},   {"junge", 1},  {"1", 1},
                 {"v", 2},        {"vrouw", 2},  {"vrouwelijk", 2}, {"meisje", 2}, {"fe", 2},
                 {"fé", 2},       {"female", 2}, {"feminin", 2},    {"fille", 2},  {"weiblich", 2},
                 {"2", 2},        {"x", 3},      {"andere", 3},     {"anders", 3}, {"other", 3},
                 {"divers", 3},   {"3", 3}};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!str_eq(folded, str_of(words[i].word))) continue;
        *ret_sex = words[i].sex;
        return true;
    }
    return false;
}

/* Removes the fraction that a program added to a whole number: "20418.0", "20418,00". */
static struct str without_fraction(struct str text) {
    size_t end = text.len;
    while (end > 0 && text.ptr[end - 1] == '0') end--;
    bool fraction = end > 1 && end < text.len && text.len - end <= 2 &&
                    (text.ptr[end - 1] == '.' || text.ptr[end - 1] == ',');
    return fraction ? str_sub(text, 0, end - 1) : text;
}

/* Tells whether the dot at this position separates groups of three digits, also in "024.513". */
static bool groups_digits(struct str text, size_t at) {
    size_t behind = 0;
    while (at + 1 + behind < text.len && is_digit(text.ptr[at + 1 + behind])) behind++;
    return at > 0 && is_digit(text.ptr[at - 1]) && behind == 3;
}

struct str roster_digits(struct arena *arena, struct str text) {
    text = str_trim(text);
    if (str_starts(text, S("=\"")) && str_ends(text, S("\"")) && text.len > 3)
        text = str_sub(text, 2, text.len - 3); /* ="00123": text for a spreadsheet */
    if (str_starts(text, S("'"))) text = str_sub(text, 1, text.len);
    text = without_fraction(text);
    if (all_digits(text)) return text;
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool space = text.ptr[i] == ' ' && len > 0 && i + 1 < text.len;
        if (space || (text.ptr[i] == '.' && groups_digits(text, i))) continue;
        out[len++] = text.ptr[i];
    }
    return (struct str){out, len};
}

bool roster_is_rounded(struct str text) {
    size_t i = 0;
    while (i < text.len && (is_digit(text.ptr[i]) || text.ptr[i] == ',' || text.ptr[i] == '.')) i++;
    if (i == 0 || i + 2 > text.len || (text.ptr[i] != 'E' && text.ptr[i] != 'e')) return false;
    struct str exponent = str_sub(text, i + 1, text.len);
    if (str_starts(exponent, S("+"))) exponent = str_sub(exponent, 1, exponent.len);
    return all_digits(exponent) && exponent.len <= 2;
}
