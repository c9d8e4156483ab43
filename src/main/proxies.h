/*
 * Warnings about the reverse proxy: settings that are probably missing, and a proxy that is not
 * trusted.
 */
#pragma once

#include "main/config.h"

/*
 * Returns true when a site has an https address, which needs a TLS proxy, but trusted_proxies is
 * empty.
 */
bool proxies_missing(const struct config *config);
/*
 * Returns a warning when a site listens on another port than its URL names and no proxy is
 * trusted, so that links and cards lead to a port where nothing listens; .english is NULL when
 * there is none.
 */
struct message proxies_ports_warning(const struct config *config);
/*
 * Returns a warning based on the settings and on what the servers of this state folder saw in
 * the last day; .english is NULL when there is none.
 */
struct message proxies_warning(struct arena *arena, const struct config *config);
