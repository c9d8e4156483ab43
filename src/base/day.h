/*
 * Calendar days in Europe/Brussels, counted from 1970-01-01.
 *
 * Enrolments begin and end on days, not at instants. Summer time follows Directive 2000/84/EC: from
 * the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. Valid for dates
 * from 1996 on.
 */
#pragma once

#include <stdint.h>

#include "base/str.h"

typedef int32_t day_count; /* days since 1970-01-01; DAY_NONE when absent */
enum { DAY_NONE = INT32_MIN };

struct date {
    int year;  /* 1..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

/* Local time in Brussels, for display. */
struct local_time {
    struct date date;
    int hour, minute, second;
};

/* Returns RC_INVALID when the date does not exist. */
enum rc day_of_date(struct date date, day_count *ret_day) MUST_USE;
struct date day_to_date(day_count day);
int day_of_week(day_count day);      /* 0 = Monday … 6 = Sunday */
day_count day_of_ms(int64_t at_ms);  /* the Brussels day of an instant */
int64_t day_start_ms(day_count day); /* the instant at which the day begins in Brussels */
struct local_time day_local_of_ms(int64_t at_ms);

/*
 * Returns the 31 August on which the school year of that day ends. School years run from 1
 * September to 31 August.
 */
day_count school_year_end(day_count day);
/* Returns the 1 September on which the school year of that day begins. */
day_count school_year_begin(day_count day);
/* e.g. "2026-27" */
struct str school_year_name(struct arena *arena, day_count day);
/* e.g. "2026-11-24" (ISO 8601) */
struct str day_iso(struct arena *arena, day_count day);
