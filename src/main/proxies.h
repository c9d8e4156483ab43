/* Warnings about the proxy in front of LeerID: settings that look forgotten, and a proxy that is
 * not trusted. */
#pragma once

#include "main/config.h"

/* An https address needs a proxy with TLS in front, and nobody is trusted to forward for clients.
 */
bool proxies_missing(const struct config *config);
/* In Dutch, what is wrong by the settings, or by what the servers of this state folder saw in the
 * last day; "": nothing. */
struct str proxies_warning(struct arena *arena, const struct config *config);
