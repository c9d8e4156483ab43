#include "main/proxies.h"

#include "main/running.h"

enum { DAY_MS = 24 * 3600 * 1000 };

bool proxies_missing(const struct config *config) {
    const struct str *v = config->values;
    bool https = str_starts(v[SETTING_LOKET_URL], S("https:")) || str_starts(v[SETTING_MIJN_URL], S("https:"));
    return https && (v[SETTING_TRUSTED_PROXIES].len == 0 || str_eq(v[SETTING_TRUSTED_PROXIES], S("none")));
}

bool proxies_warn(struct cli *cli) {
    struct clock clock = clock_system();
    struct str address;
    int64_t at_ms;
    bool missing = proxies_missing(&cli->config);
    bool seen = running_last_untrusted(cli->arena, cli->config.values[SETTING_STATE], &address, &at_ms) == RC_OK && clock_now_ms(&clock) - at_ms < DAY_MS;
    if (seen)
        cli_say("waarschuwing: %.*s stuurt X-Forwarded-For, maar staat niet in trusted_proxies. LeerID ziet dan alle gebruikers als één netwerk, en enkele foute wachtwoorden"
                " houden de hele school tegen. Is dat je proxy, zet dan trusted_proxies = %.*s en herstart de dienst", STR_ARG(address), STR_ARG(address));
    else if (missing)
        cli_say("waarschuwing: loket_url of mijn_url begint met https, maar trusted_proxies is leeg. Zet daar het adres van de proxy, of LeerID ziet alle gebruikers als één netwerk");
    return seen || missing;
}
