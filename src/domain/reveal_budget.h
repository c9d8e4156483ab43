/*
 * The number of pupil secrets that a member of staff may show or print per day, besides those of
 * own batches, before a further proof is required. Pure. Source: docs/develop/staff-sign-in.md.
 */
#pragma once

#include "base/day.h"

enum { REVEAL_BUDGET = 60, REVEAL_BUDGET_START_OF_YEAR = 1000 };

/* Returns the number for a day; it is higher from 25 August to 8 September. */
int reveal_budget(day_count today);
