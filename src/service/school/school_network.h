/* The networks of a school: sign-ins from there have a pool of their own, so that a stranger never
 * closes the door of a class. Entered by staff, or learned from who signs in there
 * (service/sign_in/pupil_sign_in.c). Source: docs/develop/security-decisions.md "Guessing";
 * docs/develop/throttle.md. */
#pragma once

#include "domain/network.h"
#include "service/service.h"

enum network_kind {
    NETWORK_ENTERED = 1,
    NETWORK_LEARNED = 2,
    NETWORK_PROVISIONAL = 3,
    NETWORK_DAY = 4 /* entered for a day */
};

struct school_network {
    struct str network;
    enum network_kind kind;
    int64_t until_ms;
};
enum rc school_networks(struct call *call, struct school_network **ret_networks,
                        size_t *ret_count) MUST_USE;
/* typed: an address or an IPv6 /64. RC_INVALID: it is none, or one that anybody may have
 * (domain/network.h). for_a_day: it ends by itself. */
enum rc school_network_add(struct call *call, struct str typed, bool for_a_day) MUST_USE;
/* The network of that address when the school has no known network at all, and the actor may enter
 * one; else "". */
enum rc school_network_missing(struct call *call, struct str peer,
                               struct str *ret_network) MUST_USE;
/* RC_NONE: the school has no such network. One that was learned may be learned again. */
enum rc school_network_drop(struct call *call, struct str network) MUST_USE;
