/*
 * A school succeeds another one: a merger, a new school number.
 *
 * From a day on the pupils of the old school are enrolled in the new one under the same roll
 * numbers, so that its first roster finds the same persons, also those without a national number
 * and those whose last enrolment ended before that day.
 * Accounts belong to persons and do not change. Networks, staff roles, account types of groups and
 * switched applications are copied.
 */
#pragma once

#include "service/service.h"

/*
 * Operators only.
 *   old_school  whose enrolments end the day before
 *   day         the first day in the new school, call->school
 *   ret_moved   enrolments that continue there
 * Returns RC_NONE when a school does not exist, RC_INVALID when both are the same, and RC_CONFLICT
 * when the new school already uses some of the roll numbers from that day on.
 */
enum rc school_succeed(struct call *call, int old_school, day_count day,
                       size_t *ret_moved) MUST_USE;
