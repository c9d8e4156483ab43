/* Warnings about the proxy in front of LeerID: settings that look forgotten, and a proxy that is not trusted. */
#pragma once

#include "main/command.h"

/* An https address needs a proxy with TLS in front, and nobody is trusted to forward for clients. */
bool proxies_missing(const struct config *config);
/* doctor: what the settings say, and what the servers of this state folder saw in the last day. Returns whether it warned. */
bool proxies_warn(struct cli *cli);
