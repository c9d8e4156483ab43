/*
 * Figures for operators: sign-ins and failed attempts per day on the whole platform. Past days are
 * counted once and stored.
 */
#pragma once

#include "service/service.h"

enum { REPORT_DAYS_MAX = 400 };
struct report_day {
    day_count day;
    int64_t signed_in, failed;
};
/* Returns the last `days` days including today, oldest first. */
enum rc report_days(struct call *call, int days, struct report_day **ret_days,
                    size_t *ret_count) MUST_USE;
