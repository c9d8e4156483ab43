#include "main/proxies.h"

#include "base/clock.h"
#include "main/running.h"

enum { DAY_MS = 24 * 3600 * 1000 };

bool proxies_missing(const struct config *config) {
    const struct str *v = config->values;
    bool https = str_starts(v[SETTING_LOKET_URL], S("https:")) ||
                 str_starts(v[SETTING_MIJN_URL], S("https:"));
    return https &&
           (v[SETTING_TRUSTED_PROXIES].len == 0 || str_eq(v[SETTING_TRUSTED_PROXIES], S("none")));
}

struct str proxies_warning(struct arena *arena, const struct config *config) {
    struct clock clock = clock_system();
    struct str address, state = config->values[SETTING_STATE];
    int64_t at_ms;
    bool seen = running_last_untrusted(arena, state, &address, &at_ms) == RC_OK &&
                clock_now_ms(&clock) - at_ms < DAY_MS;
    if (seen)
        return str_format(
            arena,
            "%.*s stuurt X-Forwarded-For, maar staat niet in trusted_proxies. LeerID ziet dan alle"
            " gebruikers als één netwerk, en enkele foute wachtwoorden houden de hele school tegen."
            " Is dat je proxy, zet dan trusted_proxies = %.*s en herstart de dienst",
            STR_ARG(address), STR_ARG(address));
    if (!proxies_missing(config)) return S("");
    return S("loket_url of mijn_url begint met https, maar trusted_proxies is leeg. Zet daar het "
             "adres van de proxy, of"
             " LeerID ziet alle gebruikers als één netwerk");
}
