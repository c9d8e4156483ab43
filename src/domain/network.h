/*
 * Networks for rate limiting. Pure.
 *
 * An address belongs to several of them:
 *   own             the IPv4 address, or the /64 of an IPv6 address
 *   wide            the IPv6 /48, because a household or company often has a whole one
 *   site, provider  larger blocks, which get a few attempts a day when a budget is exhausted
 *
 * Source: docs/develop/security-decisions.md "Guessing"; docs/develop/throttle.md.
 */
#pragma once

#include "base/str.h"

struct network {
    struct str own;  /* "192.0.2.7", "2001:db8:0:1::/64"; other text is unchanged ("unix") */
    struct str wide; /* "2001:db8::/48"; "" for IPv4 */
    struct str site; /* "192.0.2.0/24", "2001:db8::/48"; equal to own when it is not an address */
    struct str provider; /* "2001:db8::/32"; "" for IPv4 */
};
/*
 * Returns the networks of an address; for text that is not an IP address, own and site are that
 * text.
 */
struct network network_of(struct arena *arena, struct str address);

/*
 * Returns a network as shown in histories: IPv4 without the last byte, IPv6 without the last 80
 * bits.
 */
struct str network_shown(struct arena *arena, struct str address);

/*
 * Parses what staff typed: an IPv4 address, an IPv6 address or its /64. Returns RC_INVALID for
 * anything else and for addresses that many networks share (private, loopback, link-local).
 */
enum rc network_read(struct arena *arena, struct str typed, struct str *ret_network) MUST_USE;
