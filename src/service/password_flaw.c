#include "service/password_flaw.h"

#include <math.h>

#include "crypto/token.h"
#include "domain/own_password.h"
#include "domain/secrets.h"

static const double guesses_min = 1e8;

static double bits_of(struct arena *arena, struct str text) {
    return log2(token_guesses(arena, text, NULL, 0));
}

enum own_flaw password_flaw(struct arena *arena, const struct text_rules *rules,
                            struct str password, const struct str *names, size_t name_count) {
    if (text_length(password) < OWN_PASSWORD_MIN) return OWN_SHORT;
    if (text_length(password) > SECRET_MAX_CHARS) return OWN_LONG;
    struct own_strength s =
        own_password_strength(arena, rules, password, names, name_count, bits_of);
    if (s.bits >= log2(guesses_min)) return OWN_FINE;
    if (s.holds[OWN_PART_NAME]) return OWN_NAMES;
    return s.holds[OWN_PART_COMMON] || s.holds[OWN_PART_DICTIONARY] ? OWN_WORDS : OWN_COMMON;
}
