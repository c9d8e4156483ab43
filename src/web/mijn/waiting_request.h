/* The authorization request that is stored for this tab while the pupil signs in. */
#pragma once

#include "web/web.h"

/* Returns its handle, from the address of a GET or the form of a POST; "" when there is none. */
struct str waiting_request(const struct visit *visit);
/* Returns a path of the sign-in pages with the handle added, so that the next page has it too. */
struct str waiting_request_keep(struct visit *visit, struct str path);
