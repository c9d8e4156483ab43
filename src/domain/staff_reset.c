#include "domain/staff_reset.h"

enum reset_verdict staff_reset_judge(enum staff_reset reset, const struct reset_case *of,
                                     int64_t now_ms) {
    if (of->is_self) return RESET_OWN;
    if (of->is_outside) return RESET_OUTSIDE;
    if (of->is_disabled) return RESET_DISABLED;
    if (!rights_cover(of->own, of->colleague)) return RESET_BEYOND;
    if (reset == RESET_FACTOR && !of->has_factor) return RESET_NO_FACTOR;
    /* a time in the future, after the clock was set back, also counts as less than a day ago */
    bool did_other = of->other_ms != RESET_NEVER && of->other_ms > now_ms - RESET_APART_MS;
    return did_other ? RESET_BOTH : RESET_ALLOWED;
}
