/* The browser and the system of a request in words that its owner recognises. Pure. */
#pragma once

#include "base/str.h"

/* "Firefox, Windows" of a User-Agent header; "" when it names neither. Constant text in the arena;
 * nothing of the header itself is copied. */
struct str agent_words(struct arena *arena, struct str user_agent);
