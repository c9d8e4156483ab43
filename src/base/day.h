/* Calendar days of Europe/Brussels, as a count of days since 1970-01-01. Enrolments begin and end
 * on days, not instants. Summer time follows the rule of the European Union (Directive 2000/84/EC):
 * from the last Sunday of March 01:00 UTC to the last Sunday of October 01:00 UTC. Good for dates
 * from 1996 on. */
#pragma once

#include <stdint.h>

#include "base/str.h"

typedef int32_t day_count; /* days since 1970-01-01; DAY_NONE = absent */
enum { DAY_NONE = INT32_MIN };

struct date {
    int year;  /* 1..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

/* A local moment, for showing: date plus hours and minutes in Brussels. */
struct local_time {
    struct date date;
    int hour, minute, second;
};

/* RC_INVALID for a date that does not exist. */
enum rc day_of_date(struct date date, day_count *ret_day) MUST_USE;
struct date day_to_date(day_count day);
int day_of_week(day_count day);      /* 0 = Monday … 6 = Sunday */
day_count day_of_ms(int64_t at_ms);  /* the Brussels day of an instant */
int64_t day_start_ms(day_count day); /* the instant that day begins in Brussels */
struct local_time local_of_ms(int64_t at_ms);

/* 31 August that ends the school year of that day: school years run 1 September to 31 August. */
day_count school_year_end(day_count day);
/* 1 September that begins it. */
day_count school_year_begin(day_count day);
/* "2026-27" */
struct str school_year_name(struct arena *arena, day_count day);
/* "2026-11-24", for machines */
struct str day_iso(struct arena *arena, day_count day);
