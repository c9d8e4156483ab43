/*
 * Determines the client address: the peer of the socket, or the client of a trusted proxy.
 *
 * X-Forwarded-For is read from the right: the first address that is not a trusted proxy is the
 * client; addresses to the left of it can be forged. Pure except for inet_pton. Source:
 * docs/develop/http.md, "Proxies".
 */
#pragma once

#include <sys/socket.h>

#include "base/str.h"

/* An IPv6 address, IPv4 as ::ffff:a.b.c.d; or the peer of a Unix socket. */
struct net_address {
    unsigned char bytes[16];
    bool is_unix;
};
/* NULL and unknown families count as Unix sockets */
struct net_address net_of_socket(const struct sockaddr *address);
enum rc net_parse(struct str text, struct net_address *ret_address) MUST_USE;
struct str net_text(struct arena *arena, struct net_address address);

struct proxies;
/*
 * Parses "none", "", or addresses and networks separated by commas or spaces, e.g. "10.0.0.0/8,
 * ::1, unix"; "unix" means all Unix sockets. Errors: RC_INVALID.
 */
enum rc proxies_parse(struct arena *arena, const char *text, struct proxies **ret_proxies) MUST_USE;
bool proxies_trust(const struct proxies *proxies, struct net_address address);
/* Returns true for a valid request id: 8 to 64 letters, digits, ".", "_", ":" and "-". */
bool proxies_id_valid(struct str id);
/*
 * Returns the client address. forwarded: all X-Forwarded-For values in order, joined by commas; may
 * be empty.
 */
struct net_address proxies_client(const struct proxies *proxies, struct net_address socket,
                                  struct str forwarded);
