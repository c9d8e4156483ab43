#include "domain/staff_factor.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)

int staff_factor_ways(const struct staff_factors *factors) {
    return factors->passkeys + factors->totp + (factors->codes > 0);
}

static bool needs_one(const struct staff_factor_rule *rule, const struct staff_factors *factors) {
    return rule->sensitive && staff_factor_ways(factors) == 0;
}

int64_t staff_factor_first_due(bool https, int64_t now_ms) {
    return https ? now_ms : now_ms + FACTOR_GRACE_MS;
}

bool staff_factor_must_register(const struct staff_factor_rule *rule,
                                const struct staff_factors *factors, int64_t now_ms) {
    bool is_due = rule->https || (rule->due_ms > 0 && rule->due_ms <= now_ms);
    return needs_one(rule, factors) && is_due;
}

int staff_factor_days_left(const struct staff_factor_rule *rule,
                           const struct staff_factors *factors, int64_t now_ms) {
    if (!needs_one(rule, factors) || rule->https) return -1;
    if (rule->due_ms <= 0 || rule->due_ms == FACTOR_NEVER_DUE) return -1;
    return rule->due_ms <= now_ms ? 0 : (int)((rule->due_ms - now_ms) / DAY_MS);
}

bool staff_provider_passes(bool sensitive, struct str named, struct str acr) {
    bool is_named = false;
    while (named.len > 0) {
        struct str value = str_cut(&named, ' ', NULL);
        is_named = is_named || (value.len > 0 && str_eq(value, acr));
    }
    return is_named || !sensitive;
}

bool staff_place_is_new(const struct staff_sign_in_place *place) {
    return place->has_others && !place->knows_browser && !place->knows_network;
}
