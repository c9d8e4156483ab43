/* Who is at the other end: the address of the socket, or, when that is a proxy we trust, the one it
 * forwards for. X-Forwarded-For is read from the right: the first address that is no trusted proxy
 * is the client; what stands left of it was written by anybody. Pure but for inet_pton. Source:
 * docs/develop/http.md, "Proxies". */
#pragma once

#include <sys/socket.h>

#include "base/str.h"

/* An IPv6 address, IPv4 as ::ffff:a.b.c.d; or the other end of a socket file. */
struct net_address {
    unsigned char bytes[16];
    bool is_unix;
};
struct net_address
net_of_socket(const struct sockaddr *address); /* NULL and unknown families: as unix */
enum rc net_parse(struct str text, struct net_address *ret_address) MUST_USE;
struct str net_text(struct arena *arena, struct net_address address);

struct proxies;
/* "none", "", or addresses and networks parted by commas or blanks, "unix" for all socket files:
 * "10.0.0.0/8, ::1, unix". */
enum rc proxies_parse(struct arena *arena, const char *text, struct proxies **ret_proxies) MUST_USE;
bool proxies_trust(const struct proxies *proxies, struct net_address address);
/* Can this be the id of a request: 8 to 64 letters, digits, ".", "_", ":" and "-"? */
bool proxies_id_valid(struct str id);
/* forwarded: all X-Forwarded-For values in order, joined by commas; "" without any. */
struct net_address proxies_client(const struct proxies *proxies, struct net_address socket,
                                  struct str forwarded);
