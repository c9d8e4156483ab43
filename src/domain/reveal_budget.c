#include "domain/reveal_budget.h"

int reveal_budget(day_count today) {
    struct date date = day_to_date(today);
    bool start = (date.month == 8 && date.day >= 25) || (date.month == 9 && date.day <= 8);
    return start ? REVEAL_BUDGET_START_OF_YEAR : REVEAL_BUDGET;
}
