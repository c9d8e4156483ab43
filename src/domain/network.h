/* What counts as one network for the defence against guessing: an IPv4 address or the /64 of an
 * IPv6 address, the /48 it lies in (one household or firm often holds a whole /48), and the blocks
 * that get a few tries a day when a budget is empty (docs/develop/throttle.md). Pure. Source:
 * SECURITY "Guessing". */
#pragma once

#include "base/str.h"

struct network {
    struct str own;  /* "192.0.2.7", "2001:db8:0:1::/64"; other text as it is ("unix") */
    struct str wide; /* "2001:db8::/48"; "" for IPv4 */
    struct str site; /* "192.0.2.0/24", "2001:db8::/48"; the same as own when it is no address */
    struct str provider; /* "2001:db8::/32"; "" for IPv4 */
};
struct network network_of(struct arena *arena, struct str address);

/* As histories name where something came from: without the last byte of IPv4, without the last 80
 * bits of IPv6. */
struct str network_shown(struct arena *arena, struct str address);

/* What staff type: an IPv4 address, an IPv6 address or its /64. RC_INVALID: neither, or an address
 * that many share (private, loopback, link-local). */
enum rc network_read(struct arena *arena, struct str typed, struct str *ret_network) MUST_USE;
