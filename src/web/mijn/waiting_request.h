/* The authorization request of an application that waits in this tab while the pupil signs in. */
#pragma once

#include "web/web.h"

/* The handle of the request that waits in this tab: from the address of a GET, from the form of a
 * POST; "" none. */
struct str waiting_request(const struct visit *visit);
/* A path of the sign-in with that handle, so that the next page of this tab knows it too. */
struct str waiting_request_keep(struct visit *visit, struct str path);
