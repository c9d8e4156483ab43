/* Sessions that were looked up lately and lived: what the loop thread, which has no database, can
 * know of who sends a large body. Holds hashes only; forgets after half an hour, and the older when
 * there are many. Shared by all threads. */
#pragma once

#include "base/str.h"

struct sessions_seen;

/* hash: session_hash of service/service.h, 32 bytes */
struct sessions_seen *sessions_seen_open(struct arena *arena);
void sessions_seen_put(struct sessions_seen *seen, struct str hash);
bool sessions_seen_has(struct sessions_seen *seen, struct str hash);
