/* The cookie of a device that signed pupils in before: stateless, signed, naming nobody. It holds a
 * device number and, for up to forty accounts, a keyed hash of device and username; so it opens the
 * "known device" pool for those accounts and no other. */
#pragma once

#include "service/service.h"

/* Is the cookie one of ours, whoever it knows? */
bool device_genuine(struct arena *arena, const struct service *service, struct str cookie);
/* *ret_newest: and it stands at the front, so that device_remember would give the same cookie
 * again. */
enum rc device_knows(struct arena *arena, const struct service *service, struct str cookie,
                     struct str username, bool *ret_knows, bool *ret_newest) MUST_USE;
/* The cookie with the username added at the front; a new one when the old is none or was altered.
 */
enum rc device_remember(struct arena *arena, struct service *service, struct str cookie,
                        struct str username, struct str *ret_cookie) MUST_USE;
