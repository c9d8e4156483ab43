/*
 * The cookie of a device that has signed in pupils before.
 *
 * It is stateless, signed and names nobody: a device number and, for up to forty accounts, a keyed
 * hash of device and username. It gives access to the "known device" rate-limit pool of those
 * accounts only.
 */
#pragma once

#include "service/service.h"

/* Returns whether this installation made the cookie. */
bool device_genuine(struct arena *arena, const struct service *service, struct str cookie);
/*
 * Tells whether the cookie contains the username, and in *ret_newest whether it is the newest
 * entry, so that device_remember() would not change the cookie.
 */
enum rc device_knows(struct arena *arena, const struct service *service, struct str cookie,
                     struct str username, bool *ret_knows, bool *ret_newest) MUST_USE;
/*
 * Returns the cookie with the username as newest entry; a new cookie when the old one is missing or
 * invalid.
 */
enum rc device_remember(struct arena *arena, struct service *service, struct str cookie,
                        struct str username, struct str *ret_cookie) MUST_USE;
