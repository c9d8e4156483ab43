#include "base/day.h"

static const int64_t HOUR_MS = 3600 * 1000, DAY_MS = 24 * 3600 * 1000;

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/*
 * Counts days in the proleptic Gregorian calendar; years start in March so that the leap day comes
 * last.
 */
static day_count count_days(struct date date) {
    int y = date.month <= 2 ? date.year - 1 : date.year;
    int era = (int)floor_div(y, 400);
    int of_era = y - era * 400;
    int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date day_to_date(day_count day) {
    int64_t z = (int64_t)day + 719468;
    int era = (int)floor_div(z, 146097);
    int doe = (int)(z - (int64_t)era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct date){.year = yoe + era * 400 + (month <= 2),
                         .month = month,
                         .day = doy - (153 * mp + 2) / 5 + 1};
}

enum rc day_of_date(struct date date, day_count *ret_day) {
    ENSURE(date.year >= 1 && date.year <= 9999, RC_INVALID);
    ENSURE(date.month >= 1 && date.month <= 12, RC_INVALID);
    ENSURE(date.day >= 1 && date.day <= 31, RC_INVALID);
    day_count day = count_days(date);
    struct date back = day_to_date(day);
    ENSURE(back.day == date.day && back.month == date.month, RC_INVALID);
    *ret_day = day;
    return RC_OK;
}

int day_of_week(day_count day) {
    return (int)(((int64_t)day + 3) - floor_div((int64_t)day + 3, 7) * 7);
}

static int64_t last_sunday_ms(int year, int month) {
    day_count end = count_days((struct date){year, month, 31});
    return (int64_t)(end - (day_of_week(end) + 1) % 7) * DAY_MS + HOUR_MS;
}

static int64_t offset_ms(int64_t at_ms) {
    int year = day_to_date((day_count)floor_div(at_ms, DAY_MS)).year;
    bool summer = at_ms >= last_sunday_ms(year, 3) && at_ms < last_sunday_ms(year, 10);
    return summer ? 2 * HOUR_MS : HOUR_MS;
}

day_count day_of_ms(int64_t at_ms) {
    return (day_count)floor_div(at_ms + offset_ms(at_ms), DAY_MS);
}

int64_t day_start_ms(day_count day) {
    int64_t guess = (int64_t)day * DAY_MS - HOUR_MS;
    return (int64_t)day * DAY_MS - offset_ms(guess);
}

struct local_time day_local_of_ms(int64_t at_ms) {
    int64_t local = at_ms + offset_ms(at_ms);
    day_count day = (day_count)floor_div(local, DAY_MS);
    int seconds = (int)((local - (int64_t)day * DAY_MS) / 1000);
    return (struct local_time){.date = day_to_date(day),
                               .hour = seconds / 3600,
                               .minute = seconds / 60 % 60,
                               .second = seconds % 60};
}

day_count school_year_end(day_count day) {
    struct date date = day_to_date(day);
    return count_days((struct date){date.month >= 9 ? date.year + 1 : date.year, 8, 31});
}

day_count school_year_begin(day_count day) {
    return count_days((struct date){day_to_date(school_year_end(day)).year - 1, 9, 1});
}

struct str school_year_name(struct arena *arena, day_count day) {
    int ends = day_to_date(school_year_end(day)).year;
    return str_format(arena, "%d-%02d", ends - 1, ends % 100);
}

struct str day_iso(struct arena *arena, day_count day) {
    struct date date = day_to_date(day);
    return str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}
