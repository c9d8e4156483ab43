/*
 * Names the browser and system of a request, such as "Firefox, Windows", so that users recognise
 * their own sessions. Pure.
 */
#pragma once

#include "base/str.h"

/*
 * Returns the names found in a User-Agent header, "" when it has neither. The result consists of
 * constant text; nothing is copied from the header.
 */
struct str agent_words(struct arena *arena, struct str user_agent);
