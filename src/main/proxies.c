#include "main/proxies.h"

#include "base/clock.h"
#include "main/running.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static bool none_trusted(const struct config *config) {
    struct str trusted = config->values[SETTING_TRUSTED_PROXIES];
    return trusted.len == 0 || str_eq(trusted, S("none"));
}

/* Returns the port after the last colon outside brackets; 0 when there is none. */
static int64_t port_of(struct str address) {
    int64_t port = 0;
    size_t at = address.len;
    while (at > 0 && address.ptr[at - 1] != ':' && address.ptr[at - 1] != ']') at--;
    bool has_port = at > 0 && address.ptr[at - 1] == ':';
    (void)!(has_port ? str_to_i64(str_sub(address, at, address.len), 0, 65535, &port) : RC_NONE);
    return port;
}

/*
 * Returns whether the site listens on another port than its URL names. Port 0 (any) and sockets
 * from systemd or in the file system do not tell, so they never differ.
 */
static bool ports_differ(struct str listen, struct str url) {
    bool network = !str_starts(listen, S("unix:")) && !str_starts(listen, S("systemd"));
    int64_t listens = network ? port_of(listen) : 0,
            named = str_starts(url, S("http://")) ? port_of(str_sub(url, 7, url.len)) : listens;
    return listens != 0 && listens != (named == 0 ? 80 : named);
}

struct message proxies_ports_warning(const struct config *config) {
    static const enum setting sites[][2] = {{SETTING_LOKET_LISTEN, SETTING_LOKET_URL},
                                            {SETTING_MIJN_LISTEN, SETTING_MIJN_URL}};
    const struct str *v = config->values;
    for (size_t i = 0; i < COUNT(sites) && none_trusted(config); i++) {
        struct str listen = v[sites[i][0]], url = v[sites[i][1]];
        if (ports_differ(listen, url))
            return MESSAGE(
                "LeerID listens at {0} ({1}), but links and cards point to {2} ({3}). Set {3} to "
                "the address with port {4}, or put the address of the proxy in trusted_proxies",
                listen, setting_infos[sites[i][0]].key, url, setting_infos[sites[i][1]].key,
                port_of(listen));
    }
    return (struct message){0};
}

bool proxies_missing(const struct config *config) {
    const struct str *v = config->values;
    bool https = str_starts(v[SETTING_LOKET_URL], S("https:")) ||
                 str_starts(v[SETTING_MIJN_URL], S("https:"));
    return https && none_trusted(config);
}

struct message proxies_warning(struct arena *arena, const struct config *config) {
    struct clock clock = clock_system();
    struct str address, state = config->values[SETTING_STATE];
    int64_t at_ms;
    bool seen = running_last_untrusted(arena, state, &address, &at_ms) == RC_OK &&
                clock_now_ms(&clock) - at_ms < DAY_MS;
    if (seen)
        return MESSAGE(
            "{0} sends X-Forwarded-For, but is not in trusted_proxies. LeerID then sees all users "
            "as one network, and a few wrong passwords hold up the whole school. If that is your "
            "proxy, set trusted_proxies = {0} and restart the service",
            address);
    if (!proxies_missing(config)) return (struct message){0};
    return MESSAGE("loket_url or mijn_url begins with https, but trusted_proxies is empty. Put the "
                   "address of the proxy there, or LeerID sees all users as one network");
}
