/*
 * A cache of sessions that were valid recently.
 *
 * The loop thread has no database; it uses the cache to decide who may send a large body. The cache
 * holds hashes only, forgets them after half an hour, and the oldest first when it is full. Shared
 * by all threads.
 */
#pragma once

#include "base/str.h"

struct sessions_seen;

/* hash: 32 bytes, from service_session_hash() of service/service.h */
struct sessions_seen *sessions_seen_open(struct arena *arena);
/* Record a session as valid, and tell whether one was recorded in the last half hour. */
void sessions_seen_put(struct sessions_seen *seen, struct str hash);
bool sessions_seen_has(struct sessions_seen *seen, struct str hash);
