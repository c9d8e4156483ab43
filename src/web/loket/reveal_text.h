/* A row of the list of secrets that staff showed and printed, in words. */
#pragma once

#include "service/staff/staff_budget.h"
#include "web/loket/views.h"
#include "web/web.h"

struct reveal_row reveal_row_of(struct visit *visit, const struct reveal_line *line);
