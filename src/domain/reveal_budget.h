/* How many secrets of pupils a member of staff may show or print in one day, outside the batches
 * they made themselves, before a further proof is asked. Pure. Source:
 * docs/develop/staff-sign-in.md. */
#pragma once

#include "base/day.h"

enum { REVEAL_BUDGET = 60, REVEAL_BUDGET_START_OF_YEAR = 1000 };

/* The second number from 25 August to 8 September. */
int reveal_budget(day_count today);
