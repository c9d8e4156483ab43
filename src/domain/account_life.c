#include "domain/account_life.h"

enum account_type account_type_for(enum level level, int override) {
    if (override == ACCOUNT_BASIC || override == ACCOUNT_ADVANCED)
        return (enum account_type) override;
    return level == LEVEL_PRE_PRIMARY || level == LEVEL_PRIMARY ? ACCOUNT_BASIC : ACCOUNT_ADVANCED;
}

bool account_turns(enum account_type type, enum level level, int override) {
    bool known = level != LEVEL_UNKNOWN || override != 0;
    return type == ACCOUNT_BASIC && known && account_type_for(level, override) == ACCOUNT_ADVANCED;
}

enum account_status account_status(bool has_account, int64_t inactive_ms, day_count last_end,
                                   day_count today) {
    if (!has_account) return STATUS_NO_ACCOUNT;
    if (inactive_ms >= 0 || last_end < today) return STATUS_INACTIVE;
    return STATUS_ACTIVE;
}

bool account_may_deactivate(enum account_status status) {
    return status == STATUS_ACTIVE;
}

bool account_may_activate(enum account_status status, day_count last_end, day_count today) {
    return status == STATUS_INACTIVE && last_end >= today;
}

bool account_may_undo_create(int64_t created_ms, bool signed_in, int64_t now_ms) {
    return !signed_in && now_ms - created_ms < UNDO_CREATE_MS;
}
