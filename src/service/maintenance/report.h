/* Figures for operators: sign-ins and failed attempts of the whole platform, a day. Days that are
 * over are counted once and kept. */
#pragma once

#include "service/service.h"

enum { REPORT_DAYS_MAX = 400 };
struct report_day {
    day_count day;
    int64_t signed_in, failed;
};
/* The last `days` days, today included, the oldest first. */
enum rc report_days(struct call *call, int days, struct report_day **ret_days,
                    size_t *ret_count) MUST_USE;
