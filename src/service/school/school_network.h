/*
 * The networks of a school.
 *
 * Sign-ins from these networks have a separate rate-limit pool, so that attackers elsewhere cannot
 * lock out a class. Staff enter networks, or they are learned from sign-ins
 * (service/sign_in/pupil_sign_in.c).
 *
 * Source: docs/develop/security-decisions.md "Guessing"; docs/develop/throttle.md.
 */
#pragma once

#include "domain/network.h"
#include "service/service.h"

enum network_kind {
    NETWORK_ENTERED = 1,
    NETWORK_LEARNED = 2,
    NETWORK_PROVISIONAL = 3,
    NETWORK_DAY = 4 /* entered for one day */
};

struct school_network {
    struct str network;
    enum network_kind kind;
    int64_t until_ms;
};
/* Lists the current networks of the school. RC_NONE: the actor may not configure it. */
enum rc school_networks(struct call *call, struct school_network **ret_networks,
                        size_t *ret_count) MUST_USE;
/*
 * Adds a network that staff typed: an address or an IPv6 /64. RC_INVALID: malformed, or a network
 * that anybody can be in (domain/network.h).
 *   for_a_day  the network ends by itself
 */
enum rc school_network_add(struct call *call, struct str typed, bool for_a_day) MUST_USE;
/*
 * Returns the network of the address when the school has no known network and the actor may enter
 * one, else "".
 */
enum rc school_network_missing(struct call *call, struct str peer,
                               struct str *ret_network) MUST_USE;
/*
 * Removes a network; a learned one may be learned again. RC_NONE: the school has no such network.
 */
enum rc school_network_drop(struct call *call, struct str network) MUST_USE;
